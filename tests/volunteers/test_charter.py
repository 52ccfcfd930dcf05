"""The charter: versions that never change, signatures that open missions, copies on paper."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.conftest import SignIn
from tests.volunteers.factories import CharterFactory, MissionFactory, SignatureFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import charters
from volunteers.charters import Block
from volunteers.exceptions import Refused
from volunteers.models import Charter, CharterSignature, Mission, Volunteer
from volunteers.onboarding import readiness_reasons
from volunteers.steps import State, steps_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def volunteer() -> Volunteer:
    """Lacks nothing but the charter."""
    found: Volunteer = VolunteerFactory(trained=True, user__first_name="Élodie", user__last_name="Fictif-Noël")
    return found


def is_open(volunteer: Volunteer, today: date = TODAY) -> bool:
    """Whether their mission is, as all three definitions say."""
    mission = volunteer.missions.get()
    answers = {
        Volunteer.objects.ready_for(mission, today).exists(),
        not readiness_reasons(volunteer, mission, today=today),
        mission in volunteer.open_missions(today),
        Volunteer.objects.with_facts(today).get().is_ready,
    }
    (answer,) = answers
    return answer


def test_before_the_first_charter_nothing_is_asked(volunteer: Volunteer) -> None:
    assert is_open(volunteer)


def test_charter_opens_the_missions_that_ask_for_it(volunteer: Volunteer) -> None:
    charter = CharterFactory(published_at=NOW)
    assert not is_open(volunteer)
    assert Volunteer.objects.with_facts(TODAY).get().stage == Volunteer.Stage.CHARTER
    assert [reason.code for reason in readiness_reasons(volunteer, MissionFactory(), today=TODAY)] == ["charter"]
    charters.sign(charter, volunteer, " elodie fictif noel ", now=NOW)
    assert is_open(volunteer)
    assert [plain(mail.subject) for mail in OutgoingMail.objects.all()] == ["Vous êtes prêt·e : les missions vous sont ouvertes"]
    signature = CharterSignature.objects.get()
    assert (signature.typed_name, signature.signed_at, signature.charter) == ("elodie fictif noel", NOW, charter)


def test_mission_may_ask_for_no_charter(volunteer: Volunteer) -> None:
    CharterFactory()
    Mission.objects.update(asks_charter=False)
    assert is_open(volunteer)
    assert "charter" not in [step.code for step in steps_of(volunteer, now=NOW)]


def test_new_version_asks_again_from_its_day_on(volunteer: Volunteer) -> None:
    SignatureFactory(volunteer=volunteer, charter=CharterFactory(published_at=NOW - 30 * DAY))
    charters.publish("Autre texte", sign_before=TODAY + 5 * DAY, now=NOW)
    assert [is_open(volunteer, TODAY + days * DAY) for days in (0, 4, 5)] == [True, True, False]
    # A third version, more patient, does not give back what the second took.
    charters.publish("Encore un autre", sign_before=TODAY + 60 * DAY, now=NOW)
    assert not is_open(volunteer, TODAY + 5 * DAY)
    charters.sign(Charter.objects.get(number=3), volunteer, "Élodie Fictif-Noël", now=NOW)
    assert is_open(volunteer, TODAY + 90 * DAY)


def test_version_without_a_day_asks_at_once(volunteer: Volunteer) -> None:
    SignatureFactory(volunteer=volunteer)
    charters.publish("Autre texte", sign_before=None, now=NOW)
    assert not is_open(volunteer)


def test_step_says_what_is_signed_and_what_comes(volunteer: Volunteer) -> None:
    def step(now: datetime) -> tuple[str, str, str]:
        found = next(step for step in steps_of(volunteer, now=now) if step.code == "charter")
        return found.state, plain(found.detail), found.action_label

    CharterFactory(published_at=NOW)
    assert step(NOW) == (State.CURRENT, "Une page à lire, et à signer de votre nom.", "Lire et signer la charte")
    SignatureFactory(volunteer=volunteer, signed_at=NOW)
    assert step(NOW) == (State.DONE, "Version 1 signée le mardi 12 mai 2026.", "")
    charters.publish("Autre texte", sign_before=date(2026, 6, 1), now=NOW)
    words = "Version 1 signée le mardi 12 mai 2026. La version 2 est à lire et à signer"
    assert step(NOW) == (State.DONE, f"{words} avant le 1er juin 2026.", "Lire et signer la charte")
    assert step(NOW + 30 * DAY) == (State.CURRENT, f"{words}.", "Lire et signer la charte")


@pytest.mark.parametrize(
    ("name", "code"), [("Élodie", "name"), ("Élodie Fictif", "name"), ("Fictif-Noël Élodie", "name"), ("Bruno Exemple", "name")]
)
def test_another_name_does_not_sign(volunteer: Volunteer, name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        charters.sign(CharterFactory(), volunteer, name, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == [code]
    assert not CharterSignature.objects.exists()


def test_version_that_was_replaced_meanwhile_is_not_signed(volunteer: Volunteer) -> None:
    read = CharterFactory()
    charters.publish("Autre texte", sign_before=None, now=NOW)
    assert [reason.code for reason in charters.signing_reasons(read, volunteer, "Élodie Fictif-Noël")] == ["old"]


def test_somebody_without_a_name_writes_it_first() -> None:
    nameless = VolunteerFactory(user__first_name="", user__last_name="")
    assert [reason.code for reason in charters.signing_reasons(CharterFactory(), nameless, "")] == ["nameless"]


def test_signing_twice_keeps_the_first(volunteer: Volunteer) -> None:
    charter = CharterFactory()
    for hours in (0, 1):
        charters.sign(charter, volunteer, "Élodie Fictif-Noël", now=NOW + timedelta(hours=hours))
    assert CharterSignature.objects.get().signed_at == NOW


def test_space_signs_and_keeps_a_copy(volunteer: Volunteer, signed_in: SignIn) -> None:
    client = signed_in(volunteer.user)
    assert "n’est pas encore publiée" in client.get("/espace/charte/").content.decode()
    assert client.post("/espace/charte/", {"typed_name": "Élodie Fictif-Noël", "number": "1"}).status_code == 200
    CharterFactory()
    wrong = client.post("/espace/charte/", {"typed_name": "Elodie", "number": "1"})
    assert [plain(error) for error in wrong.context["form"].errors["typed_name"]] == [
        "Écrivez votre prénom et votre nom comme dans votre profil : « Élodie Fictif-Noël »."
    ]
    assert 'value="Elodie"' in wrong.content.decode()
    assert client.post("/espace/charte/", {"typed_name": "Élodie Fictif-Noël", "number": "99999"}).status_code == 404
    client.post("/espace/charte/", {"typed_name": "Élodie Fictif-Noël", "number": "1"})
    page = client.get("/espace/charte/").content.decode()
    assert "Signer la charte" not in page
    signature = CharterSignature.objects.get()
    assert f"/espace/charte/{signature.pk}/copie/" in page
    assert client.get(f"/espace/charte/{signature.pk}/copie/")["Content-Type"] == "application/pdf"


def test_copy_is_tagged_and_the_same_again(volunteer: Volunteer) -> None:
    charter = CharterFactory(text="# Titre\n\nTexte *brut* #set\n\n- un\n- deux")
    signature = SignatureFactory(volunteer=volunteer, signed_at=NOW, charter=charter)
    content = charters.print_signature(signature)
    assert charters.print_signature(signature) == content
    assert b"pdfuaid" in content
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    text = plain(" ".join(document[0].get_textpage().get_text_bounded().split()))
    document.close()
    expected = ("Élodie Fictif-Noël", "Version 1", "mardi 12 mai 2026", "Titre", "Texte *brut* #set", "deux")
    assert [words for words in expected if words not in text] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un\ndeux", [Block("paragraph", ("Un deux",))]),
        ("# Titre\nSuite", [Block("title", ("Titre",)), Block("paragraph", ("Suite",))]),
        ("Avant\n- un\n- deux\nAprès", [Block("paragraph", ("Avant",)), Block("list", ("un", "deux")), Block("paragraph", ("Après",))]),
        (
            "#pas un titre\r\n\r\n\r\n- un\r\n\r\n- deux",
            [Block("paragraph", ("#pas un titre",)), Block("list", ("un",)), Block("list", ("deux",))],
        ),
        ("\n\n", []),
    ],
)
def test_text_is_read_in_blocks(text: str, expected: list[Block]) -> None:
    assert list(charters.blocks_of(text)) == expected


def test_coordinator_looks_before_publishing(signed_in: SignIn, coordinator: User, volunteer: Volunteer) -> None:
    client: Client = signed_in(coordinator)
    assert "Aucune version pour l’instant" in client.get("/coordination/charte/").content.decode()
    looked = client.post("/coordination/charte/nouvelle/", {"text": "# Titre\n\n<b>Texte</b>", "sign_before": ""})
    assert "<h3>Titre</h3>" in looked.content.decode()
    assert "<b>Texte</b>" not in looked.content.decode()
    assert not Charter.objects.exists()
    client.post("/coordination/charte/nouvelle/", {"text": "# Titre", "sign_before": "", "publish": "1"})
    assert Charter.objects.get().text == "# Titre"
    same = client.post("/coordination/charte/nouvelle/", {"text": "# Titre ", "sign_before": "2020-01-01", "publish": "1"})
    assert sorted(same.context["form"].errors) == ["sign_before", "text"]
    SignatureFactory(volunteer=volunteer, charter=Charter.objects.get())
    assert "<dt>Signatures</dt><dd>1 · " in client.get("/coordination/charte/").content.decode()
    copy = client.get(f"/coordination/charte/signatures/{CharterSignature.objects.get().pk}/")
    assert copy["Content-Disposition"] == 'attachment; filename="charte-version-1.pdf"'


def test_list_finds_those_who_have_the_last_version_to_sign(signed_in: SignIn, coordinator: User, volunteer: Volunteer) -> None:
    SignatureFactory(volunteer=volunteer, charter=CharterFactory())
    SignatureFactory(volunteer=VolunteerFactory(), charter=CharterFactory(number=2, sign_before=date(2030, 1, 1)))
    page = signed_in(coordinator).get("/coordination/benevoles/?charter=due")
    assert [person.pk for person in page.context["people"]] == [volunteer.pk]


def test_those_who_signed_before_are_told_once(volunteer: Volunteer) -> None:
    SignatureFactory(volunteer=volunteer, charter=CharterFactory(published_at=NOW - 90 * DAY))
    VolunteerFactory(trained=True)
    charters.ask_for_new_signatures(NOW)
    assert not OutgoingMail.objects.exists()
    charters.publish("Autre texte", sign_before=date(2026, 6, 1), now=NOW)
    for hours in (0, 1, 24 * 8):
        charters.ask_for_new_signatures(NOW + timedelta(hours=hours))
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.subject) == (volunteer.user.email, "La charte des bénévoles change")
    assert "jusqu’au lundi 1er juin 2026" in plain(mail.text)


def test_those_who_left_or_signed_are_not_asked(volunteer: Volunteer) -> None:
    first = CharterFactory(published_at=NOW - 90 * DAY)
    second = charters.publish("Autre texte", sign_before=None, now=NOW)
    for left_on, charter in ((TODAY, first), (None, second)):
        person = VolunteerFactory(left_on=left_on, left_reason="other" if left_on else "")
        SignatureFactory(volunteer=person, charter=first)
        if charter == second:
            SignatureFactory(volunteer=person, charter=second)
    charters.ask_for_new_signatures(NOW)
    assert not OutgoingMail.objects.exists()


def test_new_version_is_said_at_the_top_of_the_space(signed_in: SignIn, volunteer: Volunteer) -> None:
    SignatureFactory(volunteer=volunteer)
    assert signed_in(volunteer.user).get("/espace/").context["to_do"] == []
    charters.publish("Autre texte", sign_before=timezone.localdate() + 30 * DAY, now=timezone.now())
    page = signed_in(volunteer.user).get("/espace/")
    assert [step.code for step in page.context["to_do"]] == ["charter"]
    assert page.context["is_ready"]
