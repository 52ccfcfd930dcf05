"""The blocks of the home page, which gather what the rest of the site publishes."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail import blocks

from advocacy.models import AdvocacyDocumentPage, AwarenessPage
from events.models import Activity
from events.models.agenda import event_path
from home.association_blocks import PurposeBlock
from home.blocks import EMPHASIS, TEXT, CallToActionBlock, CardsBlock, KeyFiguresBlock, LinkBlock, ParagraphBlock
from home.partner_pages import link_sheets
from home.places import Partner
from home.signposts import AGENDA, DONATION, PARTNERS, VOLUNTEERING, path_to
from volunteers.models import Mission
from volunteers.models.pages import mission_path

GATHERED = "Ce que publie le site"
LATEST_ITEMS = 3
NEXT_DATES = 3
MISSIONS = 3


def request_of(parent_context: dict[str, Any] | None) -> HttpRequest | None:
    return (parent_context or {}).get("request")


class CurrentAdvocacyBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre")
    text = blocks.TextBlock(label="Texte", rows=3, required=False)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        document = AdvocacyDocumentPage.objects.current().order_by("-edition_on").first()
        context["document"] = document
        # As they are stored: read as blocks, they would bring every recommendation and testimony with them.
        context["parts"] = [part["value"]["title"] for part in document.parts.raw_data] if document else []
        return context

    class Meta:
        icon = "openquote"
        label = "Plaidoyer en vigueur"
        group = GATHERED
        template = "blocks/current_advocacy.html"
        description = "Présente l’édition en vigueur du plaidoyer et ses volets."
        preview_value = {"title": "Notre plaidoyer", "text": "Agir dès la demande d’asile."}


class LatestItemsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", default="Comprendre l’asile")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["items"] = AwarenessPage.objects.online().latest_first().for_cards()[:LATEST_ITEMS]
        return context

    class Meta:
        icon = "doc-full"
        label = "Derniers contenus de sensibilisation"
        group = GATHERED
        template = "blocks/latest_items.html"
        description = "Les trois derniers contenus publiés."
        preview_value = {"title": "Comprendre l’asile"}


class NextDatesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", default="Prochaines dates")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        events = Activity.objects.public().upcoming(timezone.now()).select_related("venue")
        agenda = path_to(AGENDA, request_of(parent_context))
        soonest = events.order_by("starts_at")[:NEXT_DATES]
        context["activities"] = [(event, event_path(agenda, event) if agenda else "") for event in soonest]
        context["all_url"] = agenda
        return context

    class Meta:
        icon = "calendar"
        label = "Prochaines dates publiques"
        group = GATHERED
        template = "blocks/next_dates.html"
        description = "Les trois prochaines dates de l’agenda. Les sorties n’y figurent jamais."
        preview_value = {"title": "Prochaines dates"}


class OpenMissionsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", default="Nous avons besoin de vous")
    text = blocks.TextBlock(label="Texte", rows=2, required=False)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        # The coordination closes a mission that has enough people: those that are open are those that need some.
        page = path_to(VOLUNTEERING, request_of(parent_context))
        context["missions"] = [(mission, mission_path(page, mission)) for mission in Mission.objects.open()[:MISSIONS]]
        context["all_url"] = page
        return context

    class Meta:
        icon = "user"
        label = "Missions qui cherchent du monde"
        group = GATHERED
        template = "blocks/open_missions.html"
        description = "Les trois premières missions ouvertes aux inscriptions. Sans mission ouverte, rien ne s’affiche."
        preview_value = {"title": "Nous avons besoin de vous", "text": "Quelques heures par mois suffisent."}


class GiftCallBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre")
    text = blocks.TextBlock(label="Texte", rows=2, required=False)
    button = blocks.CharBlock(label="Texte du bouton", default="Faire un don", max_length=40)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["takes_gifts"] = bool(path_to(DONATION, request_of(parent_context)))
        return context

    class Meta:
        icon = "polaris-euro"
        label = "Appel aux dons"
        group = EMPHASIS
        template = "blocks/gift_call.html"
        description = "Un bandeau vers la page de don. Rien ne s’affiche tant que celle-ci n’est pas en ligne."
        preview_value = {
            "title": "Un don, et l’attente devient utile",
            "text": "Un cours, un atelier, une sortie.",
            "button": "Faire un don",
        }


class StructuringPartnersBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", default="Avec nos partenaires")
    text = blocks.TextBlock(label="Texte", rows=2, required=False)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        request = request_of(parent_context)
        context["partners"] = link_sheets(Partner.objects.current().filter(is_structuring=True), request)
        context["all_url"] = path_to(PARTNERS, request)
        return context

    class Meta:
        icon = "group"
        label = "Partenaires structurants"
        group = GATHERED
        template = "blocks/structuring_partners.html"
        description = "Les noms des partenaires avec qui l’association construit."
        preview_value = {"title": "Avec nos partenaires", "text": ""}


class FrontTextBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre")
    text = ParagraphBlock(label="Texte")

    class Meta:
        icon = "pilcrow"
        label = "Texte"
        group = TEXT
        template = "blocks/front_text.html"
        description = "Un titre et quelques phrases."
        preview_value = {"title": "Pourquoi si tôt ?", "text": "<p>Parce que l’attente abîme.</p>"}


class FrontFiguresBlock(KeyFiguresBlock):
    title = blocks.CharBlock(label="Titre")
    link = LinkBlock(label="Lien")

    class Meta:
        template = "blocks/front_figures.html"
        description = "Un titre et jusqu’à six chiffres, avec leur source."
        preview_value = {
            "title": "Une année en chiffres",
            "figures": [{"value": "38", "label": "activités culturelles", "detail": ""}],
            "source": "Rapport d’activité 2024",
            "link": {"label": "Lire le rapport", "page": None, "address": "/rapports-activite/"},
        }


class FrontCardsBlock(CardsBlock):
    title = blocks.CharBlock(label="Titre")
    text = blocks.TextBlock(label="Texte", rows=2, required=False)

    class Meta:
        template = "blocks/front_cards.html"
        description = "Un titre et des cartes : pôles, façons d’agir…"
        preview_value = {
            "title": "Trois façons d’agir",
            "text": "",
            "cards": [
                {
                    "title": "Donner du temps",
                    "text": "Une heure ou deux par semaine.",
                    "link": {"label": "", "page": None, "address": "/benevoles/"},
                }
            ],
        }


class FrontBlock(blocks.StreamBlock):
    """The palette of the home page: each block is a section of it, with its own title."""

    purpose = PurposeBlock()
    text = FrontTextBlock()
    figures = FrontFiguresBlock()
    cards = FrontCardsBlock()
    current_advocacy = CurrentAdvocacyBlock()
    latest_items = LatestItemsBlock()
    next_dates = NextDatesBlock()
    open_missions = OpenMissionsBlock()
    structuring_partners = StructuringPartnersBlock()
    gift_call = GiftCallBlock()
    call_to_action = CallToActionBlock(template="blocks/front_call.html")

    class Meta:
        template = "blocks/front.html"
