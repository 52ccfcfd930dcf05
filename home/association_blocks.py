"""Blocks in which the association speaks of itself: its people, and the facts that legal texts must say."""

from typing import Any, ClassVar

from wagtail import blocks

from home.blocks import EMPHASIS, MEDIA, PictureBlock
from home.settings import AssociationSettings, Fact, find_association

LEGAL = "L’association"


def label_of(name: str) -> str:
    """The name of a fact, as the settings give it."""
    label = str(AssociationSettings._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


class AssociationBlock(blocks.StructBlock):
    """One that shows the settings « L’association », whatever was typed in the page."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["association"] = find_association((parent_context or {}).get("request"))
        return context


class AssociationFactsBlock(AssociationBlock):
    facts = blocks.MultipleChoiceBlock(
        choices=[(name, label_of(name)) for name in AssociationSettings.LEGAL_FACTS],
        label="Lesquels",
        help_text="Ils se remplissent dans Réglages › L’association. Ce qui manque est marqué «\u00a0à compléter\u00a0».",
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        chosen = set(value["facts"] or [])
        facts: list[Fact] = [context["association"].fact(name) for name in AssociationSettings.LEGAL_FACTS if name in chosen]
        context["facts"] = facts
        return context

    class Meta:
        icon = "list-ul"
        label = "Renseignements de l’association"
        group = LEGAL
        template = "blocks/association_facts.html"
        description = "Adresse, numéros, hébergeur… tels que les disent les réglages."
        preview_value = {"facts": ["rna", "siren", "host_name"]}


class ConformityBlock(AssociationBlock):
    class Meta:
        icon = "circle-check"
        label = "État de conformité RGAA"
        group = LEGAL
        template = "blocks/conformity.html"
        description = "Non conforme, partiellement ou totalement : ce que dit le dernier audit des réglages."
        preview_value: ClassVar[dict[str, Any]] = {}


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(label="Nom", max_length=80)
    role = blocks.CharBlock(label="Rôle", max_length=120)
    text = blocks.TextBlock(label="En une phrase", rows=2, required=False, max_length=240)
    email = blocks.EmailBlock(
        label="Adresse e-mail", required=False, help_text="Une adresse de fonction, que d’autres relèvent en cas d’absence."
    )
    portrait = PictureBlock(
        label="Portrait", required=False, help_text="Avec l’accord de la personne. Son nom est écrit à côté : cochez « décorative »."
    )

    class Meta:
        icon = "user"
        label = "Personne"


class PeopleBlock(blocks.StructBlock):
    people = blocks.ListBlock(PersonBlock(), label="Personnes", min_num=1)

    class Meta:
        icon = "group"
        label = "Personnes"
        group = MEDIA
        template = "blocks/people.html"
        description = "L’équipe, le bureau : nom, rôle et portrait. Jamais une personne accompagnée."
        preview_value = {
            "people": [
                {"name": "Camille (personne fictive)", "role": "Coordination", "text": "", "email": "", "portrait": None},
                {"name": "Dominique (personne fictive)", "role": "Présidence", "text": "", "email": "", "portrait": None},
            ]
        }


class PillarBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=80)
    text = blocks.TextBlock(label="Texte", rows=2, required=False, max_length=240)

    class Meta:
        icon = "pick"
        label = "Pilier"


class PurposeBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", default="Notre raison d’être")
    statement = blocks.TextBlock(label="Ce que veut l’association", rows=2, max_length=300)
    pillars = blocks.ListBlock(PillarBlock(), label="Comment elle y travaille", min_num=2, max_num=4)

    class Meta:
        icon = "pick"
        label = "Raison d’être"
        group = EMPHASIS
        template = "blocks/purpose.html"
        description = "Ce que veut l’association, et de quelles façons elle y travaille."
        preview_value = {
            "title": "Notre raison d’être",
            "statement": "Une société inclusive, solidaire et accueillante.",
            "pillars": [
                {"title": "Travailler et parler", "text": "Des ateliers, des cours, un accompagnement."},
                {"title": "Aller mieux", "text": "Prendre soin de la santé mentale et générale."},
            ],
        }
