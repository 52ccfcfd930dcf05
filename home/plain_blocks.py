"""The palette of pages that are read in other languages: blocks that write no word of French by themselves."""

from typing import Any

from wagtail import blocks

from home.blocks import EMPHASIS, CalloutBlock, DownloadBlock, HeadingBlock, ParagraphBlock, StepsBlock, SubheadingBlock


class ContactBlock(blocks.StructBlock):
    """Where to write or call. Numbers and addresses keep their own direction in any text."""

    title = blocks.CharBlock(label="Titre", help_text="Par exemple «\u00a0Nous écrire\u00a0», dans la langue de la page.")
    text = blocks.TextBlock(label="Texte", rows=2, required=False)
    email = blocks.EmailBlock(
        label="Adresse e-mail", required=False, help_text="Sans e-mail ni téléphone, ceux de l’association sont montrés (Réglages)."
    )
    phone = blocks.RegexBlock(
        r"^\+?[0-9][0-9 .]*$",
        label="Téléphone",
        required=False,
        error_messages={"invalid": "Des chiffres et des espaces seulement, par exemple «\u00a0+33 1 23 45 67 89\u00a0»."},
    )

    class Meta:
        icon = "mail"
        label = "Contact"
        group = EMPHASIS
        template = "blocks/contact.html"
        description = "Où écrire ou appeler."
        preview_value = {
            "title": "Nous écrire",
            "text": "Quelques mots suffisent.",
            "email": "contact@exemple.org",
            "phone": "+33 1 23 45 67 89",
        }


class PlainBlock(blocks.StreamBlock):
    """Few blocks, that are read on a phone by people who read little."""

    heading = HeadingBlock()
    subheading = SubheadingBlock()
    paragraph = ParagraphBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    contact = ContactBlock()
    download = DownloadBlock()

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context.setdefault("level", 2)
        return context

    class Meta:
        template = "blocks/body.html"
