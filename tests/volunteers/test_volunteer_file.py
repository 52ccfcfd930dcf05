"""`/coordination/benevoles/<id>/`: notes, the person to contact, what was said at sign-up, pauses, and who reads which."""

from datetime import date, timedelta
from typing import Final

import pytest
from django.utils import timezone
from wagtail.models import Site

from accounts.models import User
from home.models import AssociationSettings
from tests.accounts.factories import UserFactory
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import BookingFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.whole_person import CANARY, make_whole_person
from tests.volunteers.words import plain
from volunteers import notes, pauses
from volunteers.models import Consent, FreeSlot, Note, Pause, Topic, Volunteer
from volunteers.profiles import HalfDay, Weekday

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def file_of(volunteer: Volunteer) -> str:
    return f"/coordination/benevoles/{volunteer.pk}/"


def write(volunteer: Volunteer, text: str, *, by: User, days_ago: int = 0) -> Note:
    return notes.write_note(volunteer, text, by=by, now=timezone.now() - timedelta(days=days_ago))


# Notes --------------------------------------------------------------------------------------------


def test_note_is_added_with_its_author_and_the_newest_is_first(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    coordinator = UserFactory(coordinator=True, first_name="Nour")
    write(new_volunteer, "Plus ancienne.", by=coordinator, days_ago=3)
    client = signed_in(coordinator)
    assert client.post(file_of(new_volunteer), {"note": "1", "text": "Préfère les matins."}).status_code == 302
    assert [(note.text, note.author) for note in new_volunteer.notes.all()] == [
        ("Préfère les matins.", coordinator),
        ("Plus ancienne.", coordinator),
    ]
    page = client.get(file_of(new_volunteer)).content.decode()
    assert page.index("Préfère les matins.") < page.index("Plus ancienne.")
    assert page.count("Nour, ") == 2


@pytest.mark.parametrize(("text", "error"), [("", "Écrivez la note."), ("a" * 1001, "Écrivez-la plus courte : 1 000 signes au plus.")])
def test_note_that_cannot_be_kept_says_why(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer, text: str, error: str) -> None:
    page = plain(signed_in(coordinator).post(file_of(new_volunteer), {"note": "1", "text": text}).content.decode())
    assert (error in page, Note.objects.count()) == (True, 0)


def test_note_that_may_lead_to_somebody_asks_for_another_look(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    client, text = signed_in(coordinator), "A accompagné la personne au numéro 06 12 34 56 78."
    answer = client.post(file_of(new_volunteer), {"note": "1", "text": text})
    form = answer.context["note_form"]
    assert "un numéro de téléphone" in str(form.errors["text"])
    assert Note.objects.count() == 0
    confirmed = {"note": "1", "text": text, "warned_of": form.data["warned_of"], "confirms": "on"}
    assert client.post(file_of(new_volunteer), confirmed).status_code == 302
    assert Note.objects.get().text == text


def test_note_is_deleted_by_any_coordinator_on_a_page_that_shows_it(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    note = write(new_volunteer, "Préfère les matins.", by=UserFactory(coordinator=True))
    other = write(new_volunteer, "Une autre.", by=coordinator)
    client, address = signed_in(coordinator), f"/coordination/benevoles/notes/{note.pk}/supprimer/"
    assert "Préfère les matins." in client.get(address).content.decode()
    assert Note.objects.count() == 2
    assert client.post(address)["Location"] == file_of(new_volunteer)
    assert list(Note.objects.all()) == [other]
    assert client.post(address).status_code == 404


def test_note_stays_when_its_author_is_gone(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    author = UserFactory(coordinator=True)
    note = write(new_volunteer, "Préfère les matins.", by=author)
    author.delete()
    client = signed_in(coordinator)
    for address in (file_of(new_volunteer), f"/coordination/benevoles/notes/{note.pk}/supprimer/"):
        assert "L’équipe, " in client.get(address).content.decode()


def test_words_of_a_note_are_escaped(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    write(new_volunteer, "<script>alert(1)</script>", by=coordinator)
    assert "<script>alert" not in signed_in(coordinator).get(file_of(new_volunteer)).content.decode()


# The person to contact ----------------------------------------------------------------------------


def test_contact_is_chosen_among_coordinators_or_nobody(
    signed_in: SignIn, coordinator: User, treasurer: User, new_volunteer: Volunteer
) -> None:
    client, closed = signed_in(coordinator), UserFactory(coordinator=True, is_active=False)

    def choose(contact: str) -> int:
        status = client.post(file_of(new_volunteer), {"contact_person": "1", "contact": contact}).status_code
        new_volunteer.refresh_from_db()
        return status

    assert (choose(str(coordinator.pk)), new_volunteer.contact) == (302, coordinator)
    for refused in (str(treasurer.pk), str(closed.pk), "x"):
        assert (choose(refused), new_volunteer.contact) == (200, coordinator)
    assert (choose(""), new_volunteer.contact) == (302, None)


def contact_on_home(signed_in: SignIn, volunteer: Volunteer) -> list[bool]:
    page = plain(signed_in(volunteer.user).get("/espace/").content.decode())
    lines = ('<a href="mailto:nour@demo.test">Écrivez à Nour</a>', '<a href="mailto:bonjour@demo.test">Écrivez à l’association</a>')
    return [line in page for line in lines]


def test_volunteer_reads_whom_to_write_to(signed_in: SignIn) -> None:
    contact = UserFactory(coordinator=True, first_name="Nour", email="nour@demo.test")
    followed, alone = (VolunteerFactory(contact=person) for person in (contact, None))
    assert contact_on_home(signed_in, alone) == [False, False]
    AssociationSettings.objects.create(site=Site.objects.get(is_default_site=True), email="bonjour@demo.test")
    assert contact_on_home(signed_in, alone) == [False, True]
    assert contact_on_home(signed_in, followed) == [True, False]
    contact.groups.clear()
    assert contact_on_home(signed_in, followed) == [False, True]


# The status ---------------------------------------------------------------------------------------


def test_status_is_chosen_and_a_note_says_by_whom(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    client = signed_in(coordinator)
    for kind, status in (("employee", 302), ("employee", 302), ("boss", 200)):
        assert client.post(file_of(new_volunteer), {"status": "1", "kind": kind}).status_code == status
    new_volunteer.refresh_from_db()
    assert new_volunteer.kind == "employee"
    assert [(plain(note.text), note.author) for note in new_volunteer.notes.all()] == [
        ("Statut changé : salarié·e (au lieu de bénévole).", coordinator)
    ]


def test_list_is_narrowed_to_a_status(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    employee = VolunteerFactory(kind=Volunteer.Kind.EMPLOYEE)
    answer = signed_in(coordinator).get("/coordination/benevoles/?kind=employee")
    assert [person.pk for person in answer.context["people"]] == [employee.pk]


def test_status_is_the_business_of_coordinators(signed_in: SignIn, treasurer: User, new_volunteer: Volunteer) -> None:
    for user in (treasurer, new_volunteer.user):
        signed_in(user).post(file_of(new_volunteer), {"status": "1", "kind": "employee"})
    new_volunteer.refresh_from_db()
    assert new_volunteer.kind == "volunteer"


# Pauses -------------------------------------------------------------------------------------------


def test_pause_is_noted_and_ended_for_the_person(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    client, until = signed_in(coordinator), TODAY + timedelta(days=9)
    assert client.post(file_of(new_volunteer), {"pause": "1", "since": "", "until": until.isoformat()}).status_code == 302
    pause = new_volunteer.pauses.get()
    assert (pause.since, pause.until) == (TODAY, until)
    again = client.post(file_of(new_volunteer), {"pause": "1", "since": until.isoformat(), "until": ""}).content.decode()
    assert "Une pause est déjà notée à ces dates" in plain(again)
    assert client.post(file_of(VolunteerFactory()), {"end_pause": pause.pk}).status_code == 404
    assert client.post(file_of(new_volunteer), {"end_pause": "x"}).status_code == 404
    assert Pause.objects.count() == 1
    assert client.post(file_of(new_volunteer), {"end_pause": pause.pk}).status_code == 302
    assert Pause.objects.count() == 0


# What was said at sign-up, and who reads it (trust.md 3) -------------------------------------------

# Of each field of the file, what stands on the page of the whole person.
SHOWN: Final = {
    "phone": f"{CANARY}-tel",
    "age_band": "26 à 40 ans",
    "area": "Paris 14e",
    "gender": "Une femme",
    "free_slots": "Mardi, soir",
    "availability_note": f"{CANARY}-disponible",
    "motivation": f"{CANARY}-motivation",
    "heard_through": "Par quelqu’un que je connais",
    "topics": "Couture",
    "consents": "Image acceptée",
    "notes": f"{CANARY}-note",
}
# Who reads them in the team: all of them, or none.
READERS: Final = {"coordinator": 200, "superuser": 200, "treasurer": 403, "communication_officer": 403}


@pytest.mark.parametrize(("reader", "status"), READERS.items())
def test_fields_are_read_by_the_coordination_alone(signed_in: SignIn, request: pytest.FixtureRequest, reader: str, status: int) -> None:
    volunteer = make_whole_person()
    client = signed_in(request.getfixturevalue(reader))
    answer = client.get(file_of(volunteer))
    page = plain(answer.content.decode())
    assert (answer.status_code, [name for name, words in SHOWN.items() if words in page]) == (status, list(SHOWN) if status == 200 else [])
    # And nowhere in the lines of the list, whose filters offer words to everybody.
    lists = client.get("/coordination/benevoles/").content.decode().partition("<tbody>")[2]
    assert (volunteer.user.last_name in lists) is (status == 200)
    assert [name for name, words in SHOWN.items() if words in lists] == []


def test_another_volunteer_reads_none_of_it(signed_in: SignIn, stranger: Volunteer) -> None:
    volunteer, client = make_whole_person(), signed_in(stranger.user)
    pages = [client.get(address) for address in (file_of(volunteer), "/espace/", "/espace/mes-donnees/telecharger/")]
    assert [page.status_code for page in pages] == [403, 200, 200]
    assert [words for words in SHOWN.values() for page in pages if words in page.content.decode()] == []


def test_gender_is_said_to_serve_pairings_alone_and_consents_have_version_and_date(signed_in: SignIn, coordinator: User) -> None:
    volunteer = make_whole_person()
    given = timezone.now()
    Consent.objects.create(volunteer=volunteer, kind=Consent.Kind.PRIVACY, version="2026-12", given_at=given, withdrawn_at=given)
    page = plain(signed_in(coordinator).get(file_of(volunteer)).content.decode())
    assert "Ne sert qu’aux souhaits d’un binôme." in page
    assert ("texte 2026-11" in page, "texte 2026-12, retiré le" in page) == (True, True)
    past = volunteer.pauses.get()
    assert plain(pauses.words(past).capitalize()) in page


def test_who_said_nothing_has_a_file_too(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    new_volunteer.free_slots.all().delete()
    page = signed_in(coordinator).get(file_of(new_volunteer)).content.decode()
    for words in ("Aucune note.", "Aucune pause prévue.", "Non indiqués", "Non indiquée"):
        assert words in page


def test_file_asks_as_many_queries_however_much_it_holds(signed_in: SignIn, coordinator: User) -> None:
    client, volunteer = signed_in(coordinator), make_whole_person()
    write(volunteer, "Une note.", by=coordinator)
    Pause.objects.create(volunteer=volunteer, since=TODAY)
    client.get(file_of(volunteer))
    few = count_queries(client, file_of(volunteer))
    for number in range(5):
        write(volunteer, f"Note {number}.", by=UserFactory(coordinator=True))
        Pause.objects.create(volunteer=volunteer, since=date(2020, 1, 1 + number), until=date(2020, 1, 1 + number))
        FreeSlot.objects.create(volunteer=volunteer, weekday=Weekday(number), half_day=HalfDay.MORNING)
        volunteer.topics.add(Topic.objects.create(slug=f"liste-{number}", kind=Topic.Kind.SECTOR, label=f"Liste {number}"))
        Consent.objects.create(volunteer=volunteer, kind=Consent.Kind.ADULT, version=f"{number}", given_at=timezone.now())
        BookingFactory(volunteer=volunteer, session=TrainingSessionFactory(starts_at=timezone.now() - timedelta(days=40 + number)))
    assert count_queries(client, file_of(volunteer)) == few


def test_file_erased_meanwhile_is_said_to_be(signed_in: SignIn, coordinator: User, new_volunteer: Volunteer) -> None:
    client, address = signed_in(coordinator), file_of(new_volunteer)
    new_volunteer.user.delete()
    assert client.post(address, {"note": "1", "text": "Une note."}).status_code == 404
