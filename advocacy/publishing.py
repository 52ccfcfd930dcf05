"""Publishing in the content admin: what is told after it, and what holds it back where there is no form to say so."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from wagtail.admin import messages
from wagtail.models import Page

from advocacy.checks import Draft, find_all
from advocacy.readiness import checks_of, refusals, tell
from home.consents import reasons_to_wait

TOLD: Final = 5


def tell_after_publishing(request: HttpRequest, page: Page) -> None:
    """A message with what deserves another look in what was just published, each with the link to its place."""
    checks = checks_of(page)
    if not checks:
        return
    draft = Draft.of_page(page.specific)
    warnings = tell(draft, find_all(draft, checks), reverse("wagtailadmin_pages:edit", args=[page.pk]))
    if warnings:
        items = format_html_join(
            "",
            '<li>{} <a class="readiness__link" href="{}">{}</a></li>',
            ((one.sentence, one.address, one.place) for one in warnings[:TOLD]),
        )
        more = len(warnings) - TOLD
        rest = format_html("<p>Et {} de plus, en tête du formulaire.</p>", more) if more > 0 else ""
        messages.warning(request, format_html("Publié. À regarder encore\u00a0:<ul>{}</ul>{}", items, rest))


def hold_back_without_consent(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Pages whose form has no checks: the draft is kept, and the page that asks again says whose consent is missing."""
    reasons = reasons_to_wait(page)
    if not reasons:
        return None
    messages.error(request, f"Le brouillon est enregistré, mais rien n’a été publié. {' '.join(reasons)}")
    return redirect("wagtailadmin_pages:edit", page.pk)


def hold_back_unready(request: HttpRequest, action_type: str, pages: list[Page], action: Any) -> HttpResponse | None:
    """Publishing from the list of pages asks the same as publishing from the form: nothing goes out when a page is not ready."""
    if action_type != "publish":
        return None
    unready = [page for page in pages_published_with(pages, action) if refusals(page)]
    if not unready:
        return None
    addresses = [(reverse("wagtailadmin_pages:edit", args=[page.pk]), page.title) for page in unready]
    links = format_html_join(", ", '<a href="{}">{}</a>', addresses)
    messages.error(request, format_html("Rien n’a été publié. À corriger d’abord\u00a0: {}.", links))
    return redirect(action.next_url)


def pages_published_with(pages: list[Page], action: Any) -> list[Page]:
    """The pages of a bulk action in their own types, with those under them when they go too."""
    found = {page.pk: page for page in pages}
    if action.cleaned_form is not None and action.cleaned_form.cleaned_data.get("include_descendants"):
        found |= {below.pk: below for page in pages for below in page.get_descendants()}
    return [page.specific for page in found.values()]
