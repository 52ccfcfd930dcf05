"""What coordinators fill: filters of lists, sessions, attendance, pairings."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import from_current_timezone
from django.utils import timezone

from home.places import Venue
from volunteers.forms.fields import DATE_INVALID
from volunteers.models import Attendance, Booking, Pairing, Participant, Programme, Training, TrainingSession, Volunteer
from volunteers.profiles import AgeBand
from volunteers.shared_fields import CLOCK_CHANGE, WholeNumberField
from volunteers.training import Conditions

EARLIEST_START: Final = timedelta(days=31)
EARLIEST_FACT: Final = timedelta(days=20 * 366)
LATEST_START: Final = timedelta(days=366)
LATEST_SESSION: Final = timedelta(days=2 * 366)
NOTICES: Final = [
    (0, "au début de la session"),
    (24, "un jour avant"),
    (48, "deux jours avant"),
    (72, "trois jours avant"),
    (7 * 24, "sept jours avant"),
]
MINIMUM_HELP: Final = "S’il en manque à la date limite, un courriel vous le dit\u00a0: vous gardez la session, ou vous l’annulez."
# Of a list to choose from: more than that nobody reads.
OFFERED_MOST: Final = 200
PAST_SESSION: Final = "Cette date est passée : une session se prévoit à l’avance."


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def with_blank(label: str, choices: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", label), *choices]


class FactsForm(forms.Form):
    """When the interview of a bénévole was held and, before 18, a parent's agreement received. Emptied, it was not."""

    interviewed_on = forms.DateField(
        label="Entretien tenu le", required=False, widget=DateInput(), error_messages={"invalid": DATE_INVALID}
    )
    parent_agreed_on = forms.DateField(
        label="Accord écrit d’un parent reçu le", required=False, widget=DateInput(), error_messages={"invalid": DATE_INVALID}
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(volunteer, name) for name in ("interviewed_on", "parent_agreed_on")}
        super().__init__(*args, **kwargs)
        if volunteer.age_band != AgeBand.MINOR:
            del self.fields["parent_agreed_on"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, on in list(cleaned.items()):
            if on and on > timezone.localdate():
                self.add_error(name, "Une date se note une fois venue.")
            elif on and on < timezone.localdate() - EARLIEST_FACT:
                self.add_error(name, "Cette date est trop lointaine\u00a0: vérifiez l’année.")
        return cleaned

    def facts(self) -> dict[str, date | None]:
        return {"interviewed_on": self.cleaned_data["interviewed_on"], "parent_agreed_on": self.cleaned_data.get("parent_agreed_on")}


class PairingFilterForm(forms.Form):
    status = forms.ChoiceField(
        label="État", required=False, choices=with_blank("Tous", [(status.value, status.word) for status in Pairing.Status])
    )
    programme = forms.ModelChoiceField(
        label="Programme", required=False, queryset=Programme.objects.all(), to_field_name="slug", empty_label="Tous"
    )


class SessionForm(forms.Form):
    """A session to plan. The duration is asked rather than the end: it stays true across a change of clocks."""

    training = forms.ModelChoiceField(label="Formation", queryset=Training.objects.all(), empty_label=None)
    on = forms.DateField(label="Date", widget=DateInput(), error_messages={"required": "Indiquez la date.", "invalid": DATE_INVALID})
    at = forms.TimeField(
        label="Heure de début",
        widget=TimeInput(),
        error_messages={"required": "Indiquez l’heure de début.", "invalid": "Écrivez l’heure de début, par exemple 18:30."},
    )
    duration_minutes = WholeNumberField(label="Durée, en minutes", initial=120, lowest=15, highest=600)
    capacity = WholeNumberField(label="Places", initial=12, lowest=1, highest=200)
    venue = forms.ModelChoiceField(
        label="Lieu",
        required=False,
        queryset=Venue.objects.all(),
        empty_label="À préciser",
        help_text="L’adresse n’est montrée qu’aux personnes qui ont réservé.",
    )

    video_url = forms.URLField(
        label="Lien de la visioconférence",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Montré, lui aussi, aux seules personnes qui ont réservé.",
        error_messages={"invalid": "Écrivez une adresse qui commence par https://.", "max_length": "Cette adresse est trop longue."},
    )
    trainers = forms.CharField(
        label="Animée par",
        required=False,
        max_length=200,
        error_messages={"max_length": "Écrivez-le plus court\u00a0: 200 signes au plus."},
    )
    notice_hours = forms.TypedChoiceField(
        label="Réserver ou rendre sa place, au plus tard",
        required=False,
        coerce=int,
        empty_value=None,
        choices=NOTICES,
        help_text="Ensuite, une place se rend en vous le demandant.",
    )
    minimum = WholeNumberField(label="Personnes au moins", required=False, lowest=1, highest=200, help_text=MINIMUM_HELP)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def conditions(self) -> Conditions:
        """What a valid form says beside time, place and size."""
        data = self.cleaned_data
        notice = timedelta(hours=data["notice_hours"]) if data["notice_hours"] else None
        return Conditions(notice=notice, minimum=data["minimum"] or 1, trainers=data["trainers"], video_url=data["video_url"])

    def clean_minimum(self) -> int:
        minimum: int = self.cleaned_data["minimum"] or 1
        if minimum > (self.cleaned_data.get("capacity") or minimum):
            raise ValidationError("Il faut au moins autant de places que de personnes attendues.")
        if minimum > 1 and not self.cleaned_data.get("notice_hours"):
            raise ValidationError("Choisissez aussi jusqu’à quand on réserve\u00a0: c’est alors que l’on compte.")
        return minimum

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < timezone.localdate(self.now):
            raise ValidationError(PAST_SESSION)
        if on > timezone.localdate(self.now) + LATEST_SESSION:
            raise ValidationError("Cette date est trop lointaine : une session se prévoit dans les deux ans à venir.")
        return on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        on, at = cleaned.get("on"), cleaned.get("at")
        if on and at:
            try:
                starts_at = from_current_timezone(datetime.combine(on, at))
            except ValidationError:
                # A clock change skips this hour or shows it twice.
                self.add_error("at", CLOCK_CHANGE)
                return cleaned
            if starts_at <= self.now:
                self.add_error("on", PAST_SESSION)
            cleaned["starts_at"] = starts_at
        return cleaned


class SessionMoveForm(SessionForm):
    """The same for a session that is planned already, whose training stays."""

    training = None  # type: ignore[assignment]

    def __init__(self, *args: Any, session: TrainingSession, **kwargs: Any) -> None:
        starts_at = timezone.localtime(session.starts_at)
        kwargs["initial"] = {
            "on": starts_at.date(),
            "at": starts_at.time(),
            "duration_minutes": (session.ends_at - session.starts_at) // timedelta(minutes=1),
            "capacity": session.capacity,
            "venue": session.venue,
            "video_url": session.video_url,
            "trainers": session.trainers,
            "notice_hours": (session.starts_at - session.deadline) // timedelta(hours=1),
            "minimum": session.minimum,
        }
        super().__init__(*args, **kwargs)


class SessionCancelForm(forms.Form):
    reason = forms.CharField(
        label="Raison",
        max_length=200,
        help_text="Une phrase, que liront les personnes inscrites.",
        error_messages={
            "required": "Dites pourquoi, en une phrase.",
            "max_length": "Écrivez-la plus courte : 200 signes au plus.",
        },
    )


class AttendanceForm(forms.Form):
    """One group of four buttons for each person who booked; nothing is required, so that a sheet can be filled bit by bit."""

    def __init__(self, *args: Any, bookings: Sequence[Booking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bookings = bookings
        for booking in bookings:
            self.fields[self.name_of(booking)] = forms.ChoiceField(
                label=booking.volunteer.user.get_full_name(),
                choices=Attendance.choices,
                required=False,
                initial=booking.attendance,
                widget=forms.RadioSelect,
            )

    @staticmethod
    def name_of(booking: Booking) -> str:
        return f"booking-{booking.pk}"

    def rows(self) -> Iterator[tuple[Booking, forms.BoundField]]:
        for booking in self.bookings:
            yield booking, self[self.name_of(booking)]

    def marks(self) -> dict[UUID, str]:
        """What was chosen, by booking id; those left blank are not in it."""
        chosen = {booking.pk: self.cleaned_data[self.name_of(booking)] for booking in self.bookings}
        return {pk: mark for pk, mark in chosen.items() if mark}


def describe(person: Volunteer | Participant) -> str:
    """« Camille Exemple – anglais, français »; a supported person is their alias and their code."""
    name = person.user.get_full_name() if isinstance(person, Volunteer) else f"{person.alias} ({person.code})"
    return f"{name} – {', '.join(language.get_code_display().lower() for language in person.languages.all()) or 'aucune langue indiquée'}"


class NarrowForm(forms.Form):
    """Whom to offer for a pairing, where there are many."""

    nom = forms.CharField(label="Nom d’un·e bénévole", required=False, max_length=100)
    alias = forms.CharField(label="Alias ou code d’une personne accompagnée", required=False, max_length=40)

    def words(self) -> dict[str, str]:
        """By the field of `PairingForm` that they narrow."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        return {"volunteer": cleaned.get("nom", ""), "participant": cleaned.get("alias", "")}

    def has_words(self) -> bool:
        return any(self.words().values())


class PairingForm(forms.Form):
    """Offers the bénévoles ready for the programme and the participants who have nobody in it yet.

    Anybody who exists is accepted from the browser: the rule answers for those not offered, with its reasons.
    """

    volunteer = forms.ModelChoiceField(
        label="Bénévole", queryset=Volunteer.objects.select_related("user"), error_messages={"required": "Choisissez un·e bénévole."}
    )
    participant = forms.ModelChoiceField(
        label="Personne accompagnée",
        queryset=Participant.objects.all(),
        error_messages={"required": "Choisissez une personne accompagnée."},
    )
    starts_on = forms.DateField(
        label="Début prévu",
        widget=DateInput(),
        help_text="D’un mois en arrière à un an à l’avance. Vous confirmez ce jour une fois la charte signée.",
        error_messages={"required": "Indiquez la date de début.", "invalid": DATE_INVALID},
    )

    def __init__(self, *args: Any, programme: Programme, today: date, narrowed: "NarrowForm | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["starts_on"].initial = today
        self.offered: dict[str, list[Volunteer | Participant]] = {}
        # Whether somebody is not among those offered, who are the first of them.
        self.is_cut = False
        words = narrowed.words() if narrowed else {}
        ready = Volunteer.objects.ready_for(programme.mission, today).select_related("user").prefetch_related("languages")
        ready = ready.order_by("folded_name", "pk")
        free = Participant.objects.free_for(programme).prefetch_related("languages")
        self._offer_first("volunteer", ready, ready.named(words["volunteer"]) if words.get("volunteer") else ready)
        self._offer_first("participant", free, free.called(words["participant"]) if words.get("participant") else free)

    def keep_chosen(self) -> None:
        """Offers again those who were chosen and refused, so that the page shows what was sent."""
        for name, offered in self.offered.items():
            chosen = self.cleaned_data[name]
            self._offer(name, offered if chosen in offered else [*offered, chosen])

    def _offer_first(self, name: str, people: QuerySet[Any], narrowed: QuerySet[Any]) -> None:
        """The first of those narrowed down to; and who is chosen already, wherever they stand among all."""
        found = list(narrowed[: OFFERED_MOST + 1])
        self.is_cut |= len(found) > OFFERED_MOST
        offered = found[:OFFERED_MOST]
        chosen = str((self.data if self.is_bound else self.initial).get(name) or "")
        if chosen and chosen not in {str(person.pk) for person in offered}:
            with suppress(ValidationError):
                offered += people.filter(pk=chosen)
        self._offer(name, offered)

    def _offer(self, name: str, people: Iterable[Volunteer | Participant]) -> None:
        field = cast("forms.ModelChoiceField", self.fields[name])
        self.offered[name] = list(people)
        field.choices = with_blank("Choisir…", [(str(person.pk), describe(person)) for person in self.offered[name]])

    @property
    def has_choices(self) -> bool:
        """False when nobody can be paired, on one side or the other."""
        return all(self.offered.values())

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        if not self.today - EARLIEST_START <= starts_on <= self.today + LATEST_START:
            raise ValidationError("Choisissez un jour entre un mois en arrière et un an à l’avance.")
        return starts_on
