"""Finds, in free text, what could lead to a supported person: numbers, contact details, addresses (trust.md 17); and in what is kept of
them, plain words of health and of the asylum procedure.

Forms warn with it and let the writer correct or confirm: a rule of thumb, never a proof that a text names nobody.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Final
from unicodedata import decimal

CAPITAL: Final = "[A-ZÀ-Ý]"
# Between two digits of a number: spaces, dots, slashes, dashes of every kind, brackets.
APART: Final = r"(?:[./()_\u00b7\u2010-\u2015-]|[^\S\n]){0,3}"
NO_DATE: Final = r"(?!\d\d?[./\s-]\d\d?[./\s-](?:19|20)\d\d(?!\d))"
NO_YEARS: Final = r"(?!(?:19|20)\d\d\D{1,3}(?:19|20)\d\d(?!\d))"
NO_AMOUNT: Final = r"(?![^\S\n]?(?:€|%|euros))"
NUMBERED: Final = r"(?i:[^\S\n]|:|n[°ºo]|numéro|est|le){0,6}"

STREETS: Final = r"(?i:rue|avenue|impasse|all[ée]e|boulevard|bld|blvd)\b|[Bb]d\b[.]?|(?i:av)\b[.]?(?!\s*J)"
# « 1 place de théâtre », « 2 passages » and « 1 route » are more often no address.
PERHAPS_STREETS: Final = "(?i:place|chemin|quai|passage|square|route|villa|cité|cour)"
HOUSE: Final = r"(?<!\d)\d{1,3}(?:[^\S\n]?(?:bis|ter|quater|[A-Da-d])\b)?,?\s*"
ARTICLE: Final = r"(?i:(?:du|des|de\s+la|de\s+l[’']|d[’'])\s*)"
WORD: Final = r"[\w\u2019'-]*"
LIVES: Final = r"\b(?i:habit\w+|héberg\w+|domicili\w+|loge|logée?s?|vit)\s+(?:(?:au|à|dans|la|l[’'])\s*){0,2}"
# « un appartement 2 pièces » is none in particular.
NO_SIZE: Final = r"(?!\s*(?:pièces|m²|m2|mètres|personnes|places|lits|ans|mois|h\b))"
TOWN: Final = rf"(?:{CAPITAL}{WORD}|paris\b|saint[ -]{WORD}|st[ -]{WORD})"
WHOLE_NAME: Final = rf"{CAPITAL}[\w\u2019'-]+(?:\s+{CAPITAL}[\w\u2019'-]+)*"
# Of those who ask for asylum in France most often, save the words that are a language too: « elle parle russe » names nobody.
NATIONS: Final = (
    "afghan|algérien|angolais|bangladais|burkinabè|camerounais|centrafricain|congolais|érythréen|éthiopien|gambien|guinéen|haïtien|"
    "iranien|irakien|ivoirien|kosovar|malien|mauritanien|nigérian|pakistanais|sénégalais|somalien|soudanais|sri-lankais|syrien|tchadien|"
    "tunisien|vénézuélien|yéménite"
)

# Plain words of health, with what the same word says of something else: a job, a place, a tool.
ILL: Final = (
    "malad(?:e|ie)s?|(?:poly)?handicap(?:é|ée)?s?|invalidité|grossesses?|accouch(?:é|ée|ement)|fausse couche|dépress(?:ion|if|ive)s?|"
    "suicid(?:e|aire)s?|traumat(?:isme|isé|isée)s?|post-traumatique|tspt|sspt|psychiatr(?:e|ie|ique)s?|psychotropes?|psychothérapie|schizophr(?:énie|ène)|"
    "bipolaire|autis(?:me|te)|trisom(?:ie|ique)|addictions?|toxicoman(?:e|ie)|cancers?|chimiothérapie|diab(?:ète|étique)|asthm(?:e|atique)|"
    "épilep(?:sie|tique)|vih|sida|séropositi(?:f|ve)|hépatite|tuberculose|drépanocytose|hypertension|avc|dialyses?|cardiaques?|hospitalis(?:é|ée|ation)|médicaments?|"
    "fauteuil roulant|béquilles?|déambulateur|malvoyante?|malentendante?|sourd(?:e|)"
)
ILL_IN_CONTEXT: Final = (
    r"(?<!l[’'])(?<!une )(?<!cette )enceinte(?!\s+(?:du|des|de\s+la|de\s+l|sportive|scolaire|acoustique)\b)",
    r"(?<!l[’'])(?<!confiance )aveugle(?:s|)",
    r"(?<!boisson )(?<!boissons )alcooli(?:que|sme)s?",
    r"(?:problèmes?|ennuis|soucis|raisons?|état)\s+de\s+santé|santé\s+(?:mentale|fragile)|sa\s+santé",
    r"troubles\s+(?:psych\w+|anxieux|mentaux|du\s+sommeil|du\s+comportement)",
    r"sous\s+traitement|son\s+traitement(?!\s+de\s+texte)|traitement\s+médical",
    r"(?:certificat|suivi|dossier|rendez-vous|rdv)\s+médic(?:al|aux)|suivie?\s+psych\w+|(?:voit|chez)\s+(?:un|une|le|la|son|sa)\s+psych\w+",
    r"(?:suivie?|soignée?|rendez-vous|rdv)\s+à\s+l[’']hôpital|(?:est|été|être)\s+opéré(?:e|)",
)
ASYLUM: Final = (
    r"(?:demande|demandeur|demandeuse)(?:s|·se|·ses)?\s+d[’']asile|réexamen|protection\s+(?:subsidiaire|internationale|temporaire)|"
    r"(?<!s[’']est )(?<!s[’']était )réfugié(?:e|·e)?s?|apatrides?|débouté(?:e|·e)?s?|dubliné(?:e|·e)?s?|procédure\s+dublin|dublin\s+iii|"
    r"ofpra|cnda|oqtf|irtf|ofii|guda|spada|récépissés?|(?:titre|carte)s?\s+de\s+séjour|sans[ -]papiers?|régularisation|naturalisation|"
    r"regroupement\s+familial|réunification\s+familiale|(?:rendez-vous|rdv|convocation|convoqu(?:é|ée))\s+(?:à\s+la|en)\s+préfecture"
)
# Written small, they are ordinary letters.
HOUSED_AS: Final = "CADA|HUDA|CAES|CPH|BPI"


def _any(*patterns: str) -> re.Pattern[str]:
    """What one finds, another does not find again in part."""
    return re.compile("|".join(patterns))


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
    HEALTH = "un mot sur la santé"
    PROCEDURE_WORD = "un mot de la procédure d’asile"


# A foreigner's number (AGDREF) has ten digits, parted alike; a French phone number too, but begins with 0.
PATTERNS: Final[dict[DetailKind, re.Pattern[str]]] = {
    DetailKind.FOREIGNER_NUMBER: _any(
        *(
            rf"(?<![\d+])(?<!\d{apart}){NO_DATE}[1-9](?:{apart}?\d){{9}}(?!{apart}?\d){NO_AMOUNT}"
            for apart in (r"[^\S\n]", "[.]", "/", "[\u2010-\u2015-]")
        ),
        rf"\b(?i:agdref|ofpra|cnda|dna|anef|ofii|étranger|dossier|récépissé)\b{NUMBERED}{NO_DATE}{NO_YEARS}\d(?:{APART}\d){{6,}}",
        r"(?<![\d-])(?:19|20)\d\d-\d\d-\d{5}(?!\d)",
    ),
    DetailKind.PHONE: _any(
        rf"(?<!\d)(?<!\d[./-]){NO_DATE}0[^\S\n]?[1-9](?:{APART}\d){{8}}(?!\d)",
        rf"(?<!\w)(?:\+|0[^\S\n]?0){APART}{NO_DATE}[1-9](?:{APART}\d){{7,13}}(?!\d){NO_AMOUNT}",
    ),
    DetailKind.E_MAIL: _any(
        r"(?<![\w.+-])[\w.+-]+\s?(?:@|[(\[]\s?(?:at|arobase)\s?[)\]])\s?[\w-]+(?:\.[\w-]+)+",
    ),
    DetailKind.ADDRESS: _any(
        rf"(?:{HOUSE}|{LIVES})(?:{STREETS})\s*(?!(?:plus|qui|où|à|et)\b)(?:{ARTICLE}|(?i:de|la|les|l[’'])\s*)?\w{WORD}",
        rf"(?:{HOUSE}|{LIVES}){PERHAPS_STREETS}\s+(?:{ARTICLE}\w|(?i:de\s+|la\s+|les\s+|l[’'])?{CAPITAL}){WORD}",
        rf"(?<!\d)(?:0[1-9]|[1-8]\d|9[0-8])\d{{3}},?\s+{TOWN}",
        rf"\b(?i:chambre|appartement|appart|appt|apt|logement|bâtiment|bât)\b[.]?\s*(?i:n[°ºo]\s*)?[A-Za-z]?-?\d+\b{NO_SIZE}",
        r"\b(?i:bâtiment|bât)\b[.]?\s+[A-Z]\b",
    ),
    DetailKind.NAME: _any(
        rf"\b(?:M[.]|Mme|Mlle|Monsieur|Madame)\s+{WHOLE_NAME}",
        rf"\b(?:oriente|adresse|présente|accompagne|s[’']appelle|nommé|nommée|prénommé|prénommée)\s+(?!(?:M[.]|Mme|Mlle|Monsieur|Madame)\s){WHOLE_NAME}",
    ),
    DetailKind.BIRTH: _any(
        r"\b[Nn]é(?:e|·e|[(]e[)])?\s+(?:le|en)\s+[\w/. ]{0,12}\d{4}",
    ),
    DetailKind.NATIONALITY: _any(
        r"\b[Nn]ationalité\s+(?!(?:et|ou|ni|de|des)\b)\w+",
        rf"(?i:\b(?:{NATIONS})(?:ne|e|·e|·ne)?s?\b)",
    ),
    DetailKind.PROCEDURE: _any(
        r"(?i:\b(?:en|sous|sa)\s+procédure\s+(?:Dublin|accélérée|normale)\b)",
        r"(?i:\b(?:est|été|personne|famille)\s+(?:débouté|dubliné)(?:e|·e)?\b)",
        r"(?i:\b(?:en|son|un)\s+recours\b(?:\s+devant\s+la|\s+à\s+la|)(?:\s+CNDA\b|))",
        r"(?i:\brejet(?:é|ée|·ée)?\s+(?:par|de)\s+(?:l[’']Ofpra|la\s+CNDA)\b)",
    ),
    DetailKind.HEALTH: _any(*(rf"(?i:\b(?:{words})\b)" for words in (ILL, *ILL_IN_CONTEXT))),
    DetailKind.PROCEDURE_WORD: _any(rf"(?i:\b(?:{ASYLUM})\b)", rf"\b(?:{HOUSED_AS})\b"),
}
# What is nowhere in what is kept of a supported person, though it leads to nobody by itself: elsewhere these words are a subject.
NEVER_KEPT: Final = (DetailKind.HEALTH, DetailKind.PROCEDURE_WORD)
# What leads to somebody, whatever the text is about.
EVERY_KIND: Final = tuple(kind for kind in DetailKind if kind not in NEVER_KEPT)
OF_A_PERSON: Final = (*EVERY_KIND, *NEVER_KEPT)
# For a text that says where a place is.
ALL_BUT_ADDRESS: Final = tuple(kind for kind in EVERY_KIND if kind != DetailKind.ADDRESS)


@dataclass(frozen=True)
class Detail:
    kind: DetailKind
    text: str

    def __str__(self) -> str:
        return f"{self.kind.value} (« {self.text} »)"


def find_details(text: str, kinds: Collection[DetailKind] = EVERY_KIND) -> list[Detail]:
    """What stands in the text, kind by kind, each thing once. Digits of every script are read."""
    latin = re.sub(r"\d", lambda digit: str(decimal(digit.group())), text)
    found: list[Detail] = []
    spans: list[tuple[int, int]] = []
    for kind in OF_A_PERSON:
        for match in PATTERNS[kind].finditer(latin) if kind in kinds else ():
            start, end = match.span()
            # A word inside what was found already is not said again.
            if kind not in NEVER_KEPT or not any(first <= start and end <= last for first, last in spans):
                found.append(Detail(kind, text[start:end]))
                spans.append((start, end))
    return list(dict.fromkeys(found))
