"""A departure and a return: what stands against them, what closes at once, what is kept, and what is said by mail."""

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail, User
from home.dates import add_months, short_day
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.mailbox import last_mail
from tests.conftest import SignIn
from tests.events.factories import SeatFactory
from tests.volunteers.factories import (
    BookingFactory,
    CertificateFactory,
    PairingFactory,
    TrainingSessionFactory,
    TypedHoursFactory,
    VolunteerFactory,
    WaitingFactory,
)
from tests.volunteers.words import plain
from volunteers import calendar_feed, erasure, leaving, training, waiting
from volunteers.exceptions import Refused
from volunteers.models import Booking, Engagement, Pairing, Volunteer, Waiting
from volunteers.profiles import LeavingReason

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def leave(volunteer: Volunteer, now: datetime = NOW) -> None:
    leaving.leave(volunteer, reason=LeavingReason.MOVED, on=TODAY, now=now)
    volunteer.refresh_from_db()


def page_of(volunteer: Volunteer, part: str = "") -> str:
    return f"/coordination/benevoles/{volunteer.pk}/{part}"


def codes(volunteer: Volunteer) -> list[str]:
    return [reason.code for reason in leaving.refusal_reasons(volunteer, now=NOW)]


def place_in(volunteer: Volunteer, *, capacity: int = 1) -> Booking:
    return training.book(TrainingSessionFactory(capacity=capacity), volunteer, now=NOW)


# What stands against it ---------------------------------------------------------------------------


def test_same_facts_as_for_an_erasure_stand_against_it_in_words_for_the_team() -> None:
    volunteer = PairingFactory().volunteer
    SeatFactory(volunteer=volunteer)
    assert codes(volunteer) == ["pairing", "seat"] == [reason.code for reason in erasure.refusal_reasons(volunteer, now=NOW)]
    assert [str(reason).partition(" ")[0] for reason in leaving.refusal_reasons(volunteer, now=NOW)] == ["Cette", "On"]
    with pytest.raises(Refused):
        leave(volunteer)
    volunteer.user.refresh_from_db()
    assert (volunteer.left_on, volunteer.user.is_active, OutgoingMail.objects.count()) == (None, True, 0)


@pytest.mark.parametrize("role", ["coordinator", "treasurer", "communication", "superuser"])
def test_account_of_the_team_does_not_close_this_way(role: str) -> None:
    assert codes(VolunteerFactory(user=UserFactory(**{role: True}))) == ["team"]


def test_what_is_over_or_only_theirs_does_not_stand_against_it() -> None:
    volunteer = PairingFactory(status=Pairing.Status.ENDED).volunteer
    BookingFactory(volunteer=volunteer)
    assert codes(volunteer) == []


def test_reasons_are_said_in_place_of_the_form(signed_in: SignIn, coordinator: User) -> None:
    volunteer = PairingFactory().volunteer
    client = signed_in(coordinator)
    for answer in (
        client.get(page_of(volunteer, "depart/")),
        client.post(page_of(volunteer, "depart/"), {"on": TODAY.isoformat(), "reason": "moved"}),
    ):
        page = answer.content.decode()
        assert ("Cette personne a un binôme en cours" in page, "Noter le départ<" in page) == (True, False)
    assert Volunteer.objects.filter(left_on=None).count() == 1


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"on": "", "reason": ""}, {"on": ["Indiquez le jour du départ."], "reason": ["Choisissez une raison."]}),
        ({"on": "hier", "reason": "x"}, {"reason": ["Choisissez une raison de la liste."]}),
        ({"on": (TODAY + timedelta(days=1)).isoformat(), "reason": "moved"}, {"on": ["Un départ se note une fois venu."]}),
        ({"on": (TODAY - timedelta(days=9)).isoformat(), "reason": "moved"}, {"on": ["Le départ vient après l’inscription."]}),
    ],
    ids=["empty", "invented", "to come", "before the sign-up"],
)
def test_departure_is_noted_with_a_day_and_a_reason(
    signed_in: SignIn, coordinator: User, new_volunteer: Volunteer, typed: dict[str, str], errors: dict[str, list[str]]
) -> None:
    form = signed_in(coordinator).post(page_of(new_volunteer, "depart/"), typed).context["form"]
    assert {name: form.errors.get(name) for name in errors} == errors
    assert Volunteer.objects.get().left_on is None


