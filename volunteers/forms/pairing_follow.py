"""What coordinators fill while a pairing is under way: alerts, reviews, evaluations, outcomes."""

from dataclasses import asdict, fields
from datetime import date
from typing import Any, Final, cast

from django import forms

from home.dates import add_months, duration, month
from home.detail_warning import DetailWarningForm
from home.identifying_details import OF_A_PERSON
from volunteers.alerts import Done, Kind
from volunteers.evaluation_questions import QUESTIONS, UNKNOWN, Family
from volunteers.forms.coordination import DateInput, with_blank
from volunteers.forms.fields import DATE_INVALID
from volunteers.forms.hours import DurationField
from volunteers.forms.meetings import KeyField, MoodField
from volunteers.models import Outcome, Pairing, Participant, Programme
from volunteers.models.alert import BY_ITSELF
from volunteers.models.review import PairingReview, Scale
from volunteers.outcomes import Result
from volunteers.reviews import NOT_TYPED, Decision, Log, decision_reasons
from volunteers.shared_fields import WholeNumberField

REMARK_LENGTH: Final = 300
WEEK: Final = 7
ANSWERS: Final = [*((str(value), label) for value, label in Scale.choices), (str(UNKNOWN), "Je ne sais pas")]


class AlertFilterForm(forms.Form):
    kind = forms.ChoiceField(label="Alerte", required=False, choices=with_blank("Toutes", Kind.choices))
    whose = forms.ChoiceField(
        label="Suivi", required=False, choices=[("", "Par tout le monde"), ("mine", "Par moi"), ("nobody", "Par personne encore")]
    )
    age = forms.TypedChoiceField(
        label="Depuis",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "N’importe quand"), (str(WEEK), "Plus d’une semaine"), (str(3 * WEEK), "Plus de trois semaines")],
    )
    programme = forms.ModelChoiceField(
        label="Programme", required=False, queryset=Programme.objects.all(), to_field_name="slug", empty_label="Tous"
    )


