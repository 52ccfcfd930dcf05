"""Texts of a translated page that are not in its script: left in French, or put on another language's page."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from advocacy.checks.drafts import Draft
from advocacy.checks.findings import Finding
from home.languages import SCRIPTS

CODE: Final = "script"
# Shorter ones are names and acronyms, which keep their letters in any language.
FEWEST_LETTERS: Final = 12


def check_script(draft: Draft) -> Iterator[Finding]:
    """Each text that holds no letter of the script in which the page's language is written."""
    language = draft.page.written_in
    for text in draft.texts if draft.page.language else []:
        letters = [character for character in text.words if character.isalpha()]
        if len(letters) >= FEWEST_LETTERS and not any(unicodedata.name(letter, "").startswith(language.script) for letter in letters):
            advice = f"ce texte n’est pas en alphabet {SCRIPTS[language.script]}, est-il dans la langue de la page\u00a0?"
            yield Finding(text.contentpath, f"{language.french_name.capitalize()}\u00a0: {advice}", blocks=False, code=CODE)
