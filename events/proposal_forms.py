"""What a bénévole fills in to propose an activity, and what a coordinator writes back."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone

from events.models import Activity, ActivityTemplate, Proposal
from events.planning import AIMS, LATEST, TOO_FAR
from home.detail_warning import DetailWarningForm
from home.identifying_details import ALL_BUT_ADDRESS, EVERY_KIND
from home.places import Venue
from volunteers.shared_fields import CLOCK_CHANGE

# Those who go in: the participants and the two who lead, as in a usual outing.
PARTICIPANTS: Final = Activity._meta.get_field("participants_expected").default
PEOPLE: Final = PARTICIPANTS + Activity._meta.get_field("facilitator_seats").default
PER_HEAD, IN_ALL = "per_head", "in_all"
CENT: Final = Decimal("0.01")


def filled_from(template: ActivityTemplate) -> dict[str, Any]:
    """What the form says at first when one starts from a template: what any bénévole may read, so the place without its name."""
    begins = timezone.make_naive(template.made_from.starts_at)
    ends = begins + timedelta(minutes=template.minutes)
    place = f"Comme la dernière fois, {template.venue.area}" if template.venue and template.venue.area else "Comme la dernière fois"
    return {
        "title": template.title,
        "description": template.description,
        "aims": [name for name in AIMS if getattr(template, name)],
        "begins": begins.time(),
        "ends": ends.time() if ends.date() == begins.date() else None,
        "place_words": place,
        "cost": Decimal(template.cost_cents) / 100,
        "cost_is": IN_ALL,
        "payer": template.payer if template.cost_cents else "",
    }


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class ProposalForm(DetailWarningForm):
    # An address is asked for, in its field alone; what else would lead to somebody has no place in a proposal.
    WATCHED: ClassVar = {**dict.fromkeys(("title", "description", "accessibility_words"), EVERY_KIND), "place_words": ALL_BUT_ADDRESS}

    title = forms.CharField(
        label="Titre",
        max_length=120,
        help_text="Court et parlant : « Visite du musée de la Musique ».",
        error_messages={"required": "Donnez un titre à l’activité.", "max_length": "Ce titre est trop long : 120 signes au plus."},
    )
    description = forms.CharField(
        label="Ce que l’on y fait",
        max_length=Activity._meta.get_field("description").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="En quelques phrases, pour qui animera. N’écrivez le nom d’aucune personne accompagnée.",
        error_messages={
            "required": "Dites en quelques phrases ce que l’on y fait.",
            "max_length": "Écrivez-le plus court : 2 000 signes au plus.",
        },
    )
    aims = forms.MultipleChoiceField(
        label="Visées",
        choices=list(AIMS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Une ou plusieurs.",
        error_messages={"required": "Choisissez au moins une visée.", "invalid_choice": "Choisissez parmi ces visées."},
    )
    day = forms.DateField(
        label="Jour",
        widget=DayInput,
        error_messages={"required": "Indiquez le jour.", "invalid": "Écrivez la date en jour, mois et année."},
    )
    begins = forms.TimeField(
        label="Début",
        widget=HourInput,
        error_messages={"required": "Indiquez l’heure de début.", "invalid": "Écrivez l’heure de début, par exemple 14:00."},
    )
    ends = forms.TimeField(
        label="Fin",
        widget=HourInput,
        error_messages={"required": "Indiquez l’heure de fin.", "invalid": "Écrivez l’heure de fin, par exemple 16:30."},
    )
    venue = forms.ModelChoiceField(
        label="Lieu connu de l’association",
        queryset=Venue.objects.all(),
        required=False,
        empty_label="Un autre lieu",
        widget=forms.Select(attrs={"data-asked-by": "place_words"}),
        help_text="L’un ou l’autre\u00a0: un lieu de la liste, ou celui que vous écrivez dessous.",
        error_messages={"invalid_choice": "Choisissez un lieu de la liste, ou « Un autre lieu »."},
    )
    place_words = forms.CharField(
        label="Autre lieu",
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"data-asked-by": "venue"}),
        help_text="Si le lieu n’est pas dans la liste\u00a0: son nom et son adresse. Seule la coordination lit cette ligne.",
        error_messages={"max_length": "Écrivez-le plus court : 160 signes au plus."},
    )
    cost = forms.DecimalField(
        label="Coût, en euros",
        required=False,
        localize=True,
        min_value=0,
        max_value=5000,
        decimal_places=2,
        initial="0",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="0 si c’est gratuit. Les personnes accompagnées ne paient jamais.",
        error_messages={
            "invalid": "Écrivez le coût en chiffres, par exemple 4,50.",
            "min_value": "Un coût n’est pas négatif.",
            "max_value": "Ce coût est trop élevé : 5 000 € au plus.",
            "max_decimal_places": "Écrivez le coût en euros et centimes.",
        },
    )
    cost_is = forms.ChoiceField(
        label="Ce coût est",
        required=False,
        choices=[(PER_HEAD, f"par personne (compté pour {PEOPLE} : {PARTICIPANTS} participant·es et deux bénévoles)"), (IN_ALL, "en tout")],
        initial=PER_HEAD,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choisissez « par personne » ou « en tout »."},
    )
    payer = forms.ChoiceField(
        label="Qui paierait",
        required=False,
        choices=[("", "Personne : c’est gratuit"), *Activity.Payer.choices[1:]],
        widget=forms.Select(attrs={"data-asked-by": "cost"}),
        help_text="S’il y a un coût.",
        error_messages={"invalid_choice": "Choisissez qui paierait dans la liste."},
    )
    accessibility = forms.ChoiceField(
        label="Le lieu est-il accessible à tout le monde ?",
        choices=Proposal.Accessibility.choices,
        initial=Proposal.Accessibility.TO_CHECK,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si le lieu est accessible.", "invalid_choice": "Choisissez oui, non ou à vérifier."},
    )
    accessibility_words = forms.CharField(
        label="Ce que vous savez de l’accès",
        required=False,
        max_length=240,
        help_text="Ascenseur, marches, toilettes, distance depuis le métro.",
        error_messages={"max_length": "Écrivez-le plus court : 240 signes au plus."},
    )
    would_lead = forms.BooleanField(
        label="Je l’animerais",
        required=False,
        help_text="Une fois l’activité publiée, nous vous envoyons le lien pour prendre une place.",
    )
    credits_proposer = forms.BooleanField(
        label="Mon prénom peut être cité",
        required=False,
        help_text="« Proposée par » et votre prénom, lus par les autres bénévoles. Sinon, seule la coordination sait que c’est vous.",
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._read_times(cleaned)
        if not cleaned.get("venue") and not cleaned.get("place_words") and "place_words" in cleaned:
            self.add_error("place_words", "Choisissez un lieu connu, ou écrivez lequel vous proposez.")
        cost, payer = cleaned.get("cost") or Decimal(0), cleaned.get("payer")
        if cost and payer == "":
            self.add_error("payer", "Cette activité coûte : dites qui paierait. Les personnes accompagnées ne paient jamais.")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """The valid fields as the activity and the proposal name them; None for the others. It needs both times."""
        typed = self.cleaned_data
        cost = typed.get("cost") or Decimal(0)
        heads = 1 if typed.get("cost_is") == IN_ALL else PEOPLE
        copied = ("title", "description", "venue", "accessibility", "accessibility_words", "would_lead", "credits_proposer")
        return {
            **{name: typed.get(name) for name in copied},
            **{name: name in typed.get("aims", ()) for name in AIMS},
            "place_words": "" if typed.get("venue") else typed.get("place_words"),
            "starts_at": typed["starts_at"],
            "ends_at": typed["ends_at"],
            "cost_cents": int((cost * heads).quantize(CENT) * 100),
            "payer": typed.get("payer") if cost else Activity.Payer.NOBODY,
        }

    @property
    def has_times(self) -> bool:
        """Whether enough is right to be looked at, be the rest wrong."""
        return {"starts_at", "ends_at"} <= self.cleaned_data.keys()

    def _read_times(self, cleaned: dict[str, Any]) -> None:
        """Adds `starts_at` and `ends_at`, on Paris clocks."""
        day, begins, ends = cleaned.get("day"), cleaned.get("begins"), cleaned.get("ends")
        if day and begins:
            self._keep(cleaned, "starts_at", day, begins, beside="begins")
        if day and ends:
            self._keep(cleaned, "ends_at", day, ends, beside="ends")
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and starts_at <= self.now:
            self.add_error("day", "Cette date est passée : choisissez une date à venir.")
        if starts_at and starts_at > self.now + LATEST:
            self.add_error("day", TOO_FAR)
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends", "La fin doit venir après le début, le même jour.")

    def _keep(self, cleaned: dict[str, Any], name: str, day: date, hour: time, *, beside: str) -> None:
        try:
            cleaned[name] = from_current_timezone(datetime.combine(day, hour))
        except ValidationError:
            self.add_error(beside, CLOCK_CHANGE)


class DeclineForm(DetailWarningForm):
    WATCHED: ClassVar = {"reason": EVERY_KIND}

    reason = forms.CharField(
        label="Pourquoi",
        max_length=Activity._meta.get_field("cancellation_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une phrase, envoyée telle quelle à la personne qui propose, avec des remerciements.",
        error_messages={
            "required": "Dites pourquoi : la personne qui propose le lira.",
            "max_length": "Écrivez-le plus court : 240 signes au plus.",
        },
    )


class QuestionForm(DetailWarningForm):
    WATCHED: ClassVar = {"question": EVERY_KIND}

    question = forms.CharField(
        label="Votre question",
        max_length=Proposal._meta.get_field("question").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Envoyée par courriel. La réponse vient à votre adresse, et la proposition continue d’attendre.",
        error_messages={"required": "Écrivez votre question.", "max_length": "Écrivez-la plus courte : 600 signes au plus."},
    )