class CloseAlertForm(DetailWarningForm):
    done = forms.ChoiceField(
        label="Ce qui a été fait",
        choices=[choice for choice in Done.choices if choice[0] not in BY_ITSELF],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui a été fait."},
    )
    remark = forms.CharField(
        label="Précision",
        required=False,
        max_length=REMARK_LENGTH,
        help_text="Pour l’équipe, sans nommer personne.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": f"Écrivez-le plus court\u00a0: {REMARK_LENGTH} signes au plus."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("remark"):
            self.warn_of_details("remark", OF_A_PERSON)
        return cleaned


class ScaleField(forms.TypedChoiceField):
    def __init__(self, label: str, choices: list[tuple[Any, str]]) -> None:
        super().__init__(
            label=label,
            choices=choices,
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": "Choisissez une réponse."},
        )


class ReviewForm(forms.Form):
    """The log, to put right, what both said, then the conclusion, with what it alone asks for."""

    key = KeyField()
    meetings_count = WholeNumberField(
        label="Rencontres",
        lowest=0,
        highest=400,
        help_text="Repris du journal, comme les quatre réponses qui suivent. Corrigez-les si l’on vous a dit autre chose.",
    )
    time_together = DurationField(
        label="Temps passé ensemble",
        shortest=0,
        longest=400 * 60,
        bounds="Indiquez 400 heures au plus.",
        help_text="Par exemple «\u00a012 h 30\u00a0».",
        error_messages={"required": "Indiquez la durée, même «\u00a00 h\u00a0»."},
    )
    pace = forms.ChoiceField(label="Rythme", required=False, choices=with_blank("Choisir…", PairingReview.Pace.choices))
    own_mood = MoodField("Dernière humeur du ou de la bénévole")
    their_mood = MoodField("Dernière humeur de la personne accompagnée")
    suits_volunteer = ScaleField("Cela convient au ou à la bénévole", Scale.choices)
    suits_participant = ScaleField("Cela convient à la personne accompagnée", Scale.choices)
    goes_forward = ScaleField("Le projet avance", Scale.choices)
    conclusion = forms.ChoiceField(
        label="La suite",
        choices=PairingReview.Conclusion.choices,
        widget=forms.RadioSelect,
        help_text="Ce que vous choisissez se fait tout de suite, et le ou la bénévole en est averti·e.",
        error_messages={"required": "Choisissez la suite."},
    )
    until = forms.DateField(label="Renouvelé jusqu’au", required=False, widget=DateInput(), error_messages={"invalid": DATE_INVALID})
    review_on = forms.DateField(
        label="Prochain bilan",
        required=False,
        widget=DateInput(),
        help_text="Si le binôme est renouvelé.",
        error_messages={"invalid": DATE_INVALID},
    )
    programme = forms.ModelChoiceField(
        label="Autre programme",
        required=False,
        queryset=Programme.objects.none(),
        empty_label="Choisir…",
        help_text="Si la personne en change.",
    )
    end_reason = forms.ChoiceField(
        label="Raison de la fin",
        required=False,
        choices=with_blank("Choisir…", [choice for choice in Pairing.EndReason.choices if choice[0] not in NOT_TYPED]),
        help_text="Si le binôme se termine.",
    )

    def __init__(self, *args: Any, pairing: Pairing, log: Log, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = asdict(log) | {"time_together": duration(log.minutes)}
        super().__init__(*args, **kwargs)
        self.pairing, self.today = pairing, today
        for name in ("until", "review_on", "programme", "end_reason"):
            self.fields[name].widget.attrs["data-asked-by"] = "conclusion"
        others = Programme.objects.filter(is_open=True).exclude(pk=pairing.programme_id)
        cast("forms.ModelChoiceField[Programme]", self.fields["programme"]).queryset = others

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            beside = {"programme": "programme", "reason": "end_reason", "review": "review_on", "late": "conclusion"}
            for reason in decision_reasons(self.pairing, self.decision(), today=self.today):
                self.add_error(beside.get(reason.code, "until"), reason.sentence)
        return cleaned

    def decision(self) -> Decision:
        """What a valid form says."""
        said = {"minutes" if name == "time_together" else name: value for name, value in self.cleaned_data.items() if name != "key"}
        return Decision(log=Log(**{field.name: said.pop(field.name) for field in fields(Log)}), **said)


class EvaluationForm(forms.Form):
    """The questions of every family; `own` in the words of the person, otherwise in those of who speaks of them."""

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.key] = ScaleField(question.own if is_own else question.of_them, ANSWERS)

    @property
    def families(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each with its questions."""
        return [(family.label, [self[question.key] for question in QUESTIONS if question.family == family]) for family in Family]

    def answers(self) -> dict[str, int]:
        return {question.key: self.cleaned_data[question.key] for question in QUESTIONS}


class AliasField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Participant) -> str:
        return obj.alias


class OutcomeNowForm(forms.Form):
    """Beside an evaluation months later: what the person came to since, where there is something, and in which month."""

    kind = forms.ChoiceField(
        label="Depuis, la personne a trouvé ou commencé",
        required=False,
        choices=[*Outcome.Kind.choices, ("", "Rien à noter")],
        initial="",
        widget=forms.RadioSelect,
        help_text="Noté avec les résultats du binôme, en même temps que ces réponses.",
    )
    participant = AliasField(label="Qui", queryset=Participant.objects.none(), required=False, empty_label="Choisir…")
    month = forms.ChoiceField(label="Depuis quel mois", required=False)

    def __init__(self, *args: Any, pairing: Pairing, participant: Participant | None, today: date, **kwargs: Any) -> None:
        kwargs["prefix"] = "outcome"
        super().__init__(*args, **kwargs)
        self.pairing = pairing
        people = list(pairing.participants.all())
        # Whose it is goes without saying, unless two may have come to it.
        self.person = participant or (people[0] if len(people) == 1 else None)
        if self.person or not people:
            del self.fields["participant"]
        else:
            cast("AliasField", self.fields["participant"]).queryset = pairing.participants.all()
        first, last = pairing.starts_on.replace(day=1), today.replace(day=1)
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        months = [add_months(last, -number) for number in range(count)]
        choices = with_blank("Choisir…", [(f"{on:%Y-%m}", month(on)) for on in months])
        cast("forms.ChoiceField", self.fields["month"]).choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind"):
            if not cleaned.get("month") and not self.has_error("month"):
                self.add_error("month", "Choisissez le mois.")
            if "participant" in self.fields and not cleaned.get("participant"):
                self.add_error("participant", "Choisissez la personne.")
        return cleaned

    def result(self) -> Result | None:
        """What a valid form says: from the first of the month, or from the start of a pairing that began in it."""
        person = self.person or self.cleaned_data.get("participant")
        if not self.cleaned_data["kind"] or person is None:
            return None
        first = date.fromisoformat(f"{self.cleaned_data['month']}-01")
        return Result(person, Outcome.Kind(self.cleaned_data["kind"]), max(first, self.pairing.starts_on))


class OutcomeForm(forms.Form):
    participant = AliasField(
        label="Personne", queryset=Participant.objects.none(), empty_label=None, error_messages={"required": "Choisissez la personne."}
    )
    kind = forms.ChoiceField(
        label="Résultat", choices=Outcome.Kind.choices, widget=forms.RadioSelect, error_messages={"required": "Choisissez le résultat."}
    )
    on = forms.DateField(label="Depuis le", widget=DateInput(), error_messages={"required": "Indiquez la date.", "invalid": DATE_INVALID})

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("AliasField", self.fields["participant"])
        field.queryset = pairing.participants.all()
        field.initial = field.queryset.first()

    def result(self) -> Result:
        """What a valid form says."""
        return Result(**self.cleaned_data)
