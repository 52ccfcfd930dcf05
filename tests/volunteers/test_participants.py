"""An alias says nothing by which a stranger could find somebody; what a file says, and where the person stands."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.accounts.factories import UserFactory
from tests.volunteers.factories import MissionFactory, PairingFactory, ParticipantFactory, ProgrammeFactory
from volunteers.exceptions import Refused
from volunteers.languages import Language
from volunteers.models import FileReading, Pairing, Participant, Topic
from volunteers.models.volunteer import folded
from volunteers.participants import FileContent, alias_reasons, content_of, open_file, opening_reasons, save_file, touch

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.mark.parametrize("alias", ["Étoile", "Jean-Baptiste", "N’Zérékoré", "L'Aube", "نجمة", "ሰላም", "Ётуаль"])
def test_one_borrowed_word_will_do(alias: str) -> None:
    assert alias_reasons(alias) == []


@pytest.mark.parametrize(
    ("alias", "codes"),
    [
        ("lune@exemple.fr", ["e_mail"]),
        ("0612345678", ["number"]),
        ("06.12.34.56.78", ["number"]),
        ("Lune9912", ["number"]),
        ("Lune Fictif", ["full_name"]),
        ("Lune2", ["signs"]),
        ("Lune!", ["signs"]),
        ("<b>", ["signs"]),
        ("’", ["signs"]),
        ("Lune Fictif 0612345678 lune@exemple.fr", ["e_mail", "number", "full_name"]),
    ],
)
def test_what_identifies_is_refused(alias: str, codes: list[str]) -> None:
    assert [reason.code for reason in alias_reasons(alias)] == codes


def content(alias: str, **more: Any) -> FileContent:
    return FileContent(**{"alias": alias, "languages": {"fr": "talk"}} | more)


def open_under(alias: str, **more: Any) -> Participant:
    return open_file(content(alias, **more), by=UserFactory(coordinator=True), now=NOW)


@pytest.mark.django_db
def test_file_is_opened_with_a_random_code() -> None:
    participant = open_under("Étoile", languages={"fr": "some", "ar": "native"})
    assert len(participant.code) == 6
    assert set(participant.code) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    assert [(language.get_code_display(), language.level) for language in participant.languages.all()] == [
        ("Arabe", "native"),
        ("Français", "some"),
    ]
    reading = FileReading.objects.get()
    assert (reading.kind, reading.fields, reading.participant) == ("edited", ["alias", "languages", "standing"], participant)


@pytest.mark.django_db
def test_file_is_not_opened_under_a_full_name() -> None:
    with pytest.raises(Refused):
        open_under("Lune Fictif")
    assert not Participant.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ["Étoile", "etoile", "ÉTOILE"])
def test_alias_of_somebody_else_is_refused(alias: str) -> None:
    participant = open_under("Étoile")
    assert [reason.code for reason in opening_reasons(alias)] == ["taken"]
    assert opening_reasons(alias, participant=participant) == []
    with pytest.raises(Refused):
        open_under(alias)
    with pytest.raises(Refused):
        save_file(open_under("Lune"), content(alias), by=UserFactory(), now=NOW)


@pytest.mark.django_db
def test_people_are_sorted_and_found_with_accents_left_aside() -> None:
    for alias in ("Zénith", "Étoile", "Fleur", "Diane"):
        open_under(alias)
    assert [participant.alias for participant in Participant.objects.all()] == ["Diane", "Étoile", "Fleur", "Zénith"]
    assert [participant.alias for participant in Participant.objects.called("etoi")] == ["Étoile"]


@pytest.mark.django_db
def test_change_writes_the_names_of_the_fields_that_changed() -> None:
    by, programme, participant = UserFactory(coordinator=True), ProgrammeFactory(), open_under("Étoile")
    sector = Topic.objects.create(slug="couture", kind=Topic.Kind.SECTOR, label="Couture")
    closed = Topic.objects.create(slug="mines", kind=Topic.Kind.SECTOR, label="Mines", is_offered=False)
    participant.topics.add(closed)
    said = content(
        "Étoile",
        topics=frozenset([sector.pk]),
        wishes={programme.pk: TODAY},
        free_slots=frozenset([(1, "evening")]),
        project="Ouvrir un atelier",
        standing="paused",
    )
    later = NOW + timedelta(days=40)
    assert save_file(participant, said, by=by, now=later) == ["topics", "project", "free_slots", "wishes", "standing"]
    assert content_of(Participant.objects.get()) == said
    assert set(participant.topics.all()) == {sector, closed}, "what a list offers no more stays"
    assert Participant.objects.get().last_contact_on == timezone.localdate(later)
    reading = FileReading.objects.first()
    assert reading is not None
    assert (reading.by, reading.at, reading.fields) == (by, later, ["topics", "project", "free_slots", "wishes", "standing"])
    assert reading.fields_in_words == "secteurs et intérêts, projet, créneaux libres, programmes demandés, suivi"
    assert save_file(participant, said, by=by, now=later) == []
    assert FileReading.objects.count() == 2, "the opening and one change"


@pytest.mark.django_db
@pytest.mark.parametrize("standing", ["stopped", "former"])
def test_who_wants_nobody_any_more_is_noted_once_the_pairing_is_ended(standing: str) -> None:
    by, participant = UserFactory(coordinator=True), open_under("Étoile")
    pairing = PairingFactory(participants=[participant])
    with pytest.raises(Refused) as refused:
        save_file(participant, content("Étoile", standing=standing), by=by, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["standing"]
    assert save_file(participant, content("Étoile", standing="paused"), by=by, now=NOW) == ["standing"]
    Pairing.objects.filter(pk=pairing.pk).update(status=Pairing.Status.ENDED)
    assert save_file(participant, content("Étoile", standing=standing), by=by, now=NOW) == ["standing"]


@pytest.mark.django_db
def test_half_days_come_in_the_order_of_the_day() -> None:
    participant = ParticipantFactory(slots=[(1, "morning"), (1, "evening"), (1, "afternoon"), (0, "evening")])
    assert [slot.in_short for slot in participant.free_slots.all()] == ["Lundi soir", "Mardi matin", "Mardi après-midi", "Mardi soir"]


@pytest.mark.django_db
def test_file_erased_meanwhile_is_not_written() -> None:
    participant = open_under("Étoile")
    Participant.objects.all().delete()
    with pytest.raises(Refused):
        save_file(participant, content("Lune"), by=UserFactory(), now=NOW)


@pytest.mark.django_db
def test_last_contact_never_goes_back() -> None:
    participant = ParticipantFactory()
    for on, expected in ((TODAY, TODAY), (TODAY - timedelta(days=3), TODAY), (TODAY + timedelta(days=1), TODAY + timedelta(days=1))):
        touch(participant, on=on)
        assert Participant.objects.get().last_contact_on == expected


def state_of(participant: Participant) -> tuple[str, date | None]:
    found = Participant.objects.with_state().get(pk=participant.pk)
    return found.state, found.waiting_since


@pytest.mark.django_db
def test_who_wants_a_programme_waits_until_a_pairing_in_it_stands() -> None:
    programme, other = ProgrammeFactory(), ProgrammeFactory(slug="mentorat", mission=MissionFactory(slug="mentorat"))
    since, later = TODAY - timedelta(days=30), TODAY - timedelta(days=10)
    participant = ParticipantFactory(wishes=[(programme, since), (other, later)])
    assert state_of(participant) == ("waiting", since)
    pairing = PairingFactory(programme=programme, participants=[participant])
    assert state_of(participant) == ("waiting", later)
    PairingFactory(programme=other, participants=[participant], status=Pairing.Status.SUGGESTED)
    assert state_of(participant) == ("paired", None)
    pairing.status = Pairing.Status.ENDED
    pairing.save()
    assert state_of(participant) == ("waiting", since)


@pytest.mark.django_db
@pytest.mark.parametrize(("standing", "state"), [("paused", "paused"), ("former", "former"), ("stopped", "stopped")])
def test_who_is_not_here_waits_for_nothing(standing: str, state: str) -> None:
    participant = ParticipantFactory(standing=standing, wishes=[(ProgrammeFactory(), TODAY)])
    assert state_of(participant) == (state, None)
    assert (
        Participant.objects.with_state().get().state_label
        == {
            "paused": "En pause",
            "former": "Ancien·ne",
            "stopped": "Ne souhaite plus",
        }[standing]
    )


@pytest.mark.django_db
def test_who_asks_for_nothing_and_has_nobody_is_idle() -> None:
    assert state_of(ParticipantFactory()) == ("idle", None)
    assert state_of(PairingFactory().participants.get()) == ("paired", None)


def test_languages_are_in_the_order_of_their_french_names() -> None:
    assert [folded(label) for label in Language.labels[:2]] == ["francais", "anglais"]
    assert Language.labels[2:] == sorted(Language.labels[2:], key=folded)
