"""What is typed around an outing: why a seat is given back, the report of the day after, the settings of the coordination."""

from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms

from events.models import LineMove, OutingReport, OutingSettings, Seat, SeatWait
from events.reports import Answers
from home.detail_warning import DetailWarningForm
from home.identifying_details import EVERY_KIND
from volunteers.models import EngagementSettings
from volunteers.shared_fields import WholeNumberField

LONGEST_LEAVING: Final = 30 * 24
LONGEST_TRAVEL: Final = 240
LONGEST_LATELY: Final = 3 * 365
MOST_PARTICIPANTS: Final = 500
MOST_SPENT: Final = Decimal("9999.99")
WRONG_AMOUNT: Final = "Écrivez un montant en euros, par exemple 12,50."


class LeaveForm(DetailWarningForm):
    """For who gives their seat back late."""

    WATCHED: ClassVar = {"reason": EVERY_KIND}

    reason = forms.CharField(
        label="Pourquoi ne pouvez-vous plus venir\u00a0?",
        max_length=Seat._meta.get_field("leaving_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une phrase, lue par la coordination seule, et effacée au bout d’un an.",
        error_messages={
            "required": "Dites en une phrase pourquoi vous ne pouvez plus venir.",
            "max_length": "Cette phrase est trop longue\u00a0: 240 signes au plus.",
        },
    )


class MoveInLineForm(DetailWarningForm):
    """For a coordinator who gives somebody another place in the waiting list."""

    WATCHED: ClassVar = {"reason": EVERY_KIND}

    to_place = forms.TypedChoiceField(
        label="Nouveau rang",
        coerce=int,
        help_text="La liste garde ensuite cet ordre. Qui arrive plus tard attend à la suite.",
        error_messages={"required": "Choisissez le rang.", "invalid_choice": "Choisissez un des rangs de la liste."},
    )
    reason = forms.CharField(
        label="Raison",
        max_length=LineMove._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une phrase, lue par la coordination et par la personne si elle demande ses données, et effacée au bout d’un an.",
        error_messages={
            "required": "Dites pourquoi\u00a0: la liste ne change pas d’ordre sans raison.",
            "max_length": "Cette phrase est trop longue\u00a0: 240 signes au plus.",
        },
    )

    def __init__(self, *args: Any, places: int, current: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [place for place in range(1, places + 1) if place != current]
        self.fields["to_place"].choices = [(place, "1er" if place == 1 else f"{place}e") for place in others]  # type: ignore[attr-defined]


class ParticipantsForm(forms.Form):
    """How many came: all that is known of an activity held without a report."""

    participants = WholeNumberField(
        label="Combien de participant·es sont venu·es\u00a0?",
        lowest=0,
        highest=MOST_PARTICIPANTS,
        required_message="Indiquez combien de personnes sont venues, zéro s’il n’y avait personne.",
        help_text="Un nombre seulement, sans celles et ceux qui animent. Aucun nom.",
    )


class CountForm(ParticipantsForm):
    """What is counted of an outing, and what a slip may leave wrong."""

    expense = forms.DecimalField(
        label="Dépense avancée (euros)",
        required=False,
        min_value=0,
        max_value=MOST_SPENT,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="Ce que vous avez payé pour le groupe. Rien\u00a0? Laissez vide.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "max_decimal_places", "max_digits"), WRONG_AMOUNT),
    )

    @property
    def expense_cents(self) -> int:
        return int((self.cleaned_data["expense"] or 0) * 100)


class ReleaseForm(DetailWarningForm):
    """For a coordinator who has a seat held no longer, or gives one back in somebody's name."""

    WATCHED: ClassVar = {"reason": EVERY_KIND}

    reason = forms.CharField(
        label="Raison",
        max_length=SeatWait._meta.get_field("ended_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une phrase, lue par la coordination et par la personne si elle demande ses données, et effacée au bout d’un an.",
        error_messages={
            "required": "Dites pourquoi\u00a0: les autres coordinateur·rices le liront.",
            "max_length": "Cette phrase est trop longue\u00a0: 240 signes au plus.",
        },
    )


class ReportForm(CountForm, DetailWarningForm):
    """Four questions, of which two must be answered."""

    rating = forms.TypedChoiceField(
        label="Comment cela s’est-il passé\u00a0?",
        choices=OutingReport.Rating.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une des réponses."},
    )
    incident = forms.CharField(
        label="Un incident à signaler\u00a0?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La coordination est prévenue tout de suite. N’écrivez le nom d’aucune personne accompagnée\u00a0: elle vous appellera. "
        "Ce texte est chiffré, et effacé au bout d’un an.",
        error_messages={"max_length": "Écrivez-le plus court\u00a0: 2\u202f000 signes au plus."},
    )

    field_order = ("participants", "rating", "expense", "incident")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("incident"):
            self.warn_of_details("incident", EVERY_KIND)
        return cleaned

    @property
    def answers(self) -> Answers:
        typed = self.cleaned_data
        return Answers(typed["participants"], typed["rating"], self.expense_cents, typed["incident"])


class OutingSettingsForm(forms.ModelForm[OutingSettings]):
    answer_within_days = WholeNumberField(
        label="Répondre à une proposition en (jours)",
        lowest=1,
        highest=60,
        help_text="La date promise est montrée à la personne qui propose.",
    )
    leave_alone_hours = WholeNumberField(
        label="Rendre sa place sans dire pourquoi, jusqu’à (heures avant le début)",
        lowest=0,
        highest=LONGEST_LEAVING,
        help_text="Ensuite, une phrase est demandée, que vous lisez sur la page de l’activité.",
    )
    travel_minutes = WholeNumberField(
        label="Temps de trajet entre deux engagements (minutes)",
        lowest=0,
        highest=LONGEST_TRAVEL,
        help_text="Deux engagements plus proches que cela ne peuvent pas être pris par la même personne, formations comprises.",
    )

    led_lately_days = WholeNumberField(
        label="Liste d’attente\u00a0: compter les sorties animées ou promises depuis (jours)",
        lowest=1,
        highest=LONGEST_LATELY,
        help_text="Une place qui se libère va d’abord à qui en a le moins, puis à qui attend depuis longtemps. "
        "«\u00a0Trouver quelqu’un\u00a0» les compte aussi.",
    )

    field_order = ("answer_within_days", "leave_alone_hours", "travel_minutes", "led_lately_days", "first_timers_accompanied")

    class Meta:
        model = OutingSettings
        fields: ClassVar = ["answer_within_days", "leave_alone_hours", "led_lately_days", "first_timers_accompanied"]
        labels: ClassVar = {"first_timers_accompanied": "Une première fois se fait avec quelqu’un qui a déjà animé"}
        help_texts: ClassVar = {
            "first_timers_accompanied": "La dernière place est alors gardée pour quelqu’un d’expérimenté, tant que personne ne l’est. "
            "Les salarié·es le sont toujours."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["travel_minutes"] = EngagementSettings.load().travel_minutes

    def save(self, commit: bool = True) -> OutingSettings:
        """Travel is between engagements of every kind: it is kept with them."""
        EngagementSettings.objects.update_or_create(pk=1, defaults={"travel_minutes": self.cleaned_data["travel_minutes"]})
        saved: OutingSettings = super().save(commit)
        return saved
