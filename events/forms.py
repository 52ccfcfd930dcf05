"""What coordinators type: an activity, one that took place already, the reason for cancelling one, the filters of the list."""

from datetime import date, datetime
from typing import Any, ClassVar, Final

from django import forms
from django.http import QueryDict

from events.forms_dates import PAST, MinuteInput
from events.forms_details import ActivityDetailsForm
from events.models import Activity, Staffing
from events.models.activity import ActivityQuerySet
from events.outing_forms import MOST_PARTICIPANTS
from events.planning import AIMS, ENDS_FIRST, LATEST, LONGEST_OUTING, TOO_FAR, TOO_LONG
from home.dates import add_months, midnight
from home.detail_warning import DetailWarningForm
from home.identifying_details import EVERY_KIND
from volunteers.models import Volunteer
from volunteers.shared_fields import ParisTimeField, WholeNumberField

MONTHS: Final = tuple(enumerate("Janvier Février Mars Avril Mai Juin Juillet Août Septembre Octobre Novembre Décembre".split(), 1))  # noqa: SIM905
NOT_OVER: Final = "Cette activité n’est pas encore finie\u00a0: créez-la, puis publiez-la."
TWICE: Final = "Cette personne est déjà choisie."
ONLY_WITH: Final[dict[str, dict[str, Any]]] = {
    "announced": {"published_at__isnull": False},
    "counted": {"participants_count__isnull": False},
    "staffed": {"staffed_at__isnull": False},
    "spent": {"report__expense_cents__gt": 0},
    "incident": {"report__has_incident": True},
}


