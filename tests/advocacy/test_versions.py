"""Versions: what readers saw stays at its address, each correction says what it corrects, and nothing else makes one."""

import re
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from accounts.models import User
from advocacy.models import AdvocacyDocumentPage, Recommendation, RecommendationChange, TheoryElement, TheoryOfChange, Version
from home.dates import short_day
from home.models import HomePage
from tests.advocacy.conftest import AddDocument, parts_of, parts_with, publish, recommend
from tests.advocacy.reports import add_report, add_report_index
from tests.conftest import SignIn

TEXT = "<p>Le délai est de six mois.</p>"


def numbers(page: AdvocacyDocumentPage) -> list[int]:
    return list(Version.objects.filter(page=page).order_by("number").values_list("number", flat=True))


def written(text: str = TEXT) -> str:
    return parts_with(("Travailler", [("paragraph", text)]))


def test_publishing_a_correction_keeps_what_was_read_before(add_document: AddDocument, client: Client) -> None:
    page = publish(add_document(parts=written()))
    publish(page, parts=written("<p>Le délai est de neuf mois.</p>"), correction="Le délai était faux.")
    earlier = client.get("/plaidoyer/2024/versions/1/")
    current = client.get("/plaidoyer/2024/")
    assert "six mois" in earlier.content.decode()
    assert "neuf mois" not in earlier.content.decode()
    assert "neuf mois" in current.content.decode()
    assert "six mois" not in current.content.decode()
    assert "une version plus récente existe" in earlier.content.decode()
    assert "une version plus récente existe" not in current.content.decode()
    assert earlier["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in earlier.content.decode()
    assert re.findall(r'rel="canonical" href="http[^"]*?(/plaidoyer[^"]*)"', earlier.content.decode()) == ["/plaidoyer/2024/"]
    latest = client.get("/plaidoyer/2024/versions/2/")
    assert "neuf mois" in latest.content.decode()
    assert "X-Robots-Tag" not in latest
    first, second = (version.published_at.isoformat() for version in Version.objects.order_by("number"))
    assert f'"datePublished": "{first}", "dateModified": "{second}"' in current.content.decode()
    listed = client.get("/plaidoyer/2024/versions/").content.decode()
    assert re.findall(r">Version (\d)<", listed) == ["2", "1"]
    assert "Le délai était faux." in listed
    assert "Première publication." in listed


def test_publishing_what_reads_the_same_makes_no_version(add_document: AddDocument) -> None:
    page = publish(add_document(parts=written()))
    publish(page)
    # The editor gives marks to paragraphs, and a description for search engines is not read on the page.
    publish(page, parts=written('<p data-block-key="a1b2c">Le délai est de six mois.</p>'), search_description="Autre")
    assert numbers(page) == [1]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Un autre titre"},
        {"introduction": "Un autre chapeau"},
        {"authors": "D’autres"},
        {"summary_text": "Un autre résumé"},
        {"cosigners": '[{"type": "organisation", "value": {"name": "Une autre", "address": ""}}]'},
        {"parts": parts_with(("Se former", [("paragraph", TEXT)]))},
        {"parts": parts_with(("Travailler", [("paragraph", TEXT), ("quote", {"text": "Un mot", "author": "", "source": ""})]))},
    ],
)
def test_whatever_readers_see_makes_a_version(add_document: AddDocument, change: dict[str, Any]) -> None:
    page = publish(add_document(parts=written()))
    publish(page, **change)
    assert numbers(page) == [1, 2]


def test_a_note_is_read_too(add_document: AddDocument) -> None:
    page = publish(add_document(parts=written()))
    page.footnotes.create(uuid="11111111-1111-4111-8111-111111111111", text="<p>Une source.</p>")
    page = publish(page)
    assert numbers(page) == [1, 2]
    note = page.footnotes.get()
    note.text = "<p>Une autre source.</p>"
    page.footnotes = [note]
    publish(page)
    assert numbers(page) == [1, 2, 3]
    assert [note.text for note in Version.objects.get(page=page, number=2).as_page().footnotes.all()] == ["<p>Une source.</p>"]


def test_a_draft_makes_no_version_and_a_scheduled_one_makes_it_when_it_appears(add_document: AddDocument) -> None:
    page = publish(add_document(parts=written()))
    page.correction, page.introduction = "Le chapeau était faux.", "Un autre chapeau"
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision()
    assert numbers(page) == [1]
    revision.publish()
    assert numbers(page) == [1]
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
    assert numbers(page) == [1, 2]
    assert Version.objects.get(page=page, number=2).correction == "Le chapeau était faux."


