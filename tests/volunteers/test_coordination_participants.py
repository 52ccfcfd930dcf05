"""`/coordination/participants/`: the list of the files, opening, reading and changing one."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from home.dates import short_day
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import MissionFactory, PairingFactory, ParticipantFactory, ProgrammeFactory
from tests.volunteers.words import plain
from volunteers.forms.participants import ParticipantForm
from volunteers.models import FileReading, Participant, ParticipantSlot

pytestmark = pytest.mark.django_db

URL = "/coordination/participants/"


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    """The coordinator's browser."""
    return signed_in(coordinator)


def test_list_shows_alias_code_languages_and_pairing(office: Client) -> None:
    participant = ParticipantFactory(alias="Étoile", languages=["fr", "ar"])
    PairingFactory(participants=[participant])
    page = office.get(URL).content.decode()
    for words in ("Étoile", participant.code, "Arabe, français", "Accompagnement socioprofessionnel"):
        assert words in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        *(
            ("q=toil", True),
            ("q=lune", False),
            ("language=ar", True),
            ("language=ps", False),
            ("state=waiting", True),
            ("state=idle", False),
        ),
        *(("programme=socioprofessionnel", True), ("programme=mentorat", False), ("french_level=a1.2", True), ("french_level=a2.1", False)),
        *(("area=75014", True), ("area=93", False), ("slot=1-evening", True), ("slot=2-evening", False)),
        *(("waiting_days=30", True), ("waiting_days=60", False)),
    ],
)
def test_filters(office: Client, query: str, found: bool) -> None:
    programme = ProgrammeFactory()
    ProgrammeFactory(slug="mentorat", mission=MissionFactory(slug="mentorat"))
    since = timezone.localdate() - timedelta(days=40)
    participant = ParticipantFactory(alias="Étoile", languages=["fr", "ar"], french_level="a1.2", area="75014", wishes=[(programme, since)])
    ParticipantSlot.objects.create(participant=participant, weekday=1, half_day="evening")
    page = office.get(f"{URL}?{query}").content.decode()
    assert ("Étoile" in page) is found
    assert ("Aucun dossier ne correspond à ces critères." in page) is not found


def test_code_is_found(office: Client) -> None:
    participant = ParticipantFactory(alias="Étoile")
    assert "Étoile" in office.get(f"{URL}?q={participant.code.lower()}").content.decode()


def test_longest_waiting_comes_first(office: Client) -> None:
    programme, today = ProgrammeFactory(), timezone.localdate()
    ParticipantFactory(alias="Alba")
    for alias, days in (("Brume", 3), ("Cassis", 90), ("Diane", 20)):
        ParticipantFactory(alias=alias, wishes=[(programme, today - timedelta(days=days))])
    page = office.get(URL).content.decode()
    assert sorted(("Alba", "Brume", "Cassis", "Diane"), key=lambda alias: page.index(f">{alias}<")) == ["Cassis", "Diane", "Brume", "Alba"]
    assert f"{short_day(today - timedelta(days=90))}" in page


def test_list_asks_as_many_queries_however_many_files(office: Client) -> None:
    pairing = PairingFactory()
    ParticipantFactory(wishes=[(pairing.programme, timezone.localdate())])
    office.get(URL)
    one = count_queries(office, URL)
    PairingFactory.create_batch(9)
    ParticipantFactory.create_batch(20, wishes=[(ProgrammeFactory(), timezone.localdate())])
    office.get(URL)  # That they were read is written once, in one query for all.
    assert count_queries(office, URL) == one


def answers(**more: str) -> dict[str, str]:
    """The least that the form takes, and what is given."""
    return {"alias": "Étoile", "languages-0-code": "fr", "languages-0-level": "talk"} | more


