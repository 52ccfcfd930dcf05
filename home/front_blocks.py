"""The blocks of the home page, which gather what the rest of the site publishes."""

from typing import Any

from django.utils import timezone
from wagtail import blocks

from advocacy.models import AdvocacyDocumentPage, AwarenessPage
from events.models import Activity
from home.blocks import TEXT, CallToActionBlock, CardsBlock, KeyFiguresBlock, LinkBlock, ParagraphBlock
from home.places import Partner

GATHERED = "Ce que publie le site"
LATEST_ITEMS = 3
NEXT_DATES = 3


class CurrentAdvocacyBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre")
    text = blocks.TextBlock(label="Texte", rows=3, required=False)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        document = AdvocacyDocumentPage.objects.current().order_by("-edition_on").first()
        context["document"] = document
        context["parts"] = [part.value["title"] for part in document.parts] if document else []
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
        context["activities"] = Activity.objects.public().upcoming(timezone.now()).order_by("starts_at")[:NEXT_DATES]
        return context

    class Meta:
        icon = "calendar"
        label = "Prochaines dates publiques"
        group = GATHERED
        template = "blocks/next_dates.html"
        description = "Les trois prochaines dates de l’agenda. Les sorties n’y figurent jamais."
        preview_value = {"title": "Prochaines dates"}


class StructuringPartnersBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", default="Avec nos partenaires")
    text = blocks.TextBlock(label="Texte", rows=2, required=False)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["partners"] = Partner.objects.filter(is_structuring=True)
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

    text = FrontTextBlock()
    figures = FrontFiguresBlock()
    cards = FrontCardsBlock()
    current_advocacy = CurrentAdvocacyBlock()
    latest_items = LatestItemsBlock()
    next_dates = NextDatesBlock()
    structuring_partners = StructuringPartnersBlock()
    call_to_action = CallToActionBlock(template="blocks/front_call.html")

    class Meta:
        template = "blocks/front.html"