class ActivityForm(ActivityDetailsForm):
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
        initial=Activity._meta.get_field("facilitator_seats").default,
        required_message="Indiquez le nombre de places d’animation.",
        help_text="Deux au moins pour une sortie.",
    )
    participants_expected = WholeNumberField(
        label="Participant·es attendu·es",
        lowest=0,
        highest=200,
        initial=Activity._meta.get_field("participants_expected").default,
        required_message="Indiquez combien de personnes sont attendues.",
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
            "access_words",
            "facilitator_seats",
            "participants_expected",
            *ActivityDetailsForm.DETAILS[1:],
            "mission",
        )
        field_classes: ClassVar = {"starts_at": ParisTimeField, "ends_at": ParisTimeField}
        widgets: ClassVar = {
            **ActivityDetailsForm.Meta.widgets,
            "starts_at": MinuteInput,
            "ends_at": MinuteInput,
            "description": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts: ClassVar = {
            **ActivityDetailsForm.Meta.help_texts,
            "title": "Court et parlant : « Visite du musée de la Musique ».",
            "kind": "Une sortie n’est annoncée qu’aux bénévoles ; les autres paraissent dans l’agenda public.",
            "description": "Ce que l’on y fait. N’écrivez le nom d’aucune personne accompagnée.",
            "starts_at": "Heure de Paris.",
            "venue": "Sortie\u00a0: avant la veille, seul son secteur est montré. Rendez-vous public\u00a0: l’agenda montre son adresse.",
            "meeting_point": "Sortie\u00a0: montré à partir de la veille, aux seules personnes qui animent. "
            "Rendez-vous public\u00a0: l’agenda le montre\u00a0; écrivez ici l’adresse web d’un webinaire.",
            "mission": "Pour prendre une place, il faut être prêt·e pour cette mission.",
        }
        error_messages: ClassVar = {
            **ActivityDetailsForm.Meta.error_messages,
            "meeting_point": {"max_length": "Ce rendez-vous est trop long à lire : 240 signes au plus."},
            "starts_at": {"required": "Indiquez la date et l’heure de début.", "invalid": "Écrivez la date et l’heure de début."},
            "ends_at": {"required": "Indiquez la date et l’heure de fin.", "invalid": "Écrivez la date et l’heure de fin."},
            "mission": {"required": "Choisissez la mission qui permet d’animer cette activité."},
        }

    field_order: tuple[str, ...] = ("title", "kind", "aims", *Meta.fields[2:])

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
            raise forms.ValidationError(PAST)
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
            self.add_error("ends_at", ENDS_FIRST)
        elif starts_at and ends_at and is_outing and ends_at - starts_at > LONGEST_OUTING:
            self.add_error("ends_at", TOO_LONG)
        if is_outing and cleaned.get("facilitator_seats", 2) < 2:
            self.add_error("facilitator_seats", "Une sortie est animée à deux au moins.")
        return cleaned


class LeaderField(forms.ModelChoiceField):
    def label_from_instance(self, volunteer: Volunteer) -> str:
        return volunteer.user.get_full_name() or "Sans nom"


class PastActivityForm(ActivityForm):
    """One that took place and was never written down: what is known of it afterwards."""

    FOR_BEFORE: ClassVar = (
        *("meeting_point", "access_words", "facilitator_seats", "participants_expected", "participants_most"),
        *("to_bring", "arrangements", "day_phone"),
    )
    LEADERS: ClassVar = ("leader_1", "leader_2", "leader_3")

    participants = WholeNumberField(
        label="Combien de participant·es sont venu·es\u00a0?",
        lowest=0,
        highest=MOST_PARTICIPANTS,
        required_message="Indiquez combien de personnes sont venues, zéro s’il n’y avait personne.",
        help_text="Un nombre seulement, sans celles et ceux qui animent. Aucun nom.",
    )
    leader_1 = LeaderField(label="Qui a animé", queryset=Volunteer.objects.none(), required=False, empty_label="Personne")
    leader_2 = LeaderField(label="Avec qui", queryset=Volunteer.objects.none(), required=False, empty_label="Personne")
    leader_3 = LeaderField(label="Et avec qui d’autre", queryset=Volunteer.objects.none(), required=False, empty_label="Personne")

    field_order: tuple[str, ...] = (
        "title",
        "kind",
        "aims",
        "description",
        "starts_at",
        "ends_at",
        "venue",
        "participants",
        *LEADERS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.FOR_BEFORE:
            del self.fields[name]
        people = Volunteer.objects.filter(user__is_active=True).select_related("user").order_by("folded_name", "pk")
        for name in self.LEADERS:
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        self.fields["kind"].help_text = "L’agenda public montre ce qui n’est pas une sortie, passé compris."
        self.fields["mission"].help_text = "Celle dont les heures comptent."
        self.fields["venue"].help_text = self.fields["partner"].help_text = ""

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if name not in (*self.LEADERS, "participants")}

    @property
    def leaders(self) -> list[Volunteer]:
        return [self.cleaned_data[name] for name in self.LEADERS if self.cleaned_data.get(name)]

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        return starts_at

    def clean_ends_at(self) -> datetime:
        ends_at: datetime = self.cleaned_data["ends_at"]
        if ends_at > self.now:
            raise forms.ValidationError(NOT_OVER)
        return ends_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for place, name in enumerate(self.LEADERS):
            if cleaned.get(name) and cleaned[name] in [cleaned.get(other) for other in self.LEADERS[:place]]:
                self.add_error(name, TWICE)
        return cleaned


class CancelForm(DetailWarningForm):
    WATCHED: ClassVar = {"reason": EVERY_KIND}

    reason = forms.CharField(
        label="Motif",
        max_length=Activity._meta.get_field("cancellation_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Envoyé tel quel aux personnes concernées. Ne nommez personne.",
        error_messages={
            "max_length": "Ce motif est trop long : 240 signes au plus.",
            "required": "Indiquez le motif : les bénévoles le liront.",
        },
    )


class ActivityFilterForm(forms.Form):
    """Filters of the coordination's list; a wrong value in the address filters nothing."""

    WHEN = (("", "À venir"), ("past", "Passées"), ("all", "Toutes les dates"))
    STAFFING = [("", "Toutes"), *Staffing.choices, ("short", "Il manque quelqu’un")]
    ONLY = (
        ("", "Toutes"),
        ("announced", "Annoncées"),
        ("counted", "Participant·es compté·es"),
        ("staffed", "Complètes un jour"),
        ("spent", "Avec une dépense avancée"),
        ("incident", "Avec un incident"),
    )
    # What the figures ask for: shown when it is asked, and out of the way otherwise.
    RARE = ("payer", "only", "reason")

    q = forms.CharField(label="Titre", required=False, max_length=80, widget=forms.SearchInput(attrs={"autocomplete": "off"}))
    when = forms.ChoiceField(label="Dates", choices=WHEN, required=False)
    staffing = forms.ChoiceField(label="Animation", choices=STAFFING, required=False)
    kind = forms.ChoiceField(label="Nature", choices=[("", "Toutes"), *Activity.Kind.choices], required=False)
    status = forms.ChoiceField(label="État", choices=[("", "Sauf annulées"), *Activity.Status.choices], required=False)
    year = forms.IntegerField(label="Année", min_value=2000, max_value=2100, required=False)
    month = forms.TypedChoiceField(label="Mois", choices=[("", "Tous"), *MONTHS], coerce=int, empty_value=None, required=False)
    aim = forms.ChoiceField(label="Visée", choices=[("", "Toutes"), *AIMS.items()], required=False)
    payer = forms.ChoiceField(label="Payée par", choices=[("", "Peu importe"), *Activity.Payer.choices], required=False)
    only = forms.ChoiceField(label="Seulement", choices=ONLY, required=False)
    reason = forms.CharField(label="Motif d’annulation", max_length=240, required=False)

    def __init__(self, data: QueryDict) -> None:
        data = data.copy()
        if data.get("year") and not data.get("when"):
            # A year that is over has nothing to come.
            data["when"] = "all"
        super().__init__(data)
        for name in self.RARE:
            if not data.get(name):
                self.fields[name].widget = forms.HiddenInput()

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
        activities = self._as_figures_ask(activities)
        if asked.get("staffing") == "short":
            return activities.short_of_facilitators()
        if staffing := asked.get("staffing"):
            return activities.staffed(Staffing(staffing))
        return activities.with_seat_counts()

    def _as_figures_ask(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        """By year and month of Paris, and by what the figures tell apart."""
        asked = self.cleaned_data
        if year := asked.get("year"):
            month = asked.get("month")
            first = date(year, month or 1, 1)
            activities = activities.filter(starts_at__gte=midnight(first), starts_at__lt=midnight(add_months(first, 1 if month else 12)))
        if aim := asked.get("aim"):
            activities = activities.filter(**{aim: True})
        if payer := asked.get("payer"):
            activities = activities.filter(payer=payer)
        if reason := asked.get("reason"):
            activities = activities.filter(cancellation_reason=reason)
        if only := asked.get("only"):
            activities = activities.filter(**ONLY_WITH[only])
        return activities
