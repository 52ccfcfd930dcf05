"""The pages of the public site: what they show, what they cost, and what they leave in the browser (nothing)."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page

from home.blocks import LinkBlock, RequiredLinkBlock
from home.contents import anchor_of
from home.demo import build, build_tree
from home.media import FIGURE_RENDITIONS
from home.models import HomePage, Partner, PartnersPage, PartnerTheme, Picture, StandardPage

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOST_QUERIES = 12


def add_child(parent: Page, page: Page) -> Any:
    parent.add_child(instance=page)
    return page


@pytest.fixture
def demo(db: None) -> None:
    build(NOW)
    build_tree(NOW)
    cache.clear()


def count_queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_every_page_of_the_demo_reads_without_cookie_and_within_its_queries(demo: None, client: Client) -> None:
    addresses = [page.url for page in Page.objects.live().filter(depth__gte=2)]
    assert len(addresses) >= 34
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        text = response.content.decode()
        assert len(re.findall(r"<h1[ >]", text)) == 1, address
        if response.cookies:
            # A form for anybody: kept by no cache, with the token alone.
            assert set(response.cookies) == {"csrftoken"}, address
            assert "no-store" in response["Cache-Control"], address
            assert 'name="csrfmiddlewaretoken"' in text, address
        assert count_queries(client, address) <= MOST_QUERIES, address


def test_demo_is_built_once(demo: None) -> None:
    before = list(Page.objects.order_by("path").values_list("path", "title", "latest_revision_id"))
    build(NOW)
    build_tree(NOW)
    assert list(Page.objects.order_by("path").values_list("path", "title", "latest_revision_id")) == before


def test_demo_keeps_what_an_editor_changed(demo: None) -> None:
    page = StandardPage.objects.get(slug="association")
    page.title = "Qui sommes-nous ?"
    page.save_revision().publish()
    build_tree(NOW)
    assert StandardPage.objects.get(slug="association").title == "Qui sommes-nous ?"


def test_home_page_gathers_what_the_site_publishes(demo: None, client: Client) -> None:
    text = client.get("/").content.decode()
    for expected in (
        "Agir dès la demande d’asile",
        "L’autonomie dès la demande d’asile",
        "La procédure Dublin, pas à pas",
        "Galileo Global Education",
        "242",
        'href="/rapports-activite/2024/"',
    ):
        assert expected in text


def test_main_menu_says_where_one_is(demo: None, client: Client) -> None:
    text = client.get("/association/poles/linguistique/").content.decode()
    assert re.search(r'href="/association/" aria-current="true"', text)
    assert re.search(r'href="/plaidoyer/" aria-current="page"', client.get("/plaidoyer/").content.decode())


def test_breadcrumbs_lead_back_to_the_home_page(demo: None, client: Client) -> None:
    text = client.get("/association/poles/linguistique/").content.decode()
    trail = text[text.index('aria-label="Fil d’Ariane"') :][:900]
    assert re.findall(r'href="([^"]+)"', trail)[:3] == ["/", "/association/", "/association/poles/"]
    assert '<span aria-current="page">Pôle linguistique</span>' in trail
    assert 'aria-label="Fil d’Ariane"' not in client.get("/").content.decode()


def test_page_says_its_title_address_and_summary_to_those_who_share_it(home_page: HomePage, client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://polaris.example"
    add_child(home_page, StandardPage(title="L’association", slug="association", introduction="Qui nous sommes."))
    text = client.get("/association/").content.decode()
    assert "<title>L’association – Polaris 14</title>" in text
    assert '<meta name="description" content="Qui nous sommes.">' in text
    assert '<link rel="canonical" href="https://polaris.example/association/">' in text
    assert '<meta property="og:url" content="https://polaris.example/association/">' in text
    assert '<meta property="og:image" content="https://polaris.example/static/img/share.png">' in text
    assert 'rel="canonical"' in client.get("/association/?utm_source=lettre").content.decode()


def test_search_description_wins_over_the_introduction(home_page: HomePage, client: Client) -> None:
    add_child(
        home_page,
        StandardPage(title="A", slug="a", introduction="Chapeau.", search_description="Pour les moteurs.", seo_title="Autre titre"),
    )
    text = client.get("/a/").content.decode()
    assert '<meta name="description" content="Pour les moteurs.">' in text
    assert "<title>Autre titre – Polaris 14</title>" in text


def test_a_renamed_heading_keeps_its_anchor(home_page: HomePage, client: Client) -> None:
    block_id = "6f1d2c3b-0000-4000-8000-000000000000"
    page = add_child(home_page, StandardPage(title="A", slug="a"))
    for heading in ("Avant", "Après"):
        page.body = type(page)._meta.get_field("body").to_python(f'[{{"type": "heading", "value": "{heading}", "id": "{block_id}"}}]')
        page.save()
        assert f'<h2 id="{anchor_of(block_id)}">{heading}</h2>' in client.get("/a/").content.decode()


@pytest.mark.parametrize(("headings", "shown"), [(3, False), (4, True)])
def test_a_long_page_begins_with_its_contents(home_page: HomePage, client: Client, headings: int, shown: bool) -> None:
    add_child(home_page, StandardPage(title="A", slug="a", body=[("heading", f"Partie {n}") for n in range(headings)]))
    assert ('<nav class="contents"' in client.get("/a/").content.decode()) is shown


def test_what_an_editor_types_is_escaped(home_page: HomePage, client: Client) -> None:
    evil = "<script>alert(1)</script>"
    body = [
        ("heading", evil),
        ("quote", {"text": evil, "author": evil, "source": evil}),
        ("callout", {"title": evil, "text": evil}),
        ("steps", {"steps": [{"title": evil, "text": evil}]}),
        ("key_figures", {"figures": [{"value": evil, "label": evil, "detail": evil}], "source": evil}),
        ("cards", {"cards": [{"title": evil, "text": evil, "link": {"label": evil, "page": None, "address": "/a/"}}]}),
        ("call_to_action", {"title": evil, "text": evil, "link": {"label": evil, "page": None, "address": "/a/"}}),
    ]
    add_child(home_page, StandardPage(title=evil, slug="a", introduction=evil, eyebrow=evil, body=body))
    text = client.get("/a/").content.decode()
    # The one rich text is trusted to editors; Wagtail keeps scripts out of it when it is typed.
    assert text.count("<script>alert(1)</script>") == 1


@pytest.mark.parametrize("decorative", [False, True])
def test_picture_has_its_alternative_text(
    home_page: HomePage, client: Client, photo: Any, settings: Any, tmp_path: Any, *, decorative: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = Picture.objects.create(title="Secret du fichier", credit="Atelier", file=photo((1600, 900)))
    picture.get_renditions(*FIGURE_RENDITIONS)
    value = {
        "picture": {"image": picture.pk, "decorative": decorative, "alt_text": "" if decorative else "Une table, neuf chaises"},
        "caption": "L’atelier",
    }
    page = StandardPage(title="A", slug="a")
    page.body.append(("figure", page.body.stream_block.child_blocks["figure"].to_python(value)))
    add_child(home_page, page)
    text = client.get("/a/").content.decode()
    assert f'alt="{"" if decorative else "Une table, neuf chaises"}"' in text
    assert "Secret du fichier" not in text
    assert re.search(r'srcset="/media/images/[^" ]+\.webp 480w, ', text)
    assert "© Atelier" in text


@pytest.mark.django_db
def test_picture_without_alternative_text_is_refused() -> None:
    block = StandardPage._meta.get_field("body").stream_block.child_blocks["figure"].child_blocks["picture"]
    picture = Picture(pk=1, title="Une image")
    picture.contextual_alt_text = ""
    with pytest.raises(StructBlockValidationError):
        block.clean(picture)


def test_thirty_pictures_cost_no_more_queries_than_one(
    home_page: HomePage, client: Client, photo: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    pictures = [Picture.objects.create(title=f"Image {n}", file=photo((1600, 900))) for n in range(6)]
    counts = []
    for number in (1, 30):
        page = StandardPage(title="A", slug=f"a-{number}")
        for place in range(number):
            value = {"picture": {"image": pictures[place % 6].pk, "decorative": True, "alt_text": ""}, "caption": ""}
            page.body.append(("figure", page.body.stream_block.child_blocks["figure"].to_python(value)))
        add_child(home_page, page)
        counts.append(count_queries(client, f"/a-{number}/"))
    assert counts[0] == counts[1]
    assert counts[1] <= MOST_QUERIES


def test_thirty_cards_cost_no_more_queries_than_one(home_page: HomePage, client: Client) -> None:
    targets = [add_child(home_page, StandardPage(title=f"Page {n}", slug=f"p-{n}")) for n in range(30)]
    counts = []
    for number in (1, 30):
        cards = [{"title": page.title, "text": "", "link": {"label": "", "page": page, "address": ""}} for page in targets[:number]]
        parent = add_child(home_page, StandardPage(title="A", slug=f"a-{number}", body=[("cards", {"cards": cards})]))
        for place in range(number):
            add_child(parent, StandardPage(title=f"Fille {place}", slug=f"fille-{place}"))
        counts.append(count_queries(client, f"/a-{number}/"))
    assert counts[0] == counts[1]
    assert counts[1] <= MOST_QUERIES


def test_card_to_an_unpublished_page_is_no_link(home_page: HomePage, client: Client) -> None:
    hidden = add_child(home_page, StandardPage(title="Cachée", slug="cachee", live=False))
    card = {"title": "Une carte", "text": "", "link": {"label": "Lire", "page": hidden, "address": ""}}
    add_child(home_page, StandardPage(title="A", slug="a", body=[("cards", {"cards": [card]})]))
    text = client.get("/a/").content.decode()
    assert "Une carte" in text
    assert "/cachee/" not in text


@pytest.mark.parametrize(
    ("block", "value", "field"),
    [
        (RequiredLinkBlock(), {"label": "", "page": None, "address": "/don/"}, "label"),
        (RequiredLinkBlock(), {"label": "Donner", "page": None, "address": ""}, "page"),
        (LinkBlock(), {"label": "Donner", "page": None, "address": "javascript:alert(1)"}, "address"),
    ],
)
def test_link_block_refuses_with_a_sentence_beside_the_field(block: LinkBlock, value: dict[str, Any], field: str) -> None:
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.normalize(value))
    assert set(refusal.value.block_errors) == {field}


def test_link_block_takes_a_page_or_an_address_but_not_both(home_page: HomePage) -> None:
    block = LinkBlock()
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.normalize({"label": "", "page": home_page, "address": "/don/"}))
    assert set(refusal.value.block_errors) == {"address"}


def test_link_block_of_a_draft_is_not_refused() -> None:
    block = RequiredLinkBlock()
    value = block.normalize({"label": "", "page": None, "address": ""})
    assert block.clean_deferred(value)["label"] == ""


def test_partners_are_grouped_by_field(home_page: HomePage, client: Client) -> None:
    parent = add_child(home_page, StandardPage(title="A", slug="association"))
    add_child(parent, PartnersPage(title="Partenaires", slug="partenaires"))
    Partner.objects.create(name="FAIR", theme=PartnerTheme.LANGUAGE)
    Partner.objects.create(name="École Thot", theme=PartnerTheme.LANGUAGE, website="https://thot.example")
    Partner.objects.create(name="Caracol", theme=PartnerTheme.HOUSING, description="Hébergement.")
    Partner.objects.create(name="ETAPE", theme=PartnerTheme.HEALTH, is_structuring=True)
    text = client.get("/association/partenaires/").content.decode()
    headings = re.findall(r"<h[23][^>]*>(.*?)</h[23]>", text[text.index("<main") : text.index("</main")])
    assert headings == ["Partenariats structurants", "ETAPE", "Le réseau, par domaine", "Langue", "Logement"]
    assert '<a href="https://thot.example" rel="noopener">École Thot</a>' in text


def test_thirty_partners_cost_no_more_queries_than_one(home_page: HomePage, client: Client) -> None:
    parent = add_child(home_page, StandardPage(title="A", slug="association"))
    add_child(parent, PartnersPage(title="Partenaires", slug="partenaires"))
    Partner.objects.create(name="Un", theme=PartnerTheme.LANGUAGE)
    one = count_queries(client, "/association/partenaires/")
    for number in range(30):
        Partner.objects.create(name=f"Partenaire {number}", theme=PartnerTheme.values[number % 8], is_structuring=number % 5 == 0)
    assert count_queries(client, "/association/partenaires/") == one


def test_tree_takes_pages_where_they_belong_only() -> None:
    assert {model.__name__ for model in HomePage.clean_subpage_models()} == {
        "StandardPage",
        "JoiningPage",
        "AdvocacyIndexPage",
        "AwarenessIndexPage",
        "GlossaryPage",
        "ReportIndexPage",
        "AgendaPage",
        "VolunteeringPage",
        "DonationPage",
    }
    assert {model.__name__ for model in StandardPage.clean_subpage_models()} == {"StandardPage", "PartnersPage", "JobsPage"}
    assert [model.__name__ for model in PartnersPage.clean_subpage_models()] == []


def test_sitemap_lists_the_public_pages(demo: None, client: Client) -> None:
    text = client.get(reverse("sitemap")).content.decode()
    assert "/plaidoyer/2024/</loc>" in text
    assert "/rapports-activite/2024/</loc>" in text


def test_robots_are_shown_the_map_and_the_closed_doors(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://polaris.example"
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /espace/" in lines
    assert lines[-1] == "Sitemap: https://polaris.example/sitemap.xml"