def test_file_is_opened(office: Client) -> None:
    programme = ProgrammeFactory()
    assert "Un prénom d’emprunt, jamais le vrai nom." in office.get(f"{URL}nouveau/").content.decode()
    said = answers(
        **{"languages-1-code": "ar", "languages-1-level": "native", f"wish_{programme.pk}": "2026-11-02", "free_slots": "1-evening"},
        french_level="a1.1",
        project="Devenir électricien.",
        code="AAAAAA",
        id=str(uuid.uuid4()),
        standing="former",
        sealed="x",
    )
    response = office.post(f"{URL}nouveau/", said)
    participant = Participant.objects.get()
    assert response["Location"] == f"{URL}{participant.pk}/"
    assert (participant.code != "AAAAAA", participant.standing, participant.sealed) == (True, "here", "")
    assert dict(participant.languages.values_list("code", "level")) == {"fr": "talk", "ar": "native"}
    page = plain(office.get(response["Location"]).content.decode())
    for words in ("En attente", "depuis le 2 novembre 2026", "(langue maternelle)", "A1.1", "Devenir électricien.", "Mardi soir"):
        assert words in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"alias": ""}, "Choisissez un alias."),
        ({"languages-0-code": ""}, "Choisissez au moins une langue."),
        ({"alias": "06 12 34 56 78"}, "Un alias ne contient ni numéro de téléphone, ni numéro de dossier."),
        ({"alias": "etoile@exemple.fr"}, "Un alias ne contient pas d’adresse e-mail."),
        ({"wish": "2100-01-01"}, "Une demande se note une fois venue."),
        ({"wish": "1926-01-01"}, "Cette date est trop lointaine : vérifiez l’année."),
    ],
)
def test_what_does_not_do_is_refused_beside_its_field(office: Client, changes: dict[str, str], sentence: str) -> None:
    programme = ProgrammeFactory()
    changes = {name.replace("wish", f"wish_{programme.pk}"): value for name, value in changes.items()}
    page = plain(office.post(f"{URL}nouveau/", answers(**changes)).content.decode())
    assert page.count(sentence) == 2, "beside the field and in the summary"
    assert not Participant.objects.exists()


TELLING = {
    "un numéro d’étranger": "dossier 7503001234",
    "un numéro de téléphone": "au 06 39 98 00 14",
    "une adresse e-mail": "alma@demo.test",
    "une adresse postale": "12 rue de l’Exemple",
    "un nom": "vit chez Monsieur Fictif",
    "une date de naissance": "né le 3 mars 1990",
    "une nationalité": "est afghane",
    "une étape de la procédure": "en procédure Dublin",
    "un mot sur la santé": "sans escalier, elle est malade",
    "un mot de la procédure d’asile": "pas le lundi, convoquée en préfecture",
}


@pytest.mark.parametrize("field", ["project", "arrangement"])
@pytest.mark.parametrize("kind", TELLING)
def test_free_text_that_tells_is_warned_of_once(office: Client, field: str, kind: str) -> None:
    said = answers(**{field: TELLING[kind]})
    page = plain(office.post(f"{URL}nouveau/", said).content.decode())
    assert f"Ce texte semble contenir {kind}" in page
    assert page.index("À vérifier avant de continuer") < page.index('name="confirms"') < page.index('name="alias"')
    assert not Participant.objects.exists()
    assert confirm(office, f"{URL}nouveau/", said, page)[0] == 302
    assert getattr(Participant.objects.get(), field) == TELLING[kind]


def test_form_is_in_parts_and_asks_for_programmes_early(office: Client) -> None:
    ProgrammeFactory()
    page = plain(office.get(f"{URL}nouveau/").content.decode())
    parts = ["La personne", "Programmes demandés", "Ce qu’elle cherche", "Quand et où", "Âge, genre et souhaits"]
    assert re.findall(r"<legend>([^<]+)</legend>", page) == parts
    form = ParticipantForm()
    assert {field.name for _, _, fields in form.groups() for field in fields} == {field.name for field in form.visible_fields()}


def test_box_that_confirms_says_what_was_looked_for(office: Client) -> None:
    page = plain(office.post(f"{URL}nouveau/", answers(arrangement="Elle est enceinte")).content.decode())
    assert "Retirez ce qui désigne une personne ou parle de sa santé ou de sa procédure, ou cochez la case qui confirme." in page
    assert "il ne désigne aucune personne accompagnée, et ne dit rien de sa santé ni de sa procédure" in page
    page = plain(office.post(f"{URL}nouveau/", answers(arrangement="au 06 39 98 00 14")).content.decode())
    assert "Retirez ce qui désigne une personne, ou cochez la case qui confirme." in page
    assert "ne dit rien de sa santé" not in page


def confirm(office: Client, url: str, said: dict[str, str], page: str) -> tuple[int, str]:
    """Sends the form again with its box ticked; the status and the page of the answer."""
    warned = re.search(r'name="warned_of" value="([^"]+)"', page)
    assert warned is not None
    response = office.post(url, said | {"warned_of": warned[1], "confirms": "on"})
    return response.status_code, plain(response.content.decode())


