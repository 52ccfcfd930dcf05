"""« Trouver quelqu’un »: who is in the list, in which order, for which reasons, and who is not written to."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Activity, OutingSettings, SeatCall
from events.seat_reasons import refusal_reasons
from events.staffing import Candidate, Slot, calling_reasons, candidates, slots_of
from tests.events.factories import ActivityFactory, SeatCallFactory, SeatFactory, VenueFactory
from tests.volunteers.factories import CharterFactory, MissionFactory, ParticipantFactory, VolunteerFactory
from volunteers.models import Engagement, EngagementSettings, FreeSlot, ParticipantLanguage, Pause, Volunteer, VolunteerLanguage
from volunteers.profiles import AgeBand, HalfDay, Level, MailChoice, Weekday

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
# A Tuesday; the outing is on the Saturday after, from two to five.
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
STARTS = datetime(2026, 5, 16, 14, 0, tzinfo=PARIS)
SATURDAY_AFTERNOON = {"weekday": Weekday.SATURDAY, "half_day": HalfDay.AFTERNOON}
LED_NOTHING = "aucune sortie animée ou promise depuis 180 jours"


def outing(**fields: object) -> Activity:
    return ActivityFactory(**{"starts_at": STARTS, "venue": VenueFactory(area="Paris 18e"), **fields})


def ready(**fields: object) -> Volunteer:
    return VolunteerFactory(trained=True, **fields)


def the_one(activity: Activity, volunteer: Volunteer, now: datetime = NOW) -> Candidate:
    return next(one for one in candidates(activity, now=now) if one.volunteer_id == volunteer.pk)


def order(activity: Activity) -> list[UUID]:
    return [one.volunteer_id for one in candidates(activity, now=NOW)]


def town(activity: Activity) -> None:
    """Somebody for every reason of the sign-up, and for none."""
    ready()
    ready(mail_choice=MailChoice.MINE)
    VolunteerFactory()
    ready(missions=[])
    ready(languages=[])
    ready(left_on=NOW.date())
    ready(user__is_active=False)
    ready(age_band=AgeBand.MINOR)
    EmailAddress.objects.filter(user=ready().user).update(verified=False)
    SeatFactory(activity=activity)
    SeatFactory(activity=ActivityFactory(held=True))
    # Overlapping, too close for the way, far enough.
    for hours in (-1, 3, 4):
        starts_at = activity.starts_at + timedelta(hours=hours)
        Engagement.objects.create(
            volunteer=ready(), kind=Engagement.Kind.MEETING, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
        )
    SeatFactory(activity=activity, left_at=NOW, engagement=None)
    Pause.objects.create(volunteer=ready(), since=NOW.date())
    SeatCallFactory(activity=activity, answer=SeatCall.Answer.DECLINED)


def let_through(activity: Activity) -> set[UUID]:
    return {person.pk for person in Volunteer.objects.all() if not refusal_reasons(activity, person, now=NOW)}


@pytest.mark.parametrize("first_timers", [True, False])
@pytest.mark.parametrize("seats", [2, 3])
def test_list_holds_exactly_those_whom_the_sign_up_lets_through(seats: int, *, first_timers: bool) -> None:
    OutingSettings.objects.create(pk=1, first_timers_accompanied=first_timers)
    EngagementSettings.objects.create(pk=1, travel_minutes=45)
    activity = outing(facilitator_seats=seats)
    town(activity)
    found = set(order(activity))
    assert found == let_through(activity)
    # Of the last seat, the rule of the first time leaves one; otherwise those of the town who may come are seven.
    assert len(found) == (1 if first_timers and seats == 2 else 7)


def test_list_follows_charter_and_interview_as_the_sign_up_does() -> None:
    activity = outing(mission=MissionFactory(slug="exigeante", asks_charter=True, asks_interview=True))
    missions = [activity.mission]
    ready(missions=missions)
    met = ready(missions=missions, interviewed_on=NOW.date())
    assert order(activity) == [met.pk]
    CharterFactory(published_at=NOW)
    assert order(activity) == [] == sorted(let_through(activity))


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Activity.Status.ACCEPTED, "published_at": None},
        {"cancelled": True},
        {"public": True},
        {"starts_at": NOW},
        {"starts_at": NOW - timedelta(days=2)},
    ],
)
def test_nobody_is_proposed_for_what_nobody_can_lead(fields: dict[str, object], ready_volunteer: Volunteer) -> None:
    activity = outing(**fields)
    assert (candidates(activity, now=NOW), bool(calling_reasons(activity, now=NOW))) == ([], True)
    assert let_through(activity) == set()


def test_nobody_is_proposed_for_a_full_outing(ready_volunteer: Volunteer) -> None:
    activity = outing()
    SeatFactory.create_batch(2, activity=activity)
    assert candidates(activity, now=NOW) == []
    assert [reason.code for reason in calling_reasons(activity, now=NOW)] == ["full"]


def test_reasons_are_said_in_words() -> None:
    person = ready(area="75018", languages=["fr", "prs", "ar"])
    FreeSlot.objects.create(volunteer=person, **SATURDAY_AFTERNOON)
    for codes in (["prs"], ["prs", "ar", "fr"]):
        participant = ParticipantFactory()
        participant.languages.all().delete()
        ParticipantLanguage.objects.bulk_create(ParticipantLanguage(participant=participant, code=code) for code in codes)
    one = the_one(outing(), person)
    assert one.words == f"libre le samedi après-midi · vit sur place (Paris 18e) · parle dari et arabe · {LED_NOTHING}"
    assert (one.points, one.can_be_asked) == (4 + 3 + 2, True)


def test_languages_of_a_few_words_are_left_out() -> None:
    person = ready(languages=["fr", "prs"])
    participant = ParticipantFactory()
    participant.languages.all().delete()
    ParticipantLanguage.objects.create(participant=participant, code="prs")
    VolunteerLanguage.objects.filter(volunteer=person).update(level=Level.SOME)
    assert the_one(outing(), person).words == LED_NOTHING


@pytest.mark.parametrize(
    ("area", "points", "words"),
    [
        ("75018", 3, "vit sur place (Paris 18e)"),
        ("93", 2, "vit à côté (Seine-Saint-Denis)"),
        ("75013", 1, "vit assez près (Paris 13e)"),
        ("94", 0, None),
        ("far", 0, None),
        ("", 0, None),
    ],
)
def test_nearer_counts_more(area: str, points: int, words: str | None) -> None:
    one = the_one(outing(), ready(area=area))
    assert (one.points, one.words) == (points, f"{words} · {LED_NOTHING}" if words else LED_NOTHING)


def test_outing_without_a_place_is_near_nobody() -> None:
    assert the_one(outing(venue=None), ready(area="75018")).points == 0


def test_who_led_least_lately_comes_first() -> None:
    OutingSettings.objects.create(pk=1, first_timers_accompanied=False)
    activity, often, once, never, long_ago = outing(), ready(), ready(), ready(), ready()
    for weeks, person in ((1, often), (2, often), (3, once), (27, long_ago)):
        SeatFactory(activity=ActivityFactory(held=True, starts_at=NOW - timedelta(weeks=weeks)), volunteer=person)
    # Promised counts as led; what was cancelled does not, nor a seat given back.
    SeatFactory(activity=ActivityFactory(starts_at=NOW + timedelta(weeks=3)), volunteer=often)
    SeatFactory(activity=ActivityFactory(cancelled=True, starts_at=NOW - timedelta(weeks=4)), volunteer=never, engagement=None)
    SeatFactory(activity=ActivityFactory(held=True, starts_at=NOW - timedelta(weeks=5)), volunteer=never, left_at=NOW, engagement=None)
    assert order(activity) == [*sorted([never.pk, long_ago.pk]), once.pk, often.pk]
    assert the_one(activity, often).words == "3 sorties animées ou promises depuis 180 jours"
    assert the_one(activity, once).words == "1 sortie animée ou promise depuis 180 jours"


def test_order_is_the_same_each_time() -> None:
    activity = outing()
    VolunteerFactory.create_batch(6, trained=True)
    assert order(activity) == sorted(order(activity))


@pytest.mark.parametrize(
    ("fields", "pause", "calls", "words"),
    [
        ({}, None, 0, ""),
        ({}, None, 1, ""),
        ({}, None, 2, "A déjà été demandé·e pour 2 autres sorties en 7 jours."),
        ({"mail_choice": MailChoice.MINE}, None, 0, "A choisi de ne pas recevoir d’appels."),
        ({"mail_choice": MailChoice.WEEKLY}, None, 0, "A choisi de ne pas recevoir d’appels."),
        ({}, (NOW.date(), NOW.date()), 0, "En pause."),
        ({}, (STARTS.date(), None), 0, "En pause."),
        ({}, (NOW.date() - timedelta(days=9), NOW.date() - timedelta(days=1)), 0, ""),
        ({}, (NOW.date() + timedelta(days=1), NOW.date() + timedelta(days=2)), 0, ""),
    ],
)
def test_who_is_not_written_to_comes_last_with_the_reason(
    fields: dict[str, object], pause: tuple[date, date | None] | None, calls: int, words: str
) -> None:
    activity, person, other = outing(), ready(area="75018", **fields), ready()
    if pause:
        Pause.objects.create(volunteer=person, since=pause[0], until=pause[1])
    SeatCallFactory.create_batch(calls, volunteer=person, asked_at=NOW - timedelta(days=6))
    # A week later, a call counts no more.
    SeatCallFactory.create_batch(2, volunteer=person, asked_at=NOW - timedelta(days=7))
    assert the_one(activity, person).held_back == words
    assert order(activity) == ([other.pk, person.pk] if words else [person.pk, other.pk])


@pytest.mark.parametrize(
    ("answer", "is_held_back"),
    [("", True), ("declined", True), ("accepted", True), ("filled", False), ("closed", False)],
)
def test_nobody_is_asked_twice_for_the_same_seat(answer: str, *, is_held_back: bool) -> None:
    activity, person = outing(), ready()
    SeatCallFactory(activity=activity, volunteer=person, answer=answer, asked_at=NOW)
    assert (not the_one(activity, person).can_be_asked) == is_held_back


def test_whoever_was_asked_for_this_outing_and_thanked_may_be_asked_again_when_it_reopens() -> None:
    activity, person = outing(), ready()
    SeatCallFactory(volunteer=person, asked_at=NOW - timedelta(days=1))
    SeatCallFactory(activity=activity, volunteer=person, answer="filled", asked_at=NOW - timedelta(days=1))
    assert the_one(activity, person).held_back == ""


def test_two_mails_for_one_other_outing_count_once() -> None:
    activity, other, person = outing(), outing(), ready()
    for answer in ("filled", ""):
        SeatCallFactory(activity=other, volunteer=person, answer=answer, asked_at=NOW - timedelta(days=1))
    assert the_one(activity, person).held_back == ""


@pytest.mark.parametrize(
    ("starts", "ends", "slots"),
    [
        ((16, 14, 0), (16, 17, 0), [(5, "afternoon")]),
        ((16, 10, 0), (16, 13, 0), [(5, "morning"), (5, "afternoon")]),
        # Half an hour of the evening is brushed; of ten minutes that touch midnight, the first counts.
        ((16, 15, 0), (16, 18, 30), [(5, "afternoon")]),
        ((16, 11, 50), (16, 12, 10), [(5, "morning")]),
        ((16, 20, 0), (17, 1, 0), [(5, "evening"), (6, "morning")]),
    ],
)
def test_half_days_of_an_outing(starts: tuple[int, int, int], ends: tuple[int, int, int], slots: list[tuple[int, str]]) -> None:
    begin, end = (datetime(2026, 5, *moment, tzinfo=PARIS) for moment in (starts, ends))
    assert slots_of(begin, end) == [Slot(*slot) for slot in slots]


def test_night_when_the_clocks_change_has_its_half_days() -> None:
    """25 October 2026: three o'clock comes twice, and the morning lasts thirteen hours."""
    begin, end = datetime(2026, 10, 24, 21, 0, tzinfo=PARIS), datetime(2026, 10, 25, 11, 0, tzinfo=PARIS)
    assert slots_of(begin, end) == [Slot(5, "evening"), Slot(6, "morning")]


