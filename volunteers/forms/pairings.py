"""What is asked at each step of a pairing, of coordinators and of bénévoles."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Final, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator

from accounts.models import User
from volunteers.contacts import coordinators
from volunteers.forms.coordination import DateInput, with_blank
from volunteers.forms.fields import DATE_INVALID
from volunteers.forms.read_before import ReadBeforeForm
from volunteers.models import Mission, Pairing, PairingCharter, Participant, Programme
from volunteers.pairing_charters import signatories
from volunteers.pairing_ends import TO_GO_ON
from volunteers.pairings import day_reasons

DeclineReason = Pairing.DeclineReason
# What a bénévole may answer; the two others are the clock's and the team's.
ANSWERS: Final = [
    (reason.value, reason.label)
    for reason in (
        *(DeclineReason.TIME, DeclineReason.SLOTS, DeclineReason.DISTANCE, DeclineReason.PROJECT),
        *(DeclineReason.KNOWN, DeclineReason.UNSAID),
    )
]


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        messages = {"required": "Indiquez le jour.", "invalid": DATE_INVALID}
        super().__init__(widget=DateInput(), error_messages=messages, **options)


class ContactField(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return user.get_full_name() or user.email


class ParticipantField(forms.ModelChoiceField):
    def label_from_instance(self, person: Participant) -> str:
        return f"{person.alias} ({person.code})"


class StepForm(forms.Form):
    """What a step asks; the pairing, who asks and the day say what is proposed."""

    def __init__(self, *args: Any, pairing: Pairing, by: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairing, self.by, self.today = pairing, by, today
        self.prepare()

    def prepare(self) -> None:
        """Fills what depends on the pairing."""


class OfferForm(StepForm):
    contact = ContactField(
        label="Personne à contacter",
        queryset=coordinators(),
        empty_label=None,
        help_text="De l’équipe\u00a0: elle reçoit la réponse, et le binôme s’adresse à elle.",
        error_messages={"required": "Choisissez une personne de l’équipe."},
    )

    def prepare(self) -> None:
        self.fields["contact"].initial = self.by.pk


class PlainForm(StepForm):
    """A button is all that is asked."""


class AnswerForm(StepForm):
    """What the person said to the team."""

    answer = forms.ChoiceField(
        label="Sa réponse",
        choices=[("yes", "La personne accepte"), ("no", "La personne n’accepte pas")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la réponse."},
    )
    on = DayField(label="Reçue le")
    reason = forms.ChoiceField(
        label="Si elle n’accepte pas, pourquoi",
        required=False,
        choices=with_blank("Choisir…", ANSWERS),
        help_text="Sauf manque de temps, ces deux personnes ne seront plus rapprochées.",
    )

    def prepare(self) -> None:
        self.fields["on"].initial = self.today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("answer") == "no" and not cleaned.get("reason"):
            self.add_error("reason", "Choisissez une raison, même «\u00a0sans raison dite\u00a0».")
        return cleaned


class JoinForm(StepForm):
    participant = ParticipantField(
        label="Seconde personne",
        queryset=Participant.objects.none(),
        empty_label="Choisir…",
        help_text="Elle et le ou la bénévole sont d’accord, vous le leur avez demandé.",
        error_messages={"required": "Choisissez une personne accompagnée."},
    )

    def prepare(self) -> None:
        free = Participant.objects.free_for(self.pairing.programme).exclude(pairings=self.pairing)
        spoken = self.pairing.volunteer.languages.values("code")
        cast("ParticipantField", self.fields["participant"]).queryset = free.filter(languages__code__in=spoken).distinct()


class SignatureForm(StepForm):
    key = forms.ChoiceField(label="Signature", error_messages={"required": "Choisissez qui a signé."})
    on = DayField(label="Signée le")

    def prepare(self) -> None:
        lacking = [(side.key, side.label) for side in signatories(self.pairing) if side.signature is None]
        cast("forms.ChoiceField", self.fields["key"]).choices = with_blank("Choisir…", lacking)
        self.fields["on"].initial = self.today


class StartForm(StepForm):
    starts_on = DayField(label="Premier jour")

    def prepare(self) -> None:
        self.fields["starts_on"].initial = self.today

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        if reasons := day_reasons(self.pairing, starts_on=starts_on, today=self.today):
            raise ValidationError([reason.sentence for reason in reasons])
        return starts_on


class EndForm(StepForm):
    reason = forms.ChoiceField(
        label="Raison",
        choices=with_blank("Choisir…", Pairing.EndReason.choices),
        help_text="Après une mésentente, ces deux personnes ne seront plus rapprochées.",
        error_messages={"required": "Choisissez une raison."},
    )
    on = DayField(label="Dernier jour")
    waits = forms.BooleanField(
        label="La personne accompagnée attend quelqu’un d’autre dans ce programme",
        required=False,
        help_text="Elle garde alors sa place dans l’attente.",
    )

    def prepare(self) -> None:
        self.fields["on"].initial = self.today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reason") in TO_GO_ON:
            cleaned["waits"] = True
        return cleaned


NOBODY: Final = "nobody"


class SuccessorField(forms.ChoiceField):
    """Those ranked for somebody, each beside the way to their file, or nobody yet."""

    def __init__(self, alias: str, ranked: Sequence[tuple[UUID, str]], *, count: int) -> None:
        self.is_found = bool(ranked)
        widget = forms.RadioSelect()
        widget.option_template_name = "volunteers/widgets/successor.html"
        least = f"{count} profils possibles" if count > 1 else ("Un profil possible" if count else "Aucun profil possible aujourd’hui")
        shown = f", le mieux accordé d’abord. Les {len(ranked)} premiers sont montrés." if count > len(ranked) else "."
        super().__init__(
            initial="" if ranked else NOBODY,
            label=f"Qui pour {alias}\u00a0?",
            choices=[
                *((str(key), words) for key, words in ranked),
                (NOBODY, "Personne pour l’instant\u00a0: sa place dans l’attente est gardée"),
            ],
            widget=widget,
            help_text=f"{least}{shown}",
            error_messages={
                "required": "Choisissez qui prend la suite, ou «\u00a0Personne pour l’instant\u00a0».",
                "invalid_choice": "Ce profil n’est plus dans la liste, qui a changé\u00a0: choisissez de nouveau.",
            },
        )


class HandOverForm(forms.Form):
    """Who takes over for each person; the last day, of a pairing that has not ended."""

    on = DayField(label="Dernier jour du binôme actuel")
    is_offered = forms.BooleanField(
        label="Envoyer aussitôt la proposition",
        required=False,
        help_text="Sinon, le nouveau binôme reste «\u00a0À proposer\u00a0».",
    )

    def __init__(self, *args: Any, successors: Mapping[UUID, SuccessorField], is_active: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {f"successor-{person}": person for person in successors}
        self.fields = {name: successors[person] for name, person in self.people.items()} | self.fields
        self.fields["on"].initial = today
        if not is_active:
            del self.fields["on"]
        if not any(field.is_found for field in successors.values()):
            del self.fields["is_offered"]

    def successors(self) -> dict[UUID, UUID]:
        """Ids of bénévoles by participant, of a valid form; who has nobody is not in it."""
        chosen = {person: self.cleaned_data[name] for name, person in self.people.items()}
        return {person: UUID(key) for person, key in chosen.items() if key != NOBODY}


class OfferAnswerForm(forms.Form):
    """Why a bénévole declines. Accepting asks nothing."""

    reason = forms.ChoiceField(
        label="Si vous déclinez, pourquoi",
        choices=with_blank("Choisir…", ANSWERS),
        error_messages={"required": "Choisissez une raison\u00a0: elle nous aide à mieux chercher."},
    )


class PairingCharterForm(forms.Form):
    text = forms.CharField(
        label="Texte",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=(
            "Une ligne vide sépare deux paragraphes. Une ligne qui commence par un croisillon et une espace (#) est un titre, "
            "par un tiret et une espace (-) un point d’une liste."
        ),
        error_messages={"required": "Écrivez la charte.", "max_length": "Ce texte est trop long\u00a0: 20\u202f000 signes au plus."},
    )

    def __init__(self, *args: Any, current: PairingCharter | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = current.text if current else ""
        self.current = current

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if self.current and text == self.current.text:
            raise ValidationError("Ce texte est celui de la version en cours\u00a0: une nouvelle version dit autre chose.")
        return text


MOST: Final = {
    "duration_months": 24,
    "review_after_months": 24,
    "participants_most": 2,
    "weekly_minutes": 600,
    "offer_days": 60,
    "quiet_days": 120,
}


class ProgrammeForm(ReadBeforeForm, forms.ModelForm):
    class Meta:
        model = Programme
        fields: ClassVar = [
            *("title", "summary", "mission", "duration_months", "review_after_months", "participants_most"),
            *("weekly_minutes", "offer_days", "quiet_days", "is_open"),
        ]
        widgets: ClassVar = {"summary": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {
            "mission": "Les bénévoles de ce programme sont prêt·es pour elle\u00a0: elle demande formations, entretien, charte.",
            "review_after_months": "Le bilan décide de la suite\u00a0: au milieu, ou au terme.",
            "participants_most": "Une, ou deux.",
            "weekly_minutes": "Ce qui est demandé au ou à la bénévole. Zéro\u00a0: ce n’est pas dit.",
            "offer_days": "Le dernier jour à 20\u00a0h, la proposition prend fin et vous en êtes averti·e.",
            "quiet_days": "Passé ce temps sans rencontre notée, le binôme vous est signalé.",
            "is_open": "Fermé, il garde ses binômes en cours et n’en forme plus.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages["required"] = "Donnez un titre."
        self.fields["mission"].error_messages["required"] = "Choisissez la mission."
        cast("forms.ModelChoiceField[Mission]", self.fields["mission"]).empty_label = "Choisir…"
        for name, most in MOST.items():
            self.fields[name].error_messages |= {"required": "Indiquez un nombre.", "invalid": "Indiquez un nombre."}
            self.fields[name].validators.append(MaxValueValidator(most, "Indiquez un nombre de %(limit_value)s au plus."))
            self.fields[name].widget.attrs["max"] = most
        for name in ("title", "summary"):
            self.fields[name].error_messages["max_length"] = "Écrivez-le plus court\u00a0: %(limit_value)d signes au plus."
