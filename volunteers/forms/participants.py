"""What coordinators fill about supported persons: their file, their contact, the filters of their list, a search by contact."""

from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from home.detail_warning import DetailWarningForm
from home.identifying_details import OF_A_PERSON
from volunteers.forms.coordination import EARLIEST_FACT, DateInput, with_blank
from volunteers.forms.fields import DATE_INVALID, FreeSlotsField, SpokenLanguagesField, SpokenLanguagesWidget, TopicsField
from volunteers.forms.meetings import KeyField
from volunteers.forms.people import SINCE
from volunteers.forms.read_before import ReadBeforeForm
from volunteers.languages import Language
from volunteers.models import Contact, Participant, Programme, Topic
from volunteers.participant_contacts import SHARES
from volunteers.participant_lists import Criteria
from volunteers.participants import PLAIN, FileContent, content_of, opened_before, opening_reasons
from volunteers.profiles import AREAS, LEVELS_OF_OTHERS, AgeBand, AgeWish, FrenchLevel, Gender, HalfDay, Weekday
from volunteers.shared_fields import PHONE

FREE_TEXTS: Final = ("project", "arrangement")
ARRANGEMENT_HELP: Final = (
    "Ce qu’il faut prévoir («\u00a0un lieu sans escalier\u00a0», «\u00a0pas le vendredi\u00a0»), jamais pourquoi\u00a0: ni santé, "
    "ni croyance, ni procédure. Sa ou son bénévole le lit quand le binôme commence."
)
ABOUT_WISHES: Final = "L’âge et le genre ne servent qu’aux souhaits des deux personnes d’un binôme."
# A shorter one would find everybody.
SHORTEST_SEARCH: Final = 2


class OthersLanguagesWidget(SpokenLanguagesWidget):
    """The levels as somebody says them of another person."""

    levels = LEVELS_OF_OTHERS


