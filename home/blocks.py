"""The blocks that every editor's palette shares."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from home.media import FIGURE_RENDITIONS, Picture, PictureRendition

TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul", "document-link"]
INLINE_FEATURES = ["bold", "italic", "link"]

TEXT = "Texte"
EMPHASIS = "Mise en avant"
MEDIA = "Images et liens"


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "h2"
        label = "Intertitre"
        group = TEXT
        description = "Ouvre une nouvelle partie ; paraît dans le sommaire de la page."
        preview_value = "Pourquoi agir dès la demande d’asile"


class SubheadingBlock(blocks.CharBlock):
    class Meta:
        icon = "h3"
        label = "Sous-titre"
        group = TEXT
        description = "Un titre de moindre rang, sous un intertitre."
        preview_value = "Les premiers mois"


class ParagraphBlock(blocks.RichTextBlock):
    def __init__(self, features: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(features=features or TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = "Paragraphe"
        group = TEXT
        description = "Du texte courant, avec listes et liens."
        preview_value = (
            "<p>L’attente d’une réponse dure des mois, parfois des années. <b>Pendant ce temps</b>, presque tous les "
            "dispositifs d’intégration restent fermés.</p>"
            "<ul><li>apprendre le français ;</li><li>préparer un projet professionnel.</li></ul>"
        )


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Citation", rows=3)
    author = blocks.CharBlock(label="De qui", required=False, help_text="Un alias pour une personne accompagnée.")
    source = blocks.CharBlock(label="Source", required=False)

    def excerpt(self, value: Any) -> str:
        return str(value["text"])

    class Meta:
        icon = "openquote"
        label = "Citation"
        group = TEXT
        template = "blocks/quote.html"
        description = "Des mots rapportés, avec leur auteur ou leur source."
        preview_value = {"text": "Chaque semaine d’attente utile est une semaine gagnée.", "author": "Texte de démonstration", "source": ""}


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", required=False)
    text = ParagraphBlock(label="Texte")

    def excerpt(self, value: Any) -> str:
        texts = self.child_blocks["text"].get_searchable_content(value["text"])
        return ". ".join([*([value["title"]] if value["title"] else []), " ".join(texts)])

    class Meta:
        icon = "info-circle"
        label = "Encadré"
        group = EMPHASIS
        template = "blocks/callout.html"
        description = "Une précision ou un rappel, détaché du texte."
        preview_value = {"title": "Bon à savoir", "text": "<p>Une même activité peut avoir plusieurs visées.</p>"}


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Étape")
    text = blocks.TextBlock(label="Texte", rows=2, required=False)

    class Meta:
        icon = "list-ol"
        label = "Étape"


class StepsBlock(blocks.StructBlock):
    steps = blocks.ListBlock(StepBlock(), label="Étapes", min_num=2)

    def excerpt(self, value: Any) -> str:
        steps = value["steps"]
        return "\u00a0; ".join(f"{step['title']}\u00a0: {step['text']}" if step["text"] else step["title"] for step in steps)

    class Meta:
        icon = "list-ol"
        label = "Étapes"
        group = EMPHASIS
        template = "blocks/steps.html"
        description = "Un parcours en étapes numérotées."
        preview_value = {
            "steps": [
                {"title": "S’inscrire", "text": "Quelques minutes suffisent."},
                {"title": "Se former", "text": "Deux heures, en groupe."},
            ]
        }


class KeyFigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(label="Chiffre", max_length=20)
    label = blocks.CharBlock(label="Ce qu’il compte")
    detail = blocks.CharBlock(
        label="Précision", required=False, help_text="Pour un pourcentage : de quoi ? Par exemple « des 160 personnes accompagnées »."
    )

    class Meta:
        icon = "decimal"
        label = "Chiffre"
        description = "Un chiffre et ce qu’il compte."


class KeyFiguresBlock(blocks.StructBlock):
    figures = blocks.ListBlock(KeyFigureBlock(), label="Chiffres", min_num=1, max_num=6)
    source = blocks.CharBlock(label="Source", required=False)

    def excerpt(self, value: Any) -> str:
        return "\u00a0; ".join(" ".join(filter(None, figure.values())) for figure in value["figures"])

    class Meta:
        icon = "tag"
        label = "Chiffres clés"
        group = EMPHASIS
        template = "blocks/key_figures.html"
        description = "Jusqu’à six chiffres, chacun avec ce qu’il compte."
        preview_value = {
            "figures": [
                {"value": "242", "label": "personnes inscrites", "detail": "au programme de 2024"},
                {"value": "38", "label": "activités culturelles", "detail": ""},
            ],
            "source": "Rapport d’activité 2024",
        }


class PictureBlock(ImageBlock):
    """A picture with its alternative text, or marked decorative. Its renditions come with it, in one query for all."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        pictures: list[Any] = super().bulk_to_python(values)
        wanted = PictureRendition.objects.filter(filter_spec__in=FIGURE_RENDITIONS)
        found = [picture for picture in pictures if isinstance(picture, Picture)]
        # None in most texts, which then ask nothing more.
        prefetch_related_objects([picture for picture in found if picture.shows_recognisable_person], "consent")
        prefetch_related_objects(found, Prefetch("renditions", queryset=wanted, to_attr="prefetched_renditions"))
        return pictures


