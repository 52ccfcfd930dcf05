"""What publications add to the content admin."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from advocacy.consent_hooks import (
    ConsentViewSet,
    hold_back_over,
    list_consent_withdrawal,
    name_ending,
    offer_consent_withdrawal,
)
from advocacy.deleting import hold_back_published, hold_back_published_pages, hold_back_shown
from advocacy.models import ActivityReportPage, GlossaryTerm, PublicationPage, Testimony
from advocacy.publishing import hold_back_unready, hold_back_without_consent, tell_after_publishing
from advocacy.subscribers_panel import SubscribersPanel


# After wagtail-footnotes, whose button is in English.
@hooks.register("register_rich_text_features", order=1)
def offer_notes(features: FeatureRegistry) -> None:
    """The button that cites a note, in French."""
    features.register_editor_plugin(
        "draftail",
        "footnotes",
        EntityFeature(
            {"type": "FOOTNOTES", "icon": "superscript", "description": "Note de bas de page"},
            js=["wagtailadmin/js/draftail.js", "footnotes/js/footnotes.js", "js/admin-notes.js"],
            css={"all": ["footnotes/css/footnotes-admin.css"]},
        ),
    )


@register_snippet
class TestimonyViewSet(SnippetViewSet):
    """Their list tells them apart: a testimony's own name, which Wagtail keeps in its logs, says nothing of the person."""

    model = Testimony
    icon = "openquote"
    list_display: ClassVar = ["__str__", "alias", "withdrawn_at"]


class TermCreateView(CreateView):
    """The form of a new term: `?sigle=` fills in the acronym that a page uses."""

    def get_initial_form_instance(self) -> GlossaryTerm:
        acronym = self.request.GET.get("sigle", "")[: GlossaryTerm._meta.get_field("term").max_length]
        return GlossaryTerm(term=acronym, slug=slugify(acronym))


@register_snippet
class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "tag"
    add_view_class = TermCreateView
    list_display: ClassVar = ["term", "expansion", "definition"]


WITHDRAW = "Retirer ce témoignage"


class WithdrawMenuItem(ActionMenuItem):
    """Leads from a testimony's form to the page that asks whether to take it back."""

    name = "action-withdraw"
    label = WITHDRAW
    icon_name = "bin"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and not context["instance"].is_withdrawn

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("withdraw_testimony", kwargs={"testimony_id": parent_context["instance"].pk})


@hooks.register("before_edit_snippet")
def hold_back_withdrawn(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """A withdrawn testimony has nothing left to edit: its form would only promise that its words may come back."""
    if not isinstance(instance, Testimony) or not instance.is_withdrawn:
        return None
    messages.info(request, f"«\u00a0{instance}\u00a0» est retiré\u00a0: ses mots sont effacés partout et ne reviennent pas.")
    return redirect(TestimonyViewSet().get_url_name("list"))


@hooks.register("register_snippet_action_menu_item")
def offer_withdrawal(model: type[Any]) -> ActionMenuItem | None:
    return WithdrawMenuItem(order=90) if model is Testimony else None


@hooks.register("register_snippet_listing_buttons")
def list_withdrawal(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The same in the list of testimonies."""
    if isinstance(snippet, Testimony) and not snippet.is_withdrawn and user.has_perm("advocacy.change_testimony"):
        address = reverse("withdraw_testimony", kwargs={"testimony_id": snippet.pk})
        yield Button(WITHDRAW, url=address, icon_name="bin", priority=30)


register_snippet(ConsentViewSet)
hooks.register("register_log_actions", name_ending)
hooks.register("register_snippet_action_menu_item", offer_consent_withdrawal)
hooks.register("register_snippet_listing_buttons", list_consent_withdrawal)
hooks.register("before_edit_snippet", hold_back_over)
hooks.register("before_publish_page", hold_back_without_consent)
hooks.register("after_publish_page", tell_after_publishing)
hooks.register("before_bulk_action", hold_back_unready)
hooks.register("before_bulk_action", hold_back_published_pages)
hooks.register("before_delete_page", hold_back_published)
hooks.register("before_delete_snippet", hold_back_shown)


@hooks.register("register_page_header_buttons")
def offer_kit(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Leads from a publication to its PDF, its pictures and its ready text."""
    if isinstance(page, PublicationPage) and page.live and page.permissions_for_user(user).can_edit():
        yield Button("Partager", url=reverse("publication_kit", kwargs={"page_id": page.pk}), icon_name="mail", priority=65)


@hooks.register("register_page_header_buttons")
def offer_next_report(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Leads from a report to the draft of the next year's."""
    if isinstance(page, ActivityReportPage) and page.get_parent().permissions_for_user(user).can_add_subpage():
        yield Button(f"Préparer le rapport de {page.year + 1}", url=reverse("start_report", args=[page.pk]), icon_name="copy", priority=35)


@hooks.register("construct_homepage_panels")
def add_subscribers(request: HttpRequest, panels: list[Any]) -> None:
    """How many people the next item will be announced to."""
    panels.append(SubscribersPanel())