def test_whoever_is_free_for_half_of_it_is_not_free() -> None:
    activity = outing(starts_at=datetime(2026, 5, 16, 10, 0, tzinfo=PARIS), ends_at=datetime(2026, 5, 16, 14, 0, tzinfo=PARIS))
    half, whole = ready(), ready()
    for person, moments in ((half, ["morning"]), (whole, ["morning", "afternoon"])):
        for moment in moments:
            FreeSlot.objects.create(volunteer=person, weekday=Weekday.SATURDAY, half_day=moment)
    assert order(activity) == [whole.pk, half.pk]
    assert the_one(activity, whole).words == f"libre le samedi matin et le samedi après-midi · {LED_NOTHING}"


def test_as_many_queries_for_three_as_for_sixty() -> None:
    activity = Activity.objects.select_related("venue", "mission").get(pk=outing().pk)
    SeatFactory(activity=activity)
    SeatFactory(activity=ActivityFactory(held=True))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            candidates(activity, now=NOW)
        return len(queries)

    def arrive(people: int) -> None:
        for _ in range(people):
            person = ready(area="75018", languages=["fr", "ar"])
            FreeSlot.objects.create(volunteer=person, **SATURDAY_AFTERNOON)
            SeatFactory(activity=ActivityFactory(held=True, starts_at=NOW - timedelta(weeks=1)), volunteer=person)

    arrive(3)
    few = count()
    arrive(57)
    assert count() == few