def test_a_sentence_is_said_once(add_document: AddDocument) -> None:
    page = publish(add_document(parts=written()))
    page = publish(page, introduction="Un autre chapeau", correction="Le chapeau était faux.")
    publish(page, introduction="Encore un autre")
    assert list(Version.objects.filter(page=page).values_list("correction", flat=True)) == ["", "Le chapeau était faux.", ""]


def test_first_version_has_nothing_to_correct(add_document: AddDocument) -> None:
    page = publish(add_document(parts=written(), correction="Sans objet"))
    assert Version.objects.get(page=page).correction == ""


def test_a_recommendation_in_other_words_makes_a_version_by_itself(add_document: AddDocument, client: Client) -> None:
    page = add_document()
    asked = recommend(page, 1, title="Ouvrir le travail")
    page = publish(page, parts=parts_of(("Travailler", [asked])))
    asked.title = "Ouvrir le travail et la formation"
    asked.save()
    assert numbers(page) == [1, 2]
    assert Version.objects.get(page=page, number=2).correction == "La recommandation 1 est reformulée."
    assert ">Ouvrir le travail</h" in client.get("/plaidoyer/2024/versions/1/").content.decode()
    assert ">Ouvrir le travail et la formation</h" in client.get("/plaidoyer/2024/versions/2/").content.decode()
    # Nothing more to say when the page is published again.
    publish(page)
    assert numbers(page) == [1, 2]


def test_what_became_of_a_recommendation_is_todays_in_every_version(add_document: AddDocument, client: Client) -> None:
    page = add_document()
    asked = recommend(page, 1)
    page = publish(page, parts=parts_of(("Travailler", [asked])))
    publish(page, introduction="Un autre chapeau", correction="Le chapeau était faux.")
    asked.changes.set([RecommendationChange(status="adopted", changed_on=date(2025, 3, 1), source="Une loi")])
    asked.save()
    assert numbers(page) == [1, 2]
    on = f"au {short_day(timezone.now())}"
    earlier, current = (client.get(f"/plaidoyer/2024/{path}").content.decode() for path in ("versions/1/", ""))
    assert (f">Adoptée {on}<" in earlier, f"<dt>État de l’édition</dt><dd>En vigueur {on}</dd>" in earlier) == (True, True)
    assert (">Adoptée<" in current, "<dt>État</dt><dd>En vigueur</dd>" in current) == (True, True)


def test_a_recommendation_deleted_since_stays_in_the_version_that_showed_it(add_document: AddDocument, client: Client) -> None:
    page = add_document()
    asked = recommend(page, 1, title="Ouvrir le travail")
    publish(page, parts=parts_of(("Travailler", [asked])))
    asked.delete()
    text = client.get("/plaidoyer/2024/versions/1/").content.decode()
    assert "Ouvrir le travail" in text
    assert ">Proposée<" not in text


def test_a_report_keeps_its_theory_of_change(home_page: HomePage, client: Client) -> None:
    theory = TheoryOfChange(title="Notre théorie")
    theory.elements.set([TheoryElement(stage="barrier", text="L’isolement")])
    theory.save()
    report = add_report(add_report_index(home_page), ("theory", {"theory": theory.pk}))
    report.save_revision().publish()
    theory.elements.set([TheoryElement(stage="barrier", text="L’attente")])
    theory.save()
    assert "La théorie du changement est modifiée" in client.get("/rapports-activite/2024/versions/").content.decode()
    assert "L’isolement" in client.get("/rapports-activite/2024/versions/1/").content.decode()
    assert "L’attente" in client.get("/rapports-activite/2024/").content.decode()


def test_an_object_shown_nowhere_makes_no_version(add_document: AddDocument) -> None:
    page = add_document()
    shown, hidden = recommend(page, 1), recommend(page, 2)
    page = publish(page, parts=parts_of(("Travailler", [shown])))
    hidden.title = "Autre chose"
    hidden.save()
    page.unpublish()
    shown.title = "Autre chose"
    shown.save()
    assert numbers(page) == [1]


def test_status_of_the_edition_is_todays_in_every_version(add_document: AddDocument, client: Client) -> None:
    page = publish(add_document(parts=written()))
    publish(page, status=AdvocacyDocumentPage.Status.SUPERSEDED)
    assert numbers(page) == [1]
    assert "Édition remplacée" in client.get("/plaidoyer/2024/versions/1/").content.decode()


