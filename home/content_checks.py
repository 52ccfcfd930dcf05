"""The checks that Wagtail runs on the preview of a page, beside its form: our choice of rules, said in French."""

from typing import Any, ClassVar

from django.http import HttpRequest
from wagtail.admin.userbar import ContentCheckerItem

# Rule of axe: what is wrong, and what to do.
FRENCH: dict[str, tuple[str, str]] = {
    "alt-text-quality": ("Le texte de remplacement ressemble à un nom de fichier", "Dites ce que montre l’image."),
    "button-name": ("Un bouton n’a pas de texte", "Écrivez ce que fait le bouton."),
    "empty-heading": ("Un titre est vide", "Écrivez le titre, ou retirez-le."),
    "empty-meta-description": (
        "Les moteurs de recherche n’ont pas de description",
        "Remplissez le chapeau, ou la description de l’onglet Promotion.",
    ),
    "empty-table-header": ("Une colonne de tableau n’a pas de titre", "Nommez chaque colonne."),
    "frame-title": ("Un cadre n’a pas de titre", "Dites ce qu’il contient."),
    "heading-order": ("Un niveau de titre est sauté", "Un sous-titre vient sous un intertitre."),
    "identical-links-same-purpose": ("Le même texte de lien mène à deux endroits", "Distinguez-les\u00a0: nommez la page ou le document."),
    "image-alt": ("Une image n’a pas de texte de remplacement", "Décrivez-la, ou cochez «\u00a0image décorative\u00a0»."),
    "image-redundant-alt": (
        "Le texte de remplacement répète le texte voisin",
        "Dites autre chose, ou cochez «\u00a0image décorative\u00a0».",
    ),
    "input-button-name": ("Un bouton n’a pas de texte", "Écrivez ce que fait le bouton."),
    "link-name": ("Un lien n’a pas de texte", "Écrivez où il mène."),
    "p-as-heading": ("Un paragraphe en gras tient lieu de titre", "Prenez un bloc «\u00a0Intertitre\u00a0» ou «\u00a0Sous-titre\u00a0»."),
    "table-duplicate-name": ("La légende et le résumé du tableau se répètent", "Gardez l’un des deux."),
}


class FrenchContentChecker(ContentCheckerItem):
    """Wagtail's own item, with the rules above and no other."""

    # What the editor wrote; the header, the footer and the titles that our components draw are ours.
    axe_include: ClassVar = ["main"]
    axe_exclude: ClassVar = ["[id^=titre-]"]
    axe_run_only: ClassVar = list(FRENCH)
    axe_messages: ClassVar = {rule: {"error_name": name, "help_text": advice} for rule, (name, advice) in FRENCH.items()}


def check_content_in_french(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Puts our checker where Wagtail puts its own."""
    items[:] = [FrenchContentChecker(item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items]