# What it does -------------------------------------------------------------------------------------


def test_departure_shows_on_the_file(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    client = signed_in(coordinator)
    assert "Noter son départ" in client.get(page_of(new_volunteer)).content.decode()
    answer = client.post(page_of(new_volunteer, "depart/"), {"on": TODAY.isoformat(), "reason": "moved"}, follow=True)
    page = answer.content.decode()
    assert ("Parti·e, ou compte fermé" in page, "Noter son retour" in page, "Noter son départ" in page) == (True, True, False)
    assert "– Déménagement" in page
    new_volunteer.refresh_from_db()
    assert (new_volunteer.left_on, new_volunteer.left_reason) == (TODAY, "moved")


def test_who_left_is_out_at_the_very_next_request(signed_in: SignIn, ready_volunteer: Volunteer, stranger: Volunteer) -> None:
    here, elsewhere, other = signed_in(ready_volunteer.user), signed_in(ready_volunteer.user), signed_in(stranger.user)
    began = Client()
    began.post("/compte/login/code/", {"email": ready_volunteer.user.email})
    address = reverse("calendar_feed", args=[calendar_feed.renew(ready_volunteer, now=NOW)])
    assert [client.get(url).status_code for client, url in ((here, "/espace/"), (elsewhere, "/espace/"), (began, address))] == [200] * 3
    leave(ready_volunteer)
    for client in (here, elsewhere):
        assert client.get("/espace/")["Location"].startswith("/compte/login/")
    assert began.get(address).status_code == 404
    assert other.get("/espace/").status_code == 200
    assert Session.objects.count() == 1


def test_who_left_signs_in_no_more(ready_volunteer: Volunteer) -> None:
    leave(ready_volunteer)
    client = Client()
    client.post("/compte/login/", {"login": ready_volunteer.user.email, "password": PASSWORD})
    assert client.get("/espace/")["Location"].startswith("/compte/login/")
    count = OutgoingMail.objects.count()
    client.post("/compte/login/code/", {"email": ready_volunteer.user.email})
    codes_sent = OutgoingMail.objects.filter(subject="Votre code de connexion").count()
    assert (codes_sent, count) == (0, 1)


def test_places_to_come_go_to_those_who_wait() -> None:
    volunteer, next_one = VolunteerFactory(), VolunteerFactory()
    booking = place_in(volunteer)
    wait = waiting.join(booking.session, next_one, now=NOW)
    leave(volunteer)
    wait.refresh_from_db()
    booking.refresh_from_db()
    assert (wait.is_offered, booking.cancelled_at, Engagement.objects.count()) == (True, NOW, 0)
    # One mail says both; no other about the place, which they did not give back.
    told = OutgoingMail.objects.filter(recipient=volunteer.user.email).exclude(subject="Votre place en formation est réservée")
    assert [mail.subject for mail in told] == ["Merci pour le temps que vous avez donné"]
    assert "Vos places en formation sont rendues" in plain(told.get().text)


def test_waits_end_and_the_place_held_goes_to_the_next() -> None:
    session, volunteer = TrainingSessionFactory(capacity=1), VolunteerFactory()
    held = WaitingFactory(session=session, volunteer=volunteer, offered_until=NOW + timedelta(hours=5))
    next_one = WaitingFactory(session=session, volunteer=VolunteerFactory())
    leave(volunteer)
    held.refresh_from_db()
    assert held.ended_as == Waiting.End.LEFT
    assert [wait.pk for wait in Waiting.objects.held()] == [next_one.pk]


def test_what_was_done_is_kept() -> None:
    volunteer = VolunteerFactory()
    past = BookingFactory(volunteer=volunteer, session__starts_at=NOW - timedelta(days=3), attendance="present")
    CertificateFactory(booking=past)
    TypedHoursFactory(volunteer=volunteer)
    leave(volunteer)
    past.refresh_from_db()
    assert (past.cancelled_at, past.certificate.booking_id, volunteer.typed_hours.count()) == (None, past.pk, 1)


def test_mail_says_what_is_kept_until_when_and_how_to_come_back() -> None:
    volunteer = VolunteerFactory()
    leave(volunteer)
    mail = last_mail()
    text = plain(mail.text)
    assert (mail.recipient, mail.subject) == (volunteer.user.email, "Merci pour le temps que vous avez donné")
    until = plain(short_day(add_months(TODAY, 36)))
    said = (f"trois ans, jusqu’au {until}", "revenir", "recevoir vos données", "effacé", "Répondez à ce courriel")
    assert [words for words in said if words not in text] == []
    assert ("Déménagement" in text, "places en formation" in text) == (False, False)


def test_who_left_is_given_no_place(new_volunteer: Volunteer) -> None:
    """The request began before the departure, and is served after."""
    free, full = TrainingSessionFactory(), TrainingSessionFactory(capacity=1)
    BookingFactory(session=full, volunteer=VolunteerFactory())
    as_it_was = Volunteer.objects.get(pk=new_volunteer.pk)
    leave(new_volunteer)
    for act in (lambda: training.book(free, as_it_was, now=NOW), lambda: waiting.join(full, as_it_was, now=NOW)):
        with pytest.raises(Refused) as refused:
            act()
        assert [reason.code for reason in refused.value.reasons] == ["left"]


def test_second_departure_or_return_says_it_is_done(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    as_it_was = Volunteer.objects.get(pk=new_volunteer.pk)
    leave(new_volunteer)
    with pytest.raises(Refused, match="Ce départ est déjà noté"):
        leaving.leave(as_it_was, reason=LeavingReason.TIME, on=TODAY - timedelta(days=1), now=NOW)
    new_volunteer.refresh_from_db()
    assert (new_volunteer.left_on, new_volunteer.left_reason, OutgoingMail.objects.count()) == (TODAY, "moved", 1)
    gone = Volunteer.objects.get(pk=new_volunteer.pk)
    leaving.come_back(gone)
    with pytest.raises(Refused, match="Aucun départ"):
        leaving.come_back(gone)
    assert OutgoingMail.objects.count() == 2
    client = signed_in(coordinator)
    for answer in (client.get(page_of(new_volunteer, "retour/")), client.post(page_of(new_volunteer, "retour/"))):
        assert "Aucun départ n’est noté" in answer.content.decode()


def test_return_opens_the_account_with_all_that_was_done(signed_in: SignIn, coordinator: User, ready_volunteer: Volunteer) -> None:
    leave(ready_volunteer)
    client = signed_in(coordinator)
    assert "Le compte se rouvre" in client.get(page_of(ready_volunteer, "retour/")).content.decode()
    page = client.post(page_of(ready_volunteer, "retour/"), follow=True).content.decode()
    assert ("Prêt·e" in page, "Parti·e" in page) == (True, False)
    ready_volunteer.refresh_from_db()
    assert (ready_volunteer.left_on, ready_volunteer.left_reason) == (None, "")
    assert ready_volunteer in Volunteer.objects.ready(timezone.localdate())
    mail = last_mail()
    assert (mail.recipient, mail.subject, "/espace/" in mail.text) == (ready_volunteer.user.email, "Votre espace vous est rouvert", True)
    back = Client()
    back.post("/compte/login/", {"login": ready_volunteer.user.email, "password": PASSWORD})
    assert back.get("/espace/").status_code == 200


def test_account_closed_otherwise_is_not_opened_by_a_return(new_volunteer: Volunteer) -> None:
    User.objects.filter(pk=new_volunteer.user_id).update(is_active=False)
    with pytest.raises(Refused):
        leaving.come_back(new_volunteer)
    assert User.objects.get(pk=new_volunteer.user_id).is_active is False


def test_who_is_erased_meanwhile_neither_leaves_nor_comes_back(new_volunteer: Volunteer) -> None:
    as_it_was = Volunteer.objects.select_related("user").get(pk=new_volunteer.pk)
    erasure.erase(new_volunteer, now=NOW)
    for act in (lambda: leave(as_it_was), lambda: leaving.come_back(as_it_was)):
        with pytest.raises(Refused, match="vient d’être effacé"):
            act()
