"""Proposing, taking back, accepting, declining, asking, being late: what is written, whom it tells, and what is refused."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import OutgoingMail, User
from events import proposals
from events.activity_states import cancel, publish
from events.models import Activity, OutingSettings, Proposal
from events.own_proposals import describe_proposals
from tests.accounts.factories import UserFactory
from tests.events.factories import ProposalFactory
from tests.volunteers.factories import VolunteerFactory
from tests.volunteers.words import plain
from volunteers import erasure
from volunteers.exceptions import Refused
from volunteers.models import Mission, Volunteer

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
Outcome, Status = Proposal.Outcome, Activity.Status


def fields(**others: Any) -> dict[str, Any]:
    starts_at = datetime(2026, 6, 10, 14, 0, tzinfo=PARIS)
    return {
        "title": "Promenade",
        "description": "Le long du canal.",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "venue": None,
        "place_words": "Au bord du canal",
        "accessibility": "yes",
        "would_lead": True,
        "credits_proposer": True,
        **others,
    }


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [reason.code for reason in refused.value.reasons]


def mails() -> list[tuple[str, str]]:
    return [(mail.recipient, mail.subject) for mail in OutgoingMail.objects.order_by("created_at", "pk")]


def test_proposal_waits_is_promised_an_answer_and_tells_both_sides(ready_volunteer: Volunteer, coordinator: User) -> None:
    proposal = proposals.propose(fields(), ready_volunteer, now=NOW)
    activity = Activity.objects.get()
    assert (activity.status, activity.proposed_by, activity.proposed_at) == (Status.PROPOSED, ready_volunteer, NOW)
    assert (activity.credits_proposer, activity.answer_by, activity.mission.slug) == (True, date(2026, 5, 22), "activites-culturelles")
    assert (proposal.outcome, proposal.place_words, proposal.would_lead) == (Outcome.WAITING, "Au bord du canal", True)
    assert sorted(mails()) == sorted(
        [(coordinator.email, "Une activité est proposée"), (ready_volunteer.user.email, "Votre proposition est arrivée")]
    )
    told = plain(OutgoingMail.objects.get(recipient=ready_volunteer.user.email).text)
    assert "avant le vendredi 22 mai 2026" in told
    assert ready_volunteer.user.first_name not in OutgoingMail.objects.get(recipient=coordinator.email).text


def test_promise_follows_the_setting_and_falls_on_a_working_day() -> None:
    assert proposals.promised_day(date(2026, 5, 14)) == date(2026, 5, 26)  # Whit Sunday, then Monday
    OutingSettings.objects.create(answer_within_days=3)
    assert proposals.promised_day(date(2026, 5, 15)) == date(2026, 5, 18)


def test_same_proposal_sent_twice_is_one(ready_volunteer: Volunteer, coordinator: User) -> None:
    first = proposals.propose(fields(), ready_volunteer, now=NOW)
    assert proposals.propose(fields(), ready_volunteer, now=NOW) == first
    assert (Proposal.objects.count(), Activity.objects.count(), len(mails())) == (1, 1, 2)
    # Another date is another proposal, and so is the same one once the first is answered.
    later = datetime(2026, 6, 17, 14, 0, tzinfo=PARIS)
    proposals.propose(fields(starts_at=later, ends_at=later + timedelta(hours=2)), ready_volunteer, now=NOW)
    proposals.withdraw(first, by=ready_volunteer.user, now=NOW)
    proposals.propose(fields(), ready_volunteer, now=NOW)
    assert Proposal.objects.count() == 3


def test_who_is_not_ready_is_told_why(new_volunteer: Volunteer) -> None:
    assert codes(lambda: proposals.propose(fields(), new_volunteer, now=NOW)) == ["training"]
    new_volunteer.missions.clear()
    assert codes(lambda: proposals.propose(fields(), new_volunteer, now=NOW)) == ["mission", "training"]
    assert Activity.objects.count() == 0


def test_nothing_is_proposed_without_the_mission(ready_volunteer: Volunteer) -> None:
    Mission.objects.all().delete()
    assert codes(lambda: proposals.propose(fields(), ready_volunteer, now=NOW)) == ["no_mission"]


def test_past_date_is_refused(ready_volunteer: Volunteer) -> None:
    assert codes(lambda: proposals.propose(fields(starts_at=NOW), ready_volunteer, now=NOW)) == ["past"]


def test_accepted_proposal_is_to_be_published_and_the_person_is_told(coordinator: User) -> None:
    proposal: Proposal = ProposalFactory()
    proposals.accept(proposal, by=coordinator, now=NOW)
    proposal = Proposal.objects.get()
    assert (proposal.outcome, proposal.answered_at, proposal.activity.status) == (Outcome.ACCEPTED, NOW, Status.ACCEPTED)
    assert proposal.activity.history.latest().history_user == coordinator
    assert proposal.activity.proposed_by is not None
    assert mails() == [(proposal.activity.proposed_by.user.email, "Votre proposition est acceptée")]


def test_declined_proposal_keeps_the_reason_and_says_it_kindly(coordinator: User) -> None:
    proposal: Proposal = ProposalFactory()
    proposals.decline(proposal, reason="Le parc ferme en juin.", by=coordinator, now=NOW)
    proposal = Proposal.objects.get()
    assert (proposal.outcome, proposal.activity.status, proposal.activity.published_at) == (Outcome.DECLINED, Status.CANCELLED, None)
    assert proposal.activity.cancellation_reason == "Le parc ferme en juin."
    text = OutgoingMail.objects.get().text
    assert ("Le parc ferme en juin." in text, "Merci d’avoir proposé" in text, "annulée" in text) == (True, True, False)


def test_question_leaves_the_proposal_waiting_and_is_answered_to_who_asks(coordinator: User) -> None:
    proposal = ProposalFactory()
    proposals.ask(proposal, question="Et un dimanche ?", by=coordinator, now=NOW)
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.question, proposal.asked_at) == (Outcome.WAITING, "Et un dimanche ?", NOW)
    mail = OutgoingMail.objects.get()
    assert (mail.headers, "Et un dimanche ?" in mail.text) == ({"Reply-To": coordinator.email}, True)
    proposals.ask(proposal, question="Et un dimanche ?", by=coordinator, now=NOW)
    assert OutgoingMail.objects.count() == 1
    proposals.ask(proposal, question="Ou un samedi ?", by=coordinator, now=NOW)
    assert OutgoingMail.objects.count() == 2


def test_withdrawn_proposal_waits_no_more(ready_volunteer: Volunteer) -> None:
    proposal: Proposal = ProposalFactory(by=ready_volunteer)
    proposals.withdraw(proposal, by=ready_volunteer.user, now=NOW)
    proposal = Proposal.objects.get()
    assert (proposal.outcome, proposal.activity.status) == (Outcome.WITHDRAWN, Status.CANCELLED)
    assert list(Proposal.objects.waiting()) == []


def test_withdrawal_is_told_to_each_coordinator_once(ready_volunteer: Volunteer, coordinator: User) -> None:
    other = UserFactory(coordinator=True)
    proposal: Proposal = ProposalFactory(by=ready_volunteer)
    proposals.withdraw(proposal, by=ready_volunteer.user, now=NOW)
    proposals.withdraw(proposal, by=ready_volunteer.user, now=NOW)
    told = [(mail.recipient, mail.subject) for mail in OutgoingMail.objects.order_by("recipient")]
    assert told == [(email, "Une proposition d’activité est retirée") for email in sorted([coordinator.email, other.email])]
    assert ready_volunteer.user.first_name not in OutgoingMail.objects.latest("created_at").text.split()


@pytest.mark.parametrize("first", ["accept", "decline", "withdraw"])
@pytest.mark.parametrize("second", ["accept", "decline", "withdraw", "ask"])
def test_answered_proposal_is_refused_another_answer_and_the_same_changes_nothing(first: str, second: str, coordinator: User) -> None:
    proposal = ProposalFactory()
    acts: dict[str, Callable[[], None]] = {
        "accept": lambda: proposals.accept(proposal, by=coordinator, now=NOW),
        "decline": lambda: proposals.decline(proposal, reason="Non.", by=coordinator, now=NOW),
        "withdraw": lambda: proposals.withdraw(proposal, by=proposal.activity.proposed_by.user, now=NOW),
        "ask": lambda: proposals.ask(proposal, question="Quand ?", by=coordinator, now=NOW),
    }
    acts[first]()
    before = (Proposal.objects.values().get(), Activity.objects.values().get(), len(mails()))
    # The page from which it is sent is older than the first answer.
    if second == first:
        acts[second]()
    else:
        assert codes(acts[second]) == ["answered"]
    assert (Proposal.objects.values().get(), Activity.objects.values().get(), len(mails())) == before


def test_proposal_for_a_past_date_is_not_accepted_but_declined(coordinator: User) -> None:
    proposal = ProposalFactory(activity__starts_at=NOW)
    assert codes(lambda: proposals.accept(proposal, by=coordinator, now=NOW)) == ["past"]
    proposals.decline(proposal, reason="Trop tard, pardon.", by=coordinator, now=NOW)


def test_waiting_proposal_is_answered_and_not_cancelled(coordinator: User) -> None:
    proposal = ProposalFactory()
    assert codes(lambda: cancel(proposal.activity, reason="Non", by=coordinator, now=NOW)) == ["proposal"]


@pytest.mark.parametrize(("would_lead", "count"), [(True, 1), (False, 0)])
def test_publishing_gives_the_way_to_a_seat_to_who_would_lead(would_lead: bool, count: int, coordinator: User) -> None:
    proposal = ProposalFactory(would_lead=would_lead)
    proposals.accept(proposal, by=coordinator, now=NOW)
    OutgoingMail.objects.all().delete()
    publish(proposal.activity, by=coordinator, now=NOW)
    told = OutgoingMail.objects.filter(recipient=proposal.activity.proposed_by.user.email)
    assert told.count() == count
    assert all(f"/espace/activites/{proposal.activity_id}/" in mail.text for mail in told)


def test_proposal_of_somebody_erased_stays_and_is_answered_without_a_mail(coordinator: User) -> None:
    volunteer = VolunteerFactory(trained=True)
    proposal: Proposal = ProposalFactory(by=volunteer)
    erasure.erase(volunteer, now=NOW)
    OutgoingMail.objects.all().delete()
    proposal = Proposal.objects.get()
    assert proposal.activity.proposed_by is None
    assert proposal.activity.history.count() == 1
    assert codes(lambda: proposals.ask(proposal, question="Quand ?", by=coordinator, now=NOW)) == ["gone"]
    proposals.accept(proposal, by=coordinator, now=NOW)
    publish(proposal.activity, by=coordinator, now=NOW)
    assert mails() == []


def test_who_left_is_written_to_no_more(coordinator: User) -> None:
    proposal = ProposalFactory(by=VolunteerFactory(trained=True, left_on=NOW.date()))
    proposals.decline(proposal, reason="Non.", by=coordinator, now=NOW)
    assert mails() == []


def test_late_answers_are_told_once_on_a_working_morning(coordinator: User) -> None:
    other = UserFactory(coordinator=True)
    # Answered before Monday the 18th, or promised for later: not late.
    ProposalFactory(activity__answer_by=date(2026, 5, 15))
    ProposalFactory(activity__answer_by=date(2026, 5, 18))
    ProposalFactory(activity__answer_by=date(2026, 5, 19))
    saturday, monday = (datetime(2026, 5, day, 9, 0, tzinfo=PARIS) for day in (16, 18))
    for silent in (saturday, monday.replace(hour=7)):
        proposals.remind_of_late_answers(silent)
        assert mails() == []
    for _ in range(2):
        proposals.remind_of_late_answers(monday)
    assert sorted(mails()) == sorted((user.email, "Des propositions attendent leur réponse") for user in (coordinator, other))
    assert "2 propositions" in OutgoingMail.objects.first().text  # type: ignore[union-attr]
    # On the next day, the third alone.
    proposals.remind_of_late_answers(monday + timedelta(days=1))
    assert len(mails()) == 4
    proposals.remind_of_late_answers(monday + timedelta(days=2))
    assert len(mails()) == 4


def test_days_left_count_down_to_the_broken_promise() -> None:
    proposal = ProposalFactory(activity__answer_by=date(2026, 5, 18))
    days = [proposal.days_left(date(2026, 5, day)) for day in (12, 17, 18, 20)]
    late = [list(Proposal.objects.late(date(2026, 5, day))) == [proposal] for day in (12, 17, 18, 20)]
    assert (days, late) == ([6, 1, 0, -2], [False, False, True, True])


def test_own_data_lists_own_proposals_alone(ready_volunteer: Volunteer) -> None:
    mine = ProposalFactory(by=ready_volunteer, activity__title="La mienne", question="Quand ?")
    ProposalFactory()
    [said] = describe_proposals(ready_volunteer)["propositions d’activités"]
    assert (said["titre"], said["lieu"], said["question de l’équipe"]) == (mine.activity.title, "Au parc", "Quand ?")