def test_two_telling_texts_are_confirmed_by_one_box(office: Client) -> None:
    said = answers(project="au 06 39 98 00 14", arrangement="chez Monsieur Fictif")
    page = plain(office.post(f"{URL}nouveau/", said).content.decode())
    assert ("Ce texte semble contenir un numéro" in page, "Ce texte semble contenir un nom" in page) == (True, True)
    assert confirm(office, f"{URL}nouveau/", said, page)[0] == 302
    # A text that was changed since is looked at again, the other is not.
    participant = Participant.objects.get()
    url = f"{URL}{participant.pk}/modifier/"
    changed = said | {"standing": "here", "arrangement": "chez Madame Fictif"}
    _, again = confirm(office, url, changed, page)
    assert ("Ce texte semble contenir un numéro" in again, "Ce texte semble contenir un nom" in again) == (False, True)
    assert confirm(office, url, changed, again)[0] == 302


def test_file_is_changed_from_what_it_says(office: Client) -> None:
    programme = ProgrammeFactory()
    closed = ProgrammeFactory(slug="mentorat", mission=MissionFactory(slug="mentorat"), title="Mentorat", is_open=False)
    day = timezone.localdate() - timedelta(days=20)
    participant = ParticipantFactory(alias="Étoile", project="Coudre", area="93", wishes=[(programme, day)])
    url = f"{URL}{participant.pk}/modifier/"
    page = plain(office.get(url).content.decode())
    assert ('value="Étoile"' in page, "Coudre</textarea>" in page, '<option value="93" selected>' in page) == (True, True, True)
    assert (f'value="{day:%Y-%m-%d}"' in page, f"wish_{closed.pk}" in page) == (True, False)
    assert office.post(url, answers(standing="paused", alias="Lune"))["Location"] == f"{URL}{participant.pk}/"
    changed = Participant.objects.with_state().get()
    assert (changed.alias, changed.state, changed.project, changed.area, changed.wishes.count()) == ("Lune", "paused", "", "", 0)


def test_alias_of_another_is_refused_beside_its_field(office: Client) -> None:
    ParticipantFactory(alias="Lune")
    participant = ParticipantFactory(alias="Étoile")
    page = plain(office.post(f"{URL}{participant.pk}/modifier/", answers(standing="here", alias="lune")).content.decode())
    assert "Une autre personne porte déjà cet alias" in page


def test_language_chosen_twice_is_refused_and_each_level_kept(office: Client) -> None:
    sent = answers(**{"languages-0-level": "native", "languages-1-code": "fr", "languages-1-level": "some"})
    page = plain(office.post(f"{URL}nouveau/", sent).content.decode())
    assert "Langue 2 : cette langue est déjà choisie plus haut." in page
    assert re.findall(r'<option value="(\w+)" selected>', page.split('id="id_languages_2"')[0])[:4] == ["fr", "native", "fr", "some"]
    assert re.findall(r'id="id_languages_(\d)" aria-invalid', page) == ["1"]
    assert not Participant.objects.exists()


def test_form_asks_for_nothing_more(office: Client) -> None:
    """No nationality, procedure, document, health (trust.md 17): the whole list of what is asked."""
    programme = ProgrammeFactory()
    assert set(ParticipantForm(participant=ParticipantFactory()).fields) - {"sectors", "interests"} == {
        *("alias", "standing", "languages", "french_level", "project", "free_slots", "area", "arrangement", "age_band", "gender"),
        *("wished_gender", "wished_age", "warned_of", "read_before", f"wish_{programme.pk}"),
    }


def test_detail_shows_pairings_and_the_programmes_still_free(office: Client) -> None:
    pairing = PairingFactory()
    participant = pairing.participants.get()
    ProgrammeFactory(
        slug="linguistique", title="Accompagnement linguistique", mission=PairingFactory().volunteer.missions.get(), duration_months=2
    )
    page = office.get(f"{URL}{participant.pk}/").content.decode()
    assert pairing.volunteer.user.get_full_name() in page
    assert f"/coordination/binomes/nouveau/linguistique/?personne={participant.pk}" in page
    assert "/coordination/binomes/nouveau/socioprofessionnel/" not in page


def test_detail_without_pairing(office: Client) -> None:
    assert "Aucun binôme pour l’instant." in office.get(f"{URL}{ParticipantFactory().pk}/").content.decode()


def test_unknown_file_is_missing(office: Client) -> None:
    assert office.get(f"{URL}{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize("who", ["treasurer", "communication_officer"])
def test_other_roles_are_refused(signed_in: SignIn, request: pytest.FixtureRequest, who: str) -> None:
    client, participant = signed_in(request.getfixturevalue(who)), ParticipantFactory()
    for url in (URL, f"{URL}nouveau/", f"{URL}{participant.pk}/"):
        assert client.get(url).status_code == 403
    assert not FileReading.objects.exists()
