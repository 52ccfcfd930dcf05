"""What a coordinator fills in the file of one bénévole: a note, who follows them, their departure."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from home.detail_warning import DetailWarningForm
from home.identifying_details import OF_A_PERSON
from volunteers.contacts import coordinators
from volunteers.forms.fields import DATE_INVALID
from volunteers.models import Volunteer
from volunteers.profiles import LeavingReason

LONGEST_NOTE: Final = 1000
NOTE_HELP: Final = (
    "1 000 signes au plus. La personne lit cette note si elle demande ses données. Rien n’y a sa place sur une personne accompagnée, "
    "ni sur la santé, les opinions ou les croyances de qui que ce soit."
)


class NoteForm(DetailWarningForm):
    text = forms.CharField(
        label="Nouvelle note",
        max_length=LONGEST_NOTE,
        help_text=NOTE_HELP,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez la note.", "max_length": "Écrivez-la plus courte\u00a0: 1 000 signes au plus."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "text" in cleaned:
            self.warn_of_details("text", OF_A_PERSON)
        return cleaned


class CoordinatorField(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return user.get_full_name() or user.email


class ContactForm(forms.Form):
    contact = CoordinatorField(
        label="Personne à contacter",
        required=False,
        queryset=User.objects.none(),
        empty_label="Personne en particulier",
        help_text="La ou le bénévole voit son prénom et son adresse e-mail. Sans personne désignée, c’est l’adresse de l’association.",
        error_messages={"invalid_choice": "Choisissez une personne de la coordination."},
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        kwargs["initial"] = {"contact": volunteer.contact_id}
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = coordinators()  # type: ignore[attr-defined]


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label="Statut",
        choices=Volunteer.Kind.choices,
        help_text="Salarié·es et services civiques animent des sorties, sans compter dans les chiffres des bénévoles. "
        "Une note garde qui l’a changé, et quand.",
        error_messages={"required": "Choisissez un statut.", "invalid_choice": "Choisissez un des statuts de la liste."},
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        kwargs["initial"] = {"kind": volunteer.kind}
        super().__init__(*args, **kwargs)


class LeavingForm(forms.Form):
    on = forms.DateField(
        label="Parti·e le",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez le jour du départ.", "invalid": DATE_INVALID},
    )
    reason = forms.ChoiceField(
        label="Raison",
        choices=[("", "Choisissez"), *LeavingReason.choices],
        help_text="Elle reste dans le dossier\u00a0: le courriel ne la dit pas.",
        error_messages={"required": "Choisissez une raison.", "invalid_choice": "Choisissez une raison de la liste."},
    )

    def __init__(self, *args: Any, volunteer: Volunteer, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today}
        super().__init__(*args, **kwargs)
        self.volunteer, self.today = volunteer, today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError("Un départ se note une fois venu.")
        if on < timezone.localdate(self.volunteer.signed_up_at):
            raise ValidationError("Le départ vient après l’inscription.")
        return on
