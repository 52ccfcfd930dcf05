"""Reviews, whose conclusion is carried out with them."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.conftest import SignIn
from tests.volunteers.factories import MeetingFactory, MissionFactory, PairingAlertFactory, PairingFactory, ProgrammeFactory
from volunteers import reviews
from volunteers.exceptions import Refused
from volunteers.models import Pairing, PairingReview, Programme
from volunteers.reviews import Decision

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
KEY = UUID("00000000-0000-4000-8000-000000000014")
ANSWERS = {
    "key": KEY,
    "meetings_count": 0,
    "time_together": "0 h",
    "pace": "monthly",
    "own_mood": 2,
    "suits_volunteer": 4,
    "suits_participant": 4,
    "goes_forward": 3,
}


@pytest.fixture
def pairing() -> Pairing:
    return PairingFactory(starts_on=TODAY - 60 * DAY, ends_on=TODAY + 60 * DAY, review_on=TODAY)


@pytest.fixture
def other() -> Programme:
    mission = MissionFactory(slug="accompagnement-linguistique", title="Accompagnement linguistique")
    return ProgrammeFactory(slug="linguistique", title="Accompagnement linguistique", mission=mission)


def decision(conclusion: str, **more: Any) -> Decision:
    return Decision(4, 3, 3, conclusion, **more)


def decide(pairing: Pairing, by: User, conclusion: str, **more: Any) -> PairingReview:
    return reviews.decide(pairing, decision(conclusion, **more), key=KEY, by=by, now=NOW)


def test_interim_review_lets_it_go_on_until_its_end(pairing: Pairing, coordinator: User) -> None:
    MeetingFactory.create_batch(2, pairing=pairing, minutes=90)
    alert = PairingAlertFactory(pairing=pairing, kind="review")
    review = decide(pairing, coordinator, "continue")
    pairing.refresh_from_db()
    alert.refresh_from_db()
    assert (pairing.status, pairing.review_on, alert.done) == ("active", pairing.ends_on, "reviewed")
    assert (review.meetings_count, review.minutes) == (2, 180)


def test_renewal_moves_end_and_review_and_tells_the_volunteer_once(pairing: Pairing, coordinator: User) -> None:
    until = TODAY + 120 * DAY
    for _ in range(2):
        decide(pairing, coordinator, "renew", until=until, review_on=TODAY + 90 * DAY)
    pairing.refresh_from_db()
    assert (pairing.ends_on, pairing.review_on) == (until, TODAY + 90 * DAY)
    assert (PairingReview.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    assert OutgoingMail.objects.get().subject == "Le bilan de votre binôme"
    assert pairing.history.first().history_user == coordinator


def test_change_of_partner_ends_it_and_the_person_waits_again(pairing: Pairing, coordinator: User) -> None:
    decide(pairing, coordinator, "partner")
    pairing.refresh_from_db()
    assert (pairing.status, pairing.end_reason, pairing.ended_on) == ("ended", "partner", TODAY)
    wish = pairing.participants.get().wishes.get()
    assert (wish.programme, wish.since) == (pairing.programme, pairing.starts_on)


def test_change_of_programme_moves_the_wish(pairing: Pairing, coordinator: User, other: Programme) -> None:
    person = pairing.participants.get()
    person.wishes.create(programme=pairing.programme, since=TODAY - 90 * DAY)
    decide(pairing, coordinator, "programme", programme=other)
    pairing.refresh_from_db()
    assert (pairing.end_reason, person.wishes.get().programme) == ("programme", other)


def test_end_keeps_its_reason(pairing: Pairing, coordinator: User) -> None:
    decide(pairing, coordinator, "end", end_reason="goal")
    pairing.refresh_from_db()
    assert (pairing.status, pairing.end_reason) == ("ended", "goal")
    with pytest.raises(Refused) as refused:
        reviews.decide(pairing, decision("continue"), key=UUID(int=1), by=coordinator, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["over"]


@pytest.mark.parametrize(
    ("conclusion", "more", "codes"),
    [
        ("renew", {}, ["dates"]),
        ("renew", {"until": TODAY + 60 * DAY, "review_on": TODAY + 60 * DAY}, ["until"]),
        ("renew", {"until": TODAY + 400 * DAY, "review_on": TODAY}, ["far", "review"]),
        ("renew", {"until": TODAY + 90 * DAY, "review_on": TODAY + 91 * DAY}, ["review"]),
        ("programme", {}, ["programme"]),
        ("end", {}, ["reason"]),
        ("end", {"end_reason": "partner"}, ["reason"]),
    ],
)
def test_conclusion_says_all_that_it_asks_for(
    pairing: Pairing, coordinator: User, conclusion: str, more: dict[str, Any], codes: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        decide(pairing, coordinator, conclusion, **more)
    assert [reason.code for reason in refused.value.reasons] == codes
    assert not PairingReview.objects.exists()


def test_what_is_over_its_end_does_not_just_go_on(coordinator: User) -> None:
    late = PairingFactory(starts_on=TODAY - 60 * DAY, ends_on=TODAY, review_on=TODAY)
    with pytest.raises(Refused) as refused:
        decide(late, coordinator, "continue")
    assert [reason.code for reason in refused.value.reasons] == ["late"]


def test_page_is_filled_from_the_log_and_decides_once(signed_in: SignIn, pairing: Pairing, coordinator: User) -> None:
    MeetingFactory(pairing=pairing, own_mood=2, place="park", day=date(TODAY.year - 1, 3, 1))
    client = signed_in(coordinator)
    url = f"/coordination/binomes/{pairing.pk}/bilan/"
    page = client.get(url).content.decode()
    for words in ("1er\u00a0mars", "Un parc (1)", "Pas facile (1)", "1, 1\u00a0h en tout"):
        assert words in page
    for name, value in {"meetings_count": "1", "time_together": "1\u00a0h"}.items():
        assert f'name="{name}" value="{value}"' in page
    assert 'value="rare" selected' in page
    assert re.search(r'name="own_mood" value="2"[^>]* checked', page)
    sent = ANSWERS | {"conclusion": "renew", "meetings_count": 3, "time_together": "4 h 30"}
    assert "Donnez la nouvelle fin et le prochain bilan." in client.post(url, sent).content.decode()
    sent |= {"until": TODAY + 90 * DAY, "review_on": TODAY + 80 * DAY}
    for _ in range(2):
        response = client.post(url, sent)
        assert (response.status_code, response["Location"]) == (302, f"/coordination/binomes/{pairing.pk}/")
    kept = PairingReview.objects.get()
    assert (kept.meetings_count, kept.minutes, kept.pace, kept.own_mood, kept.their_mood) == (3, 270, "monthly", 2, None)
    assert "renouveler jusqu’à une autre date" in client.get(f"/coordination/binomes/{pairing.pk}/").content.decode()


def test_another_partner_is_ranked_at_once(signed_in: SignIn, pairing: Pairing, coordinator: User) -> None:
    client, url = signed_in(coordinator), f"/coordination/binomes/{pairing.pk}/"
    for _ in range(2):
        assert client.post(f"{url}bilan/", ANSWERS | {"conclusion": "partner"})["Location"] == f"{url}suite/"
    assert "Qui pour" in client.get(f"{url}suite/").content.decode()


@pytest.mark.parametrize(("every", "pace"), [(7, "weekly"), (15, "fortnightly"), (30, "monthly"), (60, "rare")])
def test_pace_is_counted_from_the_start(pairing: Pairing, every: int, pace: str) -> None:
    MeetingFactory.create_batch(60 // every, pairing=pairing)
    assert reviews.log_of(pairing, now=NOW).pace == pace
    assert reviews.log_of(PairingFactory(), now=NOW).pace == ""
