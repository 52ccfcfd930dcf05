"""Consents in the content admin: their list, their forms, and the way to the page that takes one back."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from advocacy.consents import ENDING
from home.consents import Channel, Consent, ConsentQuerySet

WITHDRAW = "Retirer cet accord"


def consent_columns() -> list[Column]:
    """What tells one consent from another, beside its reference."""
    return [
        Column("alias", label="Alias", accessor="alias"),
        Column("state", label="État", accessor="state"),
        Column("channels", label="Accepte", accessor="accepted"),
    ]


class ValidConsents:
    """What can be chosen for a text or a picture: a consent that is over covers nothing."""

    def get_object_list(self) -> ConsentQuerySet:
        return Consent.objects.valid_on(timezone.localdate())

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, *consent_columns()]  # type: ignore[misc]


class ChooseConsentView(ValidConsents, ChooseView):
    pass


class ChooseConsentResultsView(ValidConsents, ChooseResultsView):
    pass


class ConsentChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseConsentView
    choose_results_view_class = ChooseConsentResultsView


class ConsentViewSet(SnippetViewSet):
    """Never deleted: the paper it stands for may be asked for. Their usage page says what each covers."""

    model = Consent
    icon = "lock"
    add_to_admin_menu = True
    menu_label = "Accords"
    menu_order = 450
    chooser_viewset_class = ConsentChooserViewSet
    list_filter: ClassVar = {"until": ["lte"], **{channel.value: ["exact"] for channel in Channel}}
    list_display: ClassVar = ["__str__", *consent_columns()]


class WithdrawConsentMenuItem(ActionMenuItem):
    """Leads from a consent's form to the page that asks whether to take it back."""

    name = "action-withdraw-consent"
    label = WITHDRAW
    icon_name = "bin"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and not context["instance"].is_over

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("withdraw_consent", kwargs={"consent_id": parent_context["instance"].pk})


def offer_consent_withdrawal(model: type[Any]) -> ActionMenuItem | None:
    return WithdrawConsentMenuItem(order=90) if model is Consent else None


def list_consent_withdrawal(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The same in the list of consents."""
    if isinstance(snippet, Consent) and not snippet.is_over and user.has_perm("home.change_consent"):
        yield Button(WITHDRAW, url=reverse("withdraw_consent", kwargs={"consent_id": snippet.pk}), icon_name="bin", priority=30)


def name_ending(actions: LogActionRegistry) -> None:
    """What the history of a consent calls it."""
    actions.register_action(ENDING, "Retirer", "Accord retiré ou terminé\u00a0: ce qu’il couvrait est effacé.")


def hold_back_over(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """A consent that is over has nothing left to edit: another paper is another consent."""
    if not isinstance(instance, Consent) or not instance.is_over:
        return None
    told = f"{instance} est terminé\u00a0: ce qu’il couvrait est effacé. Si la personne accepte de nouveau, notez un autre accord."
    messages.info(request, told)
    return redirect("wagtailsnippets_home_consent:list")
