"""Evaluations and outcomes: when they are due, by whom, once."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from home.dates import add_months
from tests.conftest import SignIn
from tests.volunteers.factories import PairingFactory, ParticipantFactory
from volunteers import evaluations, outcomes
from volunteers.evaluation_questions import KEYS
from volunteers.exceptions import Refused
from volunteers.models import Evaluation, Outcome, Pairing, Participant, Volunteer
from volunteers.outcomes import Result

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
ANSWERS = dict.fromkeys(KEYS, 3) | {"french": 0}
START = date(2026, 1, 10)
END = date(2026, 5, 10)


@pytest.mark.parametrize(
    ("today", "moment"),
    [(START - DAY, None), (START, "debut"), (date(2026, 3, 10), "debut"), (date(2026, 3, 11), "milieu"), (END, "milieu")],
)
def test_moment_of_a_pairing_under_way(today: date, moment: str | None) -> None:
    found = evaluations.moment_at(PairingFactory(starts_on=START), today)
    assert (found[0] if found else None) == moment


@pytest.mark.parametrize(("months", "moment"), [(0, "fin"), (3, "3-mois"), (5, "3-mois"), (6, "6-mois"), (8, "6-mois"), (9, None)])
def test_moment_after_the_end(months: int, moment: str | None) -> None:
    pairing = PairingFactory(starts_on=START, status="ended", ended_on=END)
    found = evaluations.moment_at(pairing, add_months(END, months))
    assert (found[0] if found else None) == moment


def test_nothing_is_asked_of_what_never_began() -> None:
    assert evaluations.moments_of(PairingFactory(status="agreed")) == []


def test_each_voice_is_due_until_it_has_answered() -> None:
    one, other = ParticipantFactory(), ParticipantFactory()
    pairing = PairingFactory(participants=[one, other])
    for voice, participant in (("volunteer", None), ("coordinator", None), ("participant", one), ("participant", other)):
        due = evaluations.due(evaluations.asked(TODAY), today=TODAY)
        assert (voice, participant) in {(row.voice, row.participant) for row in due}
        evaluations.answer(pairing, moment="debut", voice=voice, participant=participant, answers=ANSWERS, now=NOW)
    assert evaluations.due(evaluations.asked(TODAY), today=TODAY) == []
    with pytest.raises(Refused) as refused:
        evaluations.answer(pairing, moment="debut", voice="volunteer", participant=None, answers=ANSWERS, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["given"]
    with pytest.raises(ValueError, match="every question"):
        evaluations.answer(pairing, moment="debut", voice="volunteer", participant=None, answers={"french": 3}, now=NOW)


def test_volunteer_is_reminded_once() -> None:
    pairing = PairingFactory()
    for day in range(2):
        evaluations.remind(NOW + day * DAY)
    asked = OutgoingMail.objects.get()
    assert asked.recipient == pairing.volunteer.user.email
    assert f"/espace/binomes/{pairing.pk}/evaluation/debut/" in asked.text


def test_answers_are_given_in_the_space_and_read_by_coordinators(signed_in: SignIn, ready_volunteer: Volunteer, coordinator: User) -> None:
    pairing = PairingFactory(volunteer=ready_volunteer, participants=[ParticipantFactory(alias="Étoile")])
    client, url = signed_in(ready_volunteer.user), f"/espace/binomes/{pairing.pk}/evaluation/debut/"
    assert url in client.get(f"/espace/binomes/{pairing.pk}/").content.decode()
    assert "Choisissez une réponse." in client.post(url, {"french": 3}).content.decode()
    assert client.post(url, ANSWERS).status_code == 302
    assert "Cette évaluation est déjà faite" in client.post(url, ANSWERS).content.decode()
    assert client.get(url.replace("debut", "jamais")).status_code == 404
    team = signed_in(coordinator)
    page = f"/coordination/binomes/{pairing.pk}/evaluations/debut/{pairing.participants.get().pk}/"
    assert "Je me débrouille sans aide" in team.get(page).content.decode()
    team.post(page, ANSWERS)
    team.post(f"/coordination/binomes/{pairing.pk}/evaluations/debut/", ANSWERS)
    assert Evaluation.objects.count() == 3
    shown = team.get(f"/coordination/binomes/{pairing.pk}/").content.decode()
    for words in ("Plutôt oui", "Je ne sais pas", "Étoile", "Coordination"):
        assert words in shown


def test_outcome_is_noted_once_within_the_pairing(coordinator: User) -> None:
    pairing = PairingFactory(starts_on=TODAY - 30 * DAY)
    person = pairing.participants.get()

    def codes(participant: Participant, on: date) -> list[str]:
        return [reason.code for reason in outcomes.noting_reasons(pairing, Result(participant, Outcome.Kind.JOB, on), today=TODAY)]

    assert codes(person, TODAY) == []
    outcomes.note(pairing, Result(person, Outcome.Kind.JOB, TODAY), by=coordinator, now=NOW)
    assert codes(person, TODAY) == ["same"]
    assert codes(ParticipantFactory(), TODAY + DAY) == ["other", "future"]
    assert codes(person, TODAY - 31 * DAY) == ["before"]


def test_outcome_is_noted_on_its_page_which_says_what_it_is_not(signed_in: SignIn, coordinator: User) -> None:
    pairing = PairingFactory(starts_on=TODAY - 30 * DAY)
    client, url = signed_in(coordinator), f"/coordination/binomes/{pairing.pk}/resultats/"
    assert "qui compte depuis le titre de séjour" in client.get(url).content.decode()
    sent = {"participant": pairing.participants.get().pk, "kind": "training", "on": TODAY}
    assert client.post(url, sent).status_code == 302
    assert "Ce résultat est déjà noté." in client.post(url, sent).content.decode()
    assert Outcome.objects.count() == 1


def test_outcomes_are_counted_from_the_start_of_the_pairing(coordinator: User) -> None:
    """Three began seven months ago or more: one came to something in its fifth month, one in its seventh, one to nothing."""
    begun = add_months(TODAY, -13)
    pairings: list[Pairing] = [PairingFactory(starts_on=begun) for _ in range(3)]
    PairingFactory(starts_on=TODAY)
    for pairing, months in zip(pairings, (5, 7), strict=False):
        on = add_months(begun, months)
        for kind in (Outcome.Kind.JOB, Outcome.Kind.TRAINING):
            outcomes.note(pairing, Result(pairing.participants.get(), kind, on), by=coordinator, now=NOW)
    found = outcomes.followed(TODAY)
    assert {months: (sum(person.is_reached for person in people), len(people)) for months, people in found.items()} == {
        6: (1, 3),
        12: (2, 3),
    }


def months_after(signed_in: SignIn, coordinator: User) -> tuple[Pairing, Client, str]:
    pairing = PairingFactory(starts_on=add_months(TODAY, -8), status="ended", ended_on=add_months(TODAY, -4))
    url = f"/coordination/binomes/{pairing.pk}/evaluations/3-mois/"
    return pairing, signed_in(coordinator), url


def test_outcome_is_noted_with_the_evaluation_months_after(signed_in: SignIn, coordinator: User) -> None:
    pairing, client, url = months_after(signed_in, coordinator)
    person = pairing.participants.get()
    month = add_months(TODAY, -2)
    client.post(f"{url}{person.pk}/", ANSWERS | {"outcome-kind": "job", "outcome-month": f"{month:%Y-%m}"})
    assert Evaluation.objects.get().participant == person
    outcome = Outcome.objects.get()
    assert (outcome.participant, outcome.kind, outcome.on, outcome.noted_by) == (person, "job", month.replace(day=1), coordinator)


def test_outcome_of_the_first_month_counts_from_the_start(signed_in: SignIn, coordinator: User) -> None:
    pairing, client, url = months_after(signed_in, coordinator)
    client.post(url, ANSWERS | {"outcome-kind": "training", "outcome-month": f"{pairing.starts_on:%Y-%m}"})
    assert Outcome.objects.get().on == pairing.starts_on


def test_evaluation_without_an_outcome_notes_none(signed_in: SignIn, coordinator: User) -> None:
    _, client, url = months_after(signed_in, coordinator)
    assert "Rien à noter" in client.get(url).content.decode()
    client.post(url, ANSWERS | {"outcome-kind": ""})
    assert (Evaluation.objects.count(), Outcome.objects.count()) == (1, 0)


def test_outcome_asks_for_its_month_and_of_two_whose_it_is(signed_in: SignIn, coordinator: User) -> None:
    pairing, client, url = months_after(signed_in, coordinator)
    pairing.participants.add(ParticipantFactory())
    answer = client.post(url, ANSWERS | {"outcome-kind": "job"})
    assert answer.context["outcome_form"].errors == {"month": ["Choisissez le mois."], "participant": ["Choisissez la personne."]}
    assert not Evaluation.objects.exists()


def test_outcome_that_is_noted_already_keeps_neither(coordinator: User) -> None:
    pairing = PairingFactory(starts_on=add_months(TODAY, -8), status="ended", ended_on=add_months(TODAY, -4))
    person = pairing.participants.get()
    result = Result(person, Outcome.Kind.JOB, add_months(TODAY, -1))
    outcomes.note(pairing, result, by=coordinator, now=NOW)
    sent = {"moment": "3-mois", "voice": "participant", "participant": person, "answers": ANSWERS}
    with pytest.raises(Refused) as refused:
        evaluations.answer(pairing, **sent, now=NOW, by=coordinator, result=result)
    assert [reason.code for reason in refused.value.reasons] == ["same"]
    assert (Evaluation.objects.count(), Outcome.objects.count()) == (0, 1)


def test_outcome_is_not_asked_before_the_end(signed_in: SignIn, coordinator: User) -> None:
    pairing = PairingFactory(starts_on=TODAY)
    page = signed_in(coordinator).get(f"/coordination/binomes/{pairing.pk}/evaluations/debut/")
    assert page.context["outcome_form"] is None
