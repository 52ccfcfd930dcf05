"""What coordinators type: an activity, the reason for cancelling one, the filters of the list."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django import forms

from events.models import Activity, Staffing
from events.models.activity import ActivityQuerySet
from volunteers.shared_fields import ParisTimeField, WholeNumberField

AIMS: Final = {
    "is_cultural": "Culturelle",
    "is_language_and_work": "Linguistique et socioprofessionnelle",
    "is_sport": "Sportive",
}
LONGEST_OUTING: Final = timedelta(hours=24)
LATEST: Final = timedelta(days=2 * 366)
TOO_FAR: Final = "Cette date est trop lointaine : une activité se prévoit dans les deux ans à venir."


class MinuteInput(forms.DateTimeInput):
    """The browser's own date and time field, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class ActivityForm(forms.ModelForm[Activity]):
    aims = forms.MultipleChoiceField(
        label="Visées",
        choices=list(AIMS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Une ou plusieurs. Elles comptent dans le rapport d’activité.",
        error_messages={"required": "Choisissez au moins une visée."},
    )

    facilitator_seats = WholeNumberField(
        label="Places d’animation",
        lowest=0,
        highest=10,
        required_message="Indiquez le nombre de places d’animation.",
        help_text="Deux au moins pour une sortie.",
    )
    participants_expected = WholeNumberField(
        label="Participant·es attendu·es", lowest=0, highest=200, required_message="Indiquez combien de personnes sont attendues."
    )

    class Meta:
        model = Activity
        fields = (
            "title",
            "kind",
            "description",
            "starts_at",
            "ends_at",
            "venue",
            "meeting_point",
            "facilitator_seats",
            "participants_expected",
            "mission",
        )
        field_classes: ClassVar = {"starts_at": ParisTimeField, "ends_at": ParisTimeField}
        widgets: ClassVar = {"starts_at": MinuteInput, "ends_at": MinuteInput, "description": forms.Textarea(attrs={"rows": 5})}
        help_texts: ClassVar = {
            "title": "Court et parlant : « Visite du musée de la Musique ».",
            "kind": "Une sortie n’est annoncée qu’aux bénévoles ; les autres paraissent dans l’agenda public.",
            "description": "Ce que l’on y fait, ce qu’il faut apporter. N’écrivez le nom d’aucune personne accompagnée.",
            "starts_at": "Heure de Paris.",
            "venue": "Avant la veille, seul son secteur est montré.",
            "meeting_point": "Montré à partir de la veille, aux seules personnes qui animent.",
            "mission": "Pour prendre une place, il faut être prêt·e pour cette mission.",
        }
        error_messages: ClassVar = {
            "title": {"required": "Donnez un titre à l’activité.", "max_length": "Ce titre est trop long : 120 signes au plus."},
            "description": {
                "required": "Décrivez l’activité en quelques phrases.",
                "max_length": "Cette description est trop longue : 2 000 signes au plus.",
            },
            "meeting_point": {"max_length": "Ce rendez-vous est trop long à lire : 240 signes au plus."},
            "starts_at": {"required": "Indiquez la date et l’heure de début.", "invalid": "Écrivez la date et l’heure de début."},
            "ends_at": {"required": "Indiquez la date et l’heure de fin.", "invalid": "Écrivez la date et l’heure de fin."},
            "mission": {"required": "Choisissez la mission qui permet d’animer cette activité."},
        }

    field_order = ("title", "kind", "aims", *Meta.fields[2:])

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["venue"].empty_label = "À préciser"  # type: ignore[attr-defined]
        self.initial.setdefault("aims", [name for name in AIMS if getattr(self.instance, name)])

    @property
    def values(self) -> dict[str, Any]:
        """The valid fields as the model names them."""
        chosen = self.cleaned_data["aims"]
        return {
            **{name: value for name, value in self.cleaned_data.items() if name != "aims"},
            **{name: name in chosen for name in AIMS},
        }

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        if "starts_at" in self.changed_data and starts_at <= self.now:
            raise forms.ValidationError("Cette date est passée : choisissez une date à venir.")
        if "starts_at" in self.changed_data and starts_at > self.now + LATEST:
            raise forms.ValidationError(TOO_FAR)
        return starts_at

    def clean_ends_at(self) -> datetime:
        ends_at: datetime = self.cleaned_data["ends_at"]
        if "ends_at" in self.changed_data and ends_at > self.now + LATEST:
            raise forms.ValidationError(TOO_FAR)
        return ends_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in AIMS:
            setattr(self.instance, name, name in cleaned.get("aims", []))
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        is_outing = cleaned.get("kind") == Activity.Kind.OUTING
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "La fin doit venir après le début.")
        elif starts_at and ends_at and is_outing and ends_at - starts_at > LONGEST_OUTING:
            self.add_error("ends_at", "Une sortie dure moins de 24 heures : vérifiez la date de fin.")
        if is_outing and cleaned.get("facilitator_seats", 2) < 2:
            self.add_error("facilitator_seats", "Une sortie est animée à deux au moins.")
        return cleaned


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Motif",
        max_length=Activity._meta.get_field("cancellation_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Envoyé tel quel aux bénévoles qui ont une place. Ne nommez personne.",
        error_messages={
            "max_length": "Ce motif est trop long : 240 signes au plus.",
            "required": "Indiquez le motif : les bénévoles le liront.",
        },
    )


class ActivityFilterForm(forms.Form):
    """Filters of the coordination's list; a wrong value in the address filters nothing."""

    WHEN = (("", "À venir"), ("past", "Passées"), ("all", "Toutes les dates"))

    q = forms.CharField(label="Titre", required=False, max_length=80, widget=forms.SearchInput(attrs={"autocomplete": "off"}))
    when = forms.ChoiceField(label="Dates", choices=WHEN, required=False)
    staffing = forms.ChoiceField(label="Animation", choices=[("", "Toutes"), *Staffing.choices], required=False)
    kind = forms.ChoiceField(label="Nature", choices=[("", "Toutes"), *Activity.Kind.choices], required=False)
    status = forms.ChoiceField(label="État", choices=[("", "Sauf annulées"), *Activity.Status.choices], required=False)

    def narrow(self, activities: ActivityQuerySet, *, now: datetime) -> ActivityQuerySet:
        """The activities asked for; with their seat counts."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("when") == "past":
            activities = activities.past(now).order_by("-starts_at")
        elif asked.get("when") != "all":
            activities = activities.filter(ends_at__gt=now)
        if words := asked.get("q"):
            activities = activities.filter(title__icontains=words)
        if kind := asked.get("kind"):
            activities = activities.filter(kind=kind)
        if status := asked.get("status"):
            activities = activities.filter(status=status)
        else:
            activities = activities.exclude(status=Activity.Status.CANCELLED)
        if staffing := asked.get("staffing"):
            return activities.staffed(Staffing(staffing))
        return activities.with_seat_counts()