class ParticipantForm(ReadBeforeForm, DetailWarningForm):
    """The whole file but the contact; `participant` is None when it is opened. One date for each programme, empty when it is not wanted."""

    key = KeyField(required=False)
    alias = forms.CharField(
        label="Alias",
        max_length=40,
        help_text="Un prénom d’emprunt, jamais le vrai nom.",
        error_messages={"required": "Choisissez un alias.", "max_length": "Cet alias est trop long : 40 signes au plus."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    standing = forms.ChoiceField(label="Suivi", choices=Participant.Standing.choices)
    languages = SpokenLanguagesField(label="Langues parlées", widget=OthersLanguagesWidget)
    french_level = forms.ChoiceField(
        label="Niveau aux cours de français", required=False, choices=with_blank("Ne suit pas de cours", FrenchLevel.choices)
    )
    sectors = TopicsField(Topic.Kind.SECTOR, label="Secteurs visés")
    interests = TopicsField(Topic.Kind.INTEREST, label="Centres d’intérêt")
    project = forms.CharField(
        label="Projet",
        required=False,
        max_length=240,
        help_text="En une phrase ou deux, ce que la personne veut faire. Un·e bénévole le lit avant d’accepter\u00a0: rien qui la désigne.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Écrivez-le plus court\u00a0: 240 signes au plus."},
    )
    free_slots = FreeSlotsField(label="Demi-journées libres, en général")
    area = forms.ChoiceField(label="Lieu de vie", required=False, choices=with_blank("Non indiqué", AREAS))
    arrangement = forms.CharField(
        label="Organisation pratique",
        required=False,
        max_length=200,
        help_text=ARRANGEMENT_HELP,
        error_messages={"max_length": "Écrivez-le plus court\u00a0: 200 signes au plus."},
    )
    age_band = forms.ChoiceField(
        label="Âge",
        required=False,
        choices=with_blank("Sans réponse", AgeBand.choices),
    )
    gender = forms.ChoiceField(label="Genre", required=False, choices=with_blank("Sans réponse", Gender.choices))
    wished_gender = forms.ChoiceField(label="Souhaite rencontrer", required=False, choices=with_blank("Peu importe", Gender.choices))
    wished_age = forms.ChoiceField(label="Âge souhaité", required=False, choices=with_blank("Peu importe", AgeWish.choices))

    def __init__(self, *args: Any, participant: Participant | None = None, **kwargs: Any) -> None:
        self.participant = participant
        wished = {}
        if participant is not None:
            content = content_of(participant)
            wished = dict(content.wishes)
            kwargs["initial"] = {
                **{name: getattr(content, name) for name in PLAIN},
                "languages": content.languages,
                "free_slots": [f"{weekday}-{half_day}" for weekday, half_day in content.free_slots],
                # Each list ticks what it offers of them.
                "sectors": content.topics,
                "interests": content.topics,
            }
        super().__init__(*args, **kwargs)
        for name in ("sectors", "interests"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]
        if participant is None:
            del self.fields["standing"]
        else:
            del self.fields["key"]
        # Nobody may ask for a closed programme any more; who did still does.
        self.programmes = {f"wish_{each.pk}": each for each in Programme.objects.filter(Q(is_open=True) | Q(pk__in=wished))}
        for name, programme in self.programmes.items():
            self.fields[name] = forms.DateField(
                label=f"{programme}\u00a0: demandé depuis le",
                required=False,
                initial=wished.get(programme.pk),
                widget=DateInput(),
                error_messages={"invalid": DATE_INVALID},
            )

    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields of each part of the page: its title, what it says first, its fields; what is asked of all comes before."""
        parts = (
            ("La personne", "", ("alias", "standing", "languages", "french_level")),
            ("Programmes demandés", "", tuple(self.programmes)),
            ("Ce qu’elle cherche", "", ("project", "sectors", "interests")),
            ("Quand et où", "", ("free_slots", "area", "arrangement")),
            ("Âge, genre et souhaits", ABOUT_WISHES, ("age_band", "gender", "wished_age", "wished_gender")),
        )
        return [(title, note, [self[name] for name in names if name in self.fields]) for title, note, names in parts]

    def clean_alias(self) -> str:
        alias: str = self.cleaned_data["alias"]
        reasons = opening_reasons(alias, participant=self.participant or opened_before(alias, key=self.cleaned_data.get("key")))
        if reasons:
            raise ValidationError([reason.sentence for reason in reasons])
        return alias

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in FREE_TEXTS:
            if name in cleaned:
                self.warn_of_details(name, OF_A_PERSON)
        today = timezone.localdate()
        for name in self.programmes:
            since: date | None = cleaned.get(name)
            if since and since > today:
                self.add_error(name, "Une demande se note une fois venue.")
            elif since and since < today - EARLIEST_FACT:
                self.add_error(name, "Cette date est trop lointaine\u00a0: vérifiez l’année.")
        return cleaned

    def content(self) -> FileContent:
        """What a valid form says."""
        cleaned = self.cleaned_data
        topics = [*cleaned.get("sectors", []), *cleaned.get("interests", [])]
        return FileContent(
            **{name: cleaned[name] for name in PLAIN if name in cleaned},
            languages=cleaned["languages"],
            topics=frozenset(topic.pk for topic in topics),
            free_slots=frozenset(cleaned["free_slots"]),
            wishes={programme.pk: cleaned[name] for name, programme in self.programmes.items() if cleaned[name]},
        )


class ParticipantContactForm(forms.Form):
    """Who the person is and how to reach them, with what they agree to tell their bénévole."""

    first_name = forms.CharField(
        label="Prénom",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Ce prénom est trop long\u00a0: 80 signes au plus."},
    )
    phone = forms.CharField(
        label="Téléphone",
        required=False,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel", "maxlength": "30"}),
    )
    email = forms.EmailField(
        label="Adresse e-mail",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Cette adresse e-mail n’est pas complète. Exemple\u00a0: prenom@exemple.fr."},
    )
    shares_first_name = forms.BooleanField(label="Accepte de donner son prénom à sa ou son bénévole", required=False)
    shares_phone = forms.BooleanField(label="Accepte de donner son téléphone à sa ou son bénévole", required=False)
    shares_email = forms.BooleanField(label="Accepte de donner son adresse e-mail à sa ou son bénévole", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in SHARES:
            shared = name.removeprefix("shares_")
            if cleaned[name] and cleaned.get(shared) == "":
                self.add_error(shared, "Rien n’est écrit ici\u00a0: complétez, ou décochez l’accord de le donner.")
        return cleaned

    def contact(self) -> Contact:
        return Contact(**{name: self.cleaned_data[name] for name in ("first_name", "phone", "email")})

    def shares(self) -> dict[str, bool]:
        return {name: self.cleaned_data[name] for name in SHARES}


class ContactSearchForm(forms.Form):
    words = forms.CharField(
        label="Prénom, téléphone ou courriel",
        min_length=SHORTEST_SEARCH,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Écrivez un prénom, un numéro ou une adresse.",
            "min_length": "Écrivez deux signes au moins.",
            "max_length": "Écrivez-le plus court\u00a0: 100 signes au plus.",
        },
    )


class ParticipantFilterForm(forms.Form):
    # The rest is folded.
    SHOWN: ClassVar = ("q", "state", "programme")

    q = forms.CharField(label="Alias ou code", required=False, widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
    state = forms.ChoiceField(label="État", required=False, choices=with_blank("Tous", Participant.State.choices))
    programme = forms.ModelChoiceField(
        label="Programme demandé", required=False, queryset=Programme.objects.all(), to_field_name="slug", empty_label="Tous"
    )
    language = forms.ChoiceField(label="Langue", required=False, choices=with_blank("Toutes", Language.choices))
    french_level = forms.ChoiceField(label="Niveau de français", required=False, choices=with_blank("Tous", FrenchLevel.choices))
    area = forms.ChoiceField(label="Lieu de vie", required=False, choices=with_blank("Tous", AREAS))
    slot = forms.ChoiceField(
        label="Libre",
        required=False,
        choices=with_blank(
            "Peu importe",
            [(f"{day.value}-{moment.value}", f"{day.label}, {moment.label.lower()}") for day in Weekday for moment in HalfDay],
        ),
    )
    waiting_days = forms.TypedChoiceField(
        label="En attente depuis", required=False, coerce=int, empty_value=None, choices=with_blank("Peu importe", SINCE)
    )

    def clean_slot(self) -> tuple[int, str] | None:
        weekday, _, half_day = self.cleaned_data["slot"].partition("-")
        return (int(weekday), half_day) if half_day else None

    def criteria(self) -> Criteria:
        """What was asked and makes sense; a value that no list offers is left aside, as if it had not been asked."""
        self.is_valid()
        return Criteria(**self.cleaned_data)

    def said(self) -> list[tuple[str, str]]:
        """The label of each filter at work, and what it was set to, in the words of the page."""
        asked = self.criteria()
        words = []
        for field in self:
            choices = {str(value): str(label) for value, label in getattr(field.field, "choices", [])}
            if getattr(asked, field.name, None) not in ("", None):
                words.append((str(field.label), choices.get(str(field.value()), str(field.value()))))
        return words

    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SHOWN]

    def folded_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.SHOWN]

    def is_unfolded(self) -> bool:
        """Whether one of the folded filters is at work."""
        return any(field.value() for field in self.folded_fields())
