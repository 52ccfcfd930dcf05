"""Lists that thousands would make too long: what is on the page, what is further, and that nothing is lost between."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.factories import (
    PairingFactory,
    ParticipantFactory,
    ProgrammeFactory,
    RoundFactory,
    SuggestionFactory,
    VolunteerFactory,
)
from tests.volunteers.words import plain
from volunteers import evaluations, rounds
from volunteers.forms import coordination
from volunteers.models import Evaluation, Participant, Programme, Round, RoundWait
from volunteers.sheets import IN_MEMORY_BYTES, Format, spool_sheet
from volunteers.views.coordination import rounds as pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


@pytest.fixture
def made(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> Round:
    """Three pairs, two a page, the best first."""
    monkeypatch.setattr(pages, "PER_PAGE", 2)
    made = RoundFactory(programme=programme)
    for score in (9000, 8000, 7000):
        SuggestionFactory(round=made, score=score)
    return made


def test_choices_of_one_page_are_kept_and_those_of_others_left(office: Client, made: Round) -> None:
    best, second, last = made.suggestions.all()
    last.mark = "locked"
    last.save()
    url = f"/coordination/binomes/tours/{made.pk}/"
    assert [row[0] for row in office.get(url).context["kept"]] == [best, second]
    answer = office.post(f"{url}?page=1", {f"mark-{best.pk}": "locked", f"mark-{second.pk}": "", "action": "save"})
    assert answer["Location"] == f"{url}?page=1"
    assert list(made.suggestions.values_list("mark", flat=True)) == ["locked", "", "locked"]
    assert [row[0] for row in office.get(f"{url}?page=2").context["kept"]] == [last]


def test_choices_cannot_be_kept_once_the_round_is_published(office: Client, made: Round) -> None:
    made.state = Round.State.PUBLISHED
    made.save()
    best = made.suggestions.all()[0]
    page = office.post(f"/coordination/binomes/tours/{made.pk}/", {f"mark-{best.pk}": "locked", "action": "save"})
    assert "Ce tour ne peut plus changer ainsi" in plain(page.content.decode())
    assert not made.suggestions.marked().exists()


def test_who_waits_of_a_long_round_has_pages(office: Client, made: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "FIRST_WAITS", 1)
    for alias in ("Aube", "Brise", "Cime"):
        RoundWait.objects.create(round=made, participant=ParticipantFactory(alias=alias), possible=0)
    url = f"/coordination/binomes/tours/{made.pk}/"
    first = office.get(url)
    assert ([wait.participant.alias for wait, _ in first.context["waits"]], first.context["waits_count"]) == (["Aube"], 3)
    assert "Voir les 3 personnes" in plain(first.content.decode())
    further = office.get(f"{url}?montrer=attente&page=2")
    assert [wait.participant.alias for wait, _ in further.context["waits"]] == ["Cime"]
    assert list(further.context["kept"]) == []


def test_large_round_is_made_of_the_best_candidates(programme: Programme, monkeypatch: pytest.MonkeyPatch, coordinator: User) -> None:
    """As a round of thousands: the same pairs, and whoever waits is counted as in a small one."""
    monkeypatch.setattr(rounds, "WHOLE_UP_TO", 0)
    told: list[int] = []
    monkeypatch.setattr(rounds, "_tell_progress", lambda made, percent: told.append(percent))
    volunteer = VolunteerFactory(trained=True, missions=[programme.mission])
    first, other = ParticipantFactory(wants=[programme]), ParticipantFactory(wants=[programme], languages=["ti"])
    made = rounds.start(programme, by=coordinator, now=timezone.now())
    assert [(one.volunteer, one.participant) for one in made.suggestions.all()] == [(volunteer, first)]
    assert [(wait.participant, wait.possible, wait.blocked) for wait in made.waits.all()] == [(other, 0, {"language": 1})]
    assert told == [10, 70, 80]


def test_more_people_than_a_list_holds_are_found_by_name(office: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coordination, "OFFERED_MOST", 1)
    VolunteerFactory(trained=True, missions=[programme.mission])
    people = {alias: ParticipantFactory(alias=alias) for alias in ("Aube", "Brise")}
    url = f"/coordination/binomes/nouveau/{programme.slug}/"

    def offered(query: str) -> list[Participant]:
        return office.get(f"{url}{query}").context["form"].offered["participant"]

    assert "Seules les 200 premières personnes" in plain(office.get(url).content.decode())
    assert offered("") == [people["Aube"]]
    assert offered("?alias=bri") == [people["Brise"]]
    assert offered(f"?personne={people['Brise'].pk}") == [people["Aube"], people["Brise"]]
    assert offered("?personne=personne") == [people["Aube"]]


def test_evaluations_due_are_the_same_by_ids() -> None:
    today = timezone.localdate()
    for days in (0, 10, 70):
        PairingFactory(starts_on=today - timedelta(days=days), participants=[ParticipantFactory(alias=a) for a in ("Zénith", "Aube")])
    ended = PairingFactory(starts_on=today - timedelta(days=90), status="ended", ended_on=today)
    Evaluation.objects.create(pairing=ended, moment="fin", voice="volunteer", answers={}, answered_at=timezone.now())
    keys = evaluations.due_keys(today)
    assert len(keys) == 14
    assert evaluations.describe(keys) == evaluations.due(evaluations.asked(today), today=today)


@pytest.mark.parametrize("file_format", list(Format))
def test_file_of_many_rows_is_whole_and_counted(file_format: Format) -> None:
    rows = 8 * IN_MEMORY_BYTES // 1000
    with spool_sheet(file_format, "Mots", ["Mot"], (["é" * 1000] for _ in range(rows))).file as file:
        assert hasattr(file, "getvalue") is (file_format == Format.XLSX), "what compresses to little stays in memory"
    with pytest.raises(ZeroDivisionError):
        spool_sheet(file_format, "Mots", ["Mot"], ([1 // 0] for _ in range(1)))
    assert spool_sheet(file_format, "Mots", ["Mot"], [["a"], ["b"]]).count == 2
