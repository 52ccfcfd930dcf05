"""The checks of words, pictures, links and notes: each slip is caught, and ordinary text left alone."""

from typing import Any

import pytest

from advocacy.checks import Draft
from advocacy.checks.objects import check_notes, check_pictures
from advocacy.checks.placeholders import check_placeholders, find_placeholders
from advocacy.checks.wording import check_acronyms, check_link_texts
from advocacy.models import GlossaryTerm
from home.demo_writing import items, make_id
from home.media import Picture
from home.places import Partner, PartnerTheme
from tests.advocacy.drafts import TO_DO, figures, found_by, paragraph, report, sentences_of
from tests.home.conftest import photo as photo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dans les six mois, xx % des sorties, et xx % dans l’année.", ["xx %"]),
        ("Un total de xx personnes.", ["xx"]),
        ("XX % des personnes et XX bénévoles", ["XX %", "XX bénévoles"]),
        ("Environ x % du total, soit xx,x %.", ["x %", "xx,x %"]),
        ("XXXX", ["XXXX"]),
        (f"{TO_DO} : demander à Awa", [TO_DO]),
        ("Lorem ipsum dolor sit amet", ["Lorem ipsum"]),
        ("À compléter", ["À compléter"]),
        ("Personnes logées : à compléter.", ["à compléter"]),
        ("Le nombre [à préciser] de personnes", ["à préciser"]),
        ("Soit ?? % et … %", ["?? %", "… %"]),
        ("Un montant de _____ euros", ["_____"]),
    ],
)
def test_what_was_left_to_fill_in_is_found(text: str, found: list[str]) -> None:
    assert find_placeholders(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Le dossier à compléter avant le 3 mars est en ligne.",
        "Une fiche (à compléter en ligne) est remise à chacun.",
        "Au XXe siècle, puis au chapitre XX de la loi.",
        "Louis XX règne depuis longtemps.",
        "Les activités sont nombreuses… 66 % ont une visée culturelle.",
        "Trois X et un axe x ; le taux est de 12 %.",
        "Todo es posible, dit-elle en espagnol.",
        "Il reste des étapes à préciser avec la préfecture.",
        "Pourquoi attendre ? Parce que la loi le dit […] depuis 2018.",
    ],
)
def test_ordinary_text_is_not_taken_for_a_gap(text: str) -> None:
    assert find_placeholders(text) == []


def test_gaps_are_found_wherever_readers_look(index_page: Any) -> None:
    page = report(
        ("quote", {"text": TO_DO, "author": "", "source": ""}),
        figures(("xx", "12", "count", "")),
        ("table", {"table": {"caption": "lorem", "columns": [{"type": "number", "heading": "Total"}], "rows": [{"values": ["xx"]}]}}),
        introduction="À compléter",
    )
    places = [finding.contentpath for finding in check_placeholders(Draft.of_page(page))]
    body = f"parts.{make_id('checks')}.body"
    row = items("checks/figures", [0])[0]["id"]
    assert places == [
        "introduction",
        f"{body}.{make_id('checks', 0)}.text",
        f"{body}.{make_id('checks', 1)}.figures.{row}.label",
        f"{body}.{make_id('checks', 2)}.table",
        f"{body}.{make_id('checks', 2)}.table",
    ]


@pytest.mark.parametrize(
    ("alt_text", "decorative", "found"),
    [
        ("Un atelier de couture", False, []),
        ("", True, []),
        ("", False, [("picture", True)]),
        ("IMG_2041.jpg", False, [("picture", False)]),
        ("photo 12", False, [("picture", False)]),
    ],
)
def test_pictures_say_what_they_show(alt_text: str, decorative: bool, found: list[Any], photo: Any) -> None:
    picture = Picture.objects.create(title="x", file=photo())
    value = {"picture": {"image": picture.pk, "alt_text": alt_text, "decorative": decorative}, "caption": ""}
    assert found_by(check_pictures, report(("figure", value))) == found


def test_acronyms_are_in_the_glossary_or_written_out_once() -> None:
    GlossaryTerm.objects.create(term="Ofii", slug="ofii", definition="x")
    Partner.objects.create(name="CJD Paris", theme=PartnerTheme.WORK)
    page = report(
        paragraph(
            "L’OFII, le CJD, l’ONU et le chapitre XIV. La DIAIR et la DIAIR encore, l’ADA (allocation pour demandeur d’asile), l’ADA."
        ),
        paragraph(
            "Une aide, le CASF, et l’Union (UDE). UDE encore. Le référentiel (RGF 4.1), donc le RGF. ATTENTION AUX MAJUSCULES. Des BPI."
        ),
    )
    assert [sentence.split("»")[0] for sentence in sentences_of(check_acronyms, page)] == ["« DIAIR ", "« CASF ", "« BPI "]


def test_what_is_left_to_fill_in_is_no_acronym() -> None:
    page = report(paragraph(f"{TO_DO} : relire. TBD, XXXX, et la DIAIR."))
    assert [sentence.split("»")[0] for sentence in sentences_of(check_acronyms, page)] == ["« DIAIR "]


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("cliquez ici", 1),
        ("Ici", 1),
        ("En savoir plus…", 1),
        ("https://exemple.fr/page", 1),
        ("lire le plaidoyer", 0),
        ("la page des partenaires", 0),
        ("Voir les missions", 0),
    ],
)
def test_links_say_where_they_lead(label: str, found: int) -> None:
    card = {"title": "Carte", "text": "", "link": {"label": label, "page": None, "address": "/don/"}}
    page = report(("paragraph", f'<p>Pour agir, <a href="/don/">{label}</a>.</p>'), ("cards", {"cards": items("cards", [card])}))
    assert found_by(check_link_texts, page) == [("link_text", False)] * found * 2


def test_notes_are_cited_and_citations_have_their_note() -> None:
    page = report(("paragraph", '<p>Un fait<footnote id="a1">[a1]</footnote>, un autre<footnote id="gone">[gone]</footnote>.</p>'))
    page.footnotes = [page.footnotes.model(uuid="a1", text="<p>Loi.</p>"), page.footnotes.model(uuid="b2", text="<p>Décret.</p>")]
    assert [(finding.contentpath.split(".")[0], finding.code) for finding in check_notes(Draft.of_page(page))] == [
        ("parts", "note"),
        ("footnotes", "note"),
    ]