class FigureBlock(blocks.StructBlock):
    picture = PictureBlock(label="Image")
    caption = blocks.CharBlock(label="Légende", required=False)
    source = blocks.CharBlock(
        label="Source", required=False, help_text="D’où viennent les données ou le dessin. Le crédit, lui, suit l’image."
    )

    def excerpt(self, value: Any) -> str:
        picture = value["picture"]
        return value["caption"] or (picture.contextual_alt_text if picture else "") or ""

    class Meta:
        icon = "image"
        label = "Image"
        group = MEDIA
        template = "blocks/figure.html"
        preview_template = "blocks/previews/figure.html"
        description = "Une image, avec son texte de remplacement, sa légende et sa source."


class LinkValue(blocks.StructValue):
    def href(self, request: HttpRequest | None) -> str:
        """Where the link leads: the chosen page while readers can open it, else the address, else nowhere."""
        page = self.get("page")
        if page is not None:
            return (page.get_url(request) or "") if page.live else ""
        return self.get("address") or ""


class LinkBlock(blocks.StructBlock):
    """A link to a page of the site or to an address: one of the two, or neither where `required` is false."""

    label = blocks.CharBlock(label="Texte du lien", required=False, max_length=60)
    page = blocks.PageChooserBlock(label="Page du site", required=False)
    address = blocks.RegexBlock(
        r"^(/|https://|mailto:)",
        label="ou adresse",
        required=False,
        error_messages={"invalid": "Une adresse commence par https://, par mailto: ou, sur ce site, par une barre oblique."},
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["page"] and cleaned["address"]:
            message = "Choisissez une page ou donnez une adresse, pas les deux."
            raise StructBlockValidationError(block_errors={"address": ValidationError(message)})
        return cleaned

    class Meta:
        icon = "link"
        label = "Lien"
        value_class = LinkValue


class RequiredLinkBlock(LinkBlock):
    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        errors = {}
        if not cleaned["label"]:
            errors["label"] = ValidationError("Dites où mène le lien : « Lire le plaidoyer », plutôt que « Cliquez ici ».")
        if not cleaned["page"] and not cleaned["address"]:
            errors["page"] = ValidationError("Choisissez une page, ou donnez une adresse.")
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "link"
        label = "Lien"
        description = "Un bouton, vers une page du site ou une adresse."
        value_class = LinkValue


class CardBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre")
    text = blocks.TextBlock(label="Texte", rows=3, required=False)
    link = LinkBlock(label="Lien")

    class Meta:
        icon = "doc-full"
        label = "Carte"


class CardsBlock(blocks.StructBlock):
    cards = blocks.ListBlock(CardBlock(), label="Cartes", min_num=1)

    class Meta:
        icon = "grid"
        label = "Cartes"
        group = MEDIA
        template = "blocks/cards.html"
        description = "Des cartes côte à côte, chacune avec un titre et un lien."
        preview_value = {
            "cards": [
                {
                    "title": "Pôle linguistique",
                    "text": "Trois cours par semaine, pendant dix semaines.",
                    "link": {"label": "", "page": None, "address": "/association/"},
                },
                {
                    "title": "Pôle culturel",
                    "text": "Des sorties toute l’année.",
                    "link": {"label": "", "page": None, "address": "/association/"},
                },
            ]
        }


class CallToActionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre")
    text = blocks.TextBlock(label="Texte", rows=2, required=False)
    link = RequiredLinkBlock(label="Bouton")

    class Meta:
        icon = "arrow-right-full"
        label = "Appel à agir"
        group = EMPHASIS
        template = "blocks/call_to_action.html"
        description = "Un bandeau avec un bouton doré : un seul par page."
        preview_value = {
            "title": "Une heure ou deux par semaine ?",
            "text": "Devenez bénévole.",
            "link": {"label": "Voir les missions", "page": None, "address": "/benevoles/"},
        }


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label="Document")
    description = blocks.CharBlock(label="Ce qu’il contient", required=False)

    class Meta:
        icon = "download"
        label = "Document à télécharger"
        group = MEDIA
        template = "blocks/download.html"
        preview_template = "blocks/previews/download.html"
        description = "Un fichier, avec son poids et son format."


class BodyBlock(blocks.StreamBlock):
    """The palette of ordinary pages. `level` is the rank of its headings, given by the template that includes it."""

    heading = HeadingBlock()
    subheading = SubheadingBlock()
    paragraph = ParagraphBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    key_figures = KeyFiguresBlock()
    figure = FigureBlock()
    cards = CardsBlock()
    download = DownloadBlock()
    call_to_action = CallToActionBlock()

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context.setdefault("level", 2)
        return context

    class Meta:
        template = "blocks/body.html"
