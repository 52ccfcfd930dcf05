"""Finds, in free text, what could lead to a supported person: numbers, contact details, addresses (trust.md 17).

Forms warn with it and let the writer correct or confirm: a rule of thumb, never a proof that a text names nobody.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Final

SPACE: Final = "[ \u00a0\u202f]"
BETWEEN: Final = "[ \u00a0\u202f.-]"
AROUND: Final = "[ \u00a0\u202f.()-]"
STREETS: Final = "rue|avenue|av[.]?|boulevard|bd|bld|impasse|place|chemin|all[ée]e|quai|passage|square|route|villa|cité"
CAPITAL: Final = "[A-ZÀ-Ý]"
# What follows the kind of street in its name: « de la Chapelle », « Custine ».
NAMED: Final = rf"(?:du\s|de\s|des\s|d[’']|la\s|les\s|l[’']|{CAPITAL})"


WHOLE_NAME: Final = rf"{CAPITAL}[\w\u2019'-]+(?:\s+{CAPITAL}[\w\u2019'-]+)*"
# Of those who ask for asylum in France most often, save the words that are a language too: « elle parle russe » names nobody.
NATIONS: Final = (
    "afghan|algérien|angolais|bangladais|burkinabè|camerounais|centrafricain|congolais|érythréen|éthiopien|gambien|guinéen|haïtien|"
    "iranien|irakien|ivoirien|kosovar|malien|mauritanien|nigérian|pakistanais|sénégalais|somalien|soudanais|sri-lankais|syrien|tchadien|"
    "tunisien|vénézuélien|yéménite"
)


class DetailKind(Enum):
    """The value is how a sentence names it."""

    FOREIGNER_NUMBER = "un numéro d’étranger"
    PHONE = "un numéro de téléphone"
    E_MAIL = "une adresse e-mail"
    ADDRESS = "une adresse postale"
    NAME = "un nom"
    BIRTH = "une date de naissance"
    NATIONALITY = "une nationalité"
    PROCEDURE = "une étape de la procédure"


# A foreigner's number (AGDREF) has ten digits; a French phone number too, but begins with 0.
PATTERNS: Final[dict[DetailKind, tuple[re.Pattern[str], ...]]] = {
    DetailKind.FOREIGNER_NUMBER: (re.compile(rf"(?<![\d+])(?<!\d{SPACE})[1-9](?:{SPACE}?\d){{9}}(?!{SPACE}?\d)"),),
    DetailKind.PHONE: (
        re.compile(rf"(?<!\d)0[1-9](?:{BETWEEN}?\d\d){{4}}(?!\d)"),
        re.compile(rf"(?<!\w)(?:\+|00)[1-9](?:{AROUND}{{0,2}}\d){{7,13}}(?!\d)"),
    ),
    DetailKind.E_MAIL: (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),),
    DetailKind.ADDRESS: (
        re.compile(rf"(?<!\d)\d{{1,4}}(?:,|\s?(?:bis|ter|quater),?)?\s+(?i:{STREETS})\s+{NAMED}[\w\u2019'-]*"),
        re.compile(rf"(?<!\d)(?:0[1-9]|[1-8]\d|9[0-8])\d{{3}}\s+{CAPITAL}[\w\u2019'-]+"),
    ),
    DetailKind.NAME: (
        re.compile(rf"\b(?:M[.]|Mme|Mlle|Monsieur|Madame)\s+{WHOLE_NAME}"),
        re.compile(
            rf"\b(?:oriente|adresse|présente|accompagne|s[’']appelle|nommé|nommée|prénommé|prénommée)\s+(?!(?:M[.]|Mme|Mlle|Monsieur|Madame)\s){WHOLE_NAME}"
        ),
    ),
    DetailKind.BIRTH: (re.compile(r"\b[Nn]é(?:e|·e|[(]e[)])?\s+(?:le|en)\s+[\w/. ]{0,12}\d{4}"),),
    DetailKind.NATIONALITY: (
        re.compile(r"\b[Nn]ationalité\s+(?!(?:et|ou|ni|de|des)\b)\w+"),
        re.compile(rf"(?i:\b(?:{NATIONS})(?:ne|e|·e|·ne)?s?\b)"),
    ),
    DetailKind.PROCEDURE: (
        re.compile(r"(?i:\b(?:en|sous|sa)\s+procédure\s+(?:Dublin|accélérée|normale)\b)"),
        re.compile(r"(?i:\b(?:est|été|personne|famille)\s+(?:débouté|dubliné)(?:e|·e)?\b)"),
        re.compile(r"(?i:\b(?:en|son|un)\s+recours\b(?:\s+devant\s+la|\s+à\s+la|)(?:\s+CNDA\b|))"),
        re.compile(r"(?i:\brejet(?:é|ée|·ée)?\s+(?:par|de)\s+(?:l[’']Ofpra|la\s+CNDA)\b)"),
    ),
}
EVERY_KIND: Final = tuple(DetailKind)


@dataclass(frozen=True)
class Detail:
    kind: DetailKind
    text: str

    def __str__(self) -> str:
        return f"{self.kind.value} (« {self.text} »)"


def find_details(text: str, kinds: Collection[DetailKind] = EVERY_KIND) -> list[Detail]:
    """What stands in the text, kind by kind, each thing once."""
    patterns = [(kind, pattern) for kind in EVERY_KIND if kind in kinds for pattern in PATTERNS[kind]]
    return list(dict.fromkeys(Detail(kind, match.group()) for kind, pattern in patterns for match in pattern.finditer(text)))
