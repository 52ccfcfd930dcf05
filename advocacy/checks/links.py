"""Links inside the site that lead nowhere, told before they are published."""

import re
from collections.abc import Iterator
from typing import Final

from django.urls import Resolver404, resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from advocacy.checks.drafts import Draft
from advocacy.checks.findings import Finding
from home.contents import anchor_of
from home.links import Kind, Link, links_of

CODE: Final = "link"
WAGTAIL: Final = "wagtail_serve"
OWN_ANCHOR: Final = re.compile(r'href="#(s-[0-9a-f]+|r-\d+)"')


def check_links(draft: Draft) -> Iterator[Finding]:
    """Links of the saved draft to pages and documents that are gone, and to addresses or passages that do not exist."""
    links = list(links_of(draft.page))
    wanted = {link.target for link in links if link.kind is Kind.PAGE and link.target.isdigit()}
    live = {str(key) for key in Page.objects.live().filter(pk__in=wanted).values_list("pk", flat=True)}
    wanted = {link.target for link in links if link.kind is Kind.DOCUMENT and link.target.isdigit()}
    documents = {str(key) for key in get_document_model().objects.filter(pk__in=wanted).values_list("pk", flat=True)}
    for link in links:
        sentence = fault_of(link, live, documents, own_page=str(draft.page.pk))
        if sentence:
            yield Finding(link.contentpath, sentence, blocks=False, code=CODE)
    yield from check_own_anchors(draft)


def fault_of(link: Link, live: set[str], documents: set[str], *, own_page: str) -> str | None:
    if link.kind is Kind.PAGE and link.target not in live | {own_page}:
        return "Un lien mène à une page qui n’est pas en ligne."
    if link.kind is Kind.DOCUMENT and link.target not in documents:
        return "Un lien mène à un document qui n’existe plus."
    if link.kind is Kind.ADDRESS and not is_answered(link.target):
        return f"Le lien {link.target} ne mène à aucune page du site."
    return None


def is_answered(address: str) -> bool:
    """True when a page in line, a redirect or a view of the site stands at this address. Asks nothing of the views."""
    path = address.partition("?")[0]
    try:
        match = resolve(path if path.endswith("/") or "." in path.rsplit("/", 1)[-1] else f"{path}/")
    except Resolver404:
        return False
    if match.url_name != WAGTAIL:
        return True
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    inside = path.strip("/")
    url_path = f"{site.root_page.url_path}{inside}/" if inside else site.root_page.url_path
    return Page.objects.live().filter(url_path=url_path).exists() or Redirect.objects.filter(old_path=f"/{inside}").exists()


def check_own_anchors(draft: Draft) -> Iterator[Finding]:
    """Links to a passage or a recommendation of the same page."""
    passages = {anchor_of(step) for spot in draft.spots for step in spot.path}
    shown = {spot.value["recommendation"].anchor for spot in draft.structs("recommendation") if spot.value["recommendation"]}
    for text in draft.texts:
        for anchor in OWN_ANCHOR.findall(text.html):
            if anchor not in passages | shown:
                yield Finding(text.contentpath, f"Le lien #{anchor} ne mène à aucun passage de cette page.", blocks=False, code=CODE)