def test_versions_of_a_page_that_is_not_public_are_not_found(add_document: AddDocument, client: Client) -> None:
    page = publish(add_document(parts=written()))
    assert client.get("/plaidoyer/2024/versions/2/").status_code == 404
    assert client.get("/plaidoyer/2024/versions/0/").status_code == 404
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert [client.get(f"/plaidoyer/2024/{rest}").status_code for rest in ("versions/", "versions/1/", "recommandations/")] == [404] * 3
    restriction.delete()
    page.unpublish()
    assert [client.get(f"/plaidoyer/2024/{rest}").status_code for rest in ("versions/", "versions/1/", "recommandations/")] == [404] * 3


def test_thirty_versions_cost_no_more_queries_than_one(add_document: AddDocument, client: Client) -> None:
    page = publish(add_document(parts=written()))
    counts = []
    for highest in (1, 30):
        for number in range(2, highest + 1):
            Version.objects.create(page=page, number=number, content={}, published_at=timezone.now())
        client.get("/plaidoyer/2024/versions/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/plaidoyer/2024/versions/").content.decode().count("versions__item") == highest
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_recommendations_are_listed_with_their_dated_steps_and_filtered(add_document: AddDocument, client: Client) -> None:
    page = add_document()
    first = recommend(page, 1, status="adopted")
    second = recommend(page, 2, addressee=Recommendation.Addressee.EMPLOYERS)
    recommend(page, 3, title="Nulle part dans le texte")
    publish(page, parts=parts_of(("Travailler", [second, first])))

    def shown(query: str = "") -> list[str]:
        return re.findall(
            r'<article class="recommendation" id="(r-\d)"', client.get(f"/plaidoyer/2024/recommandations/{query}").content.decode()
        )

    assert shown() == ["r-1", "r-2"]
    assert shown("?destinataire=employers") == ["r-2"]
    assert shown("?suite=adopted") == ["r-1"]
    assert shown("?suite=adopted&destinataire=employers") == []
    assert shown("?suite=n-importe&destinataire=quoi") == ["r-1", "r-2"]
    text = client.get("/plaidoyer/2024/recommandations/").content.decode()
    assert "1er\u00a0mars 2025" in text or "1er mars 2025" in text
    assert "loi de démonstration" in text
    assert "Nulle part" not in text


def test_a_report_has_no_recommendations(home_page: HomePage, client: Client) -> None:
    add_report(add_report_index(home_page))
    assert client.get("/rapports-activite/2024/recommandations/").status_code == 404


def test_a_page_published_before_versions_were_kept_gets_its_first(add_document: AddDocument, client: Client) -> None:
    page = add_document()
    asked = recommend(page, 1, title="Ouvrir le travail")
    page = publish(page, parts=parts_of(("Travailler", [asked])))
    frozen = Version.objects.get(page=page).shown_objects
    Version.objects.all().delete()
    migration = import_module("advocacy.migrations.0006_first_versions")
    for _ in range(2):
        migration.keep_first_versions(apps, connection.schema_editor())
    version = Version.objects.get(page=page)
    assert (version.number, version.shown_objects, version.published_at) == (1, frozen, page.last_published_at)
    publish(page)
    assert numbers(page) == [1]
    asked.title = "Ouvrir le travail et la formation"
    asked.save()
    assert ">Ouvrir le travail</h" in client.get("/plaidoyer/2024/versions/1/").content.decode()


def test_what_a_published_text_shows_is_not_deleted_in_the_content_admin(
    add_document: AddDocument, communication_officer: User, signed_in: SignIn
) -> None:
    page = add_document()
    shown, hidden = recommend(page, 1), recommend(page, 2)
    page = publish(page, parts=parts_of(("Travailler", [shown])))
    client = signed_in(communication_officer)

    def delete(recommendation: Recommendation) -> bool:
        response = client.post(reverse("wagtailsnippets_advocacy_recommendation:delete", args=[recommendation.pk]), follow=True)
        gone = not Recommendation.objects.filter(pk=recommendation.pk).exists()
        assert gone != ("ôtez ce passage et publiez" in response.content.decode())
        return gone

    assert [delete(shown), delete(hidden)] == [False, True]
    publish(page, parts=written(), correction="Une demande est retirée.")
    assert delete(shown)
