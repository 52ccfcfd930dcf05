"""Words that readers need help with: acronyms that the glossary does not explain, links that do not say where they lead."""

import re
from collections.abc import Iterator
from typing import Final

from django.apps import apps
from wagtail import blocks

from advocacy.checks.drafts import Draft, Text
from advocacy.checks.findings import Finding
from advocacy.checks.french import plain_text, simple_spaces
from advocacy.checks.placeholders import find_placeholders
from home.search_text import fold

# Two capitals at least, with few small letters between them: OFII, DiAir, CO2; not LinkedIn.
ACRONYM: Final = re.compile(r"(?<![\w.@/·-])[A-ZÀ-Ý](?:[a-zà-ÿ0-9]{0,3}[A-ZÀ-Ý]){1,6}\d{0,2}(?![\w@/·-]|\.\w)")
ROMAN: Final = re.compile(r"[IVXLC]+")
SHOUTED: Final = re.compile(r"(?<!\w)[A-ZÀ-Ý]{2,}(?:[ ’'&-]+[A-ZÀ-Ý]{2,})+(?!\w)")
# Known to everybody, in full or not.
EVERYDAY: Final = frozenset(
    re.findall(
        r"\w+",
        "aa bd cd cm cv dvd faq fm gps hs km ko ok ong onu pc pdf pme qr ratp rer rh sa sas sarl sms sncf svp ter tgv tv tva ue url usb wc",
    )
)
# Fields that name people and organisations.
NAMES: Final = frozenset({"authors", "cosigners"})

LINK: Final = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
EMPTY_WORDS: Final = frozenset(
    (
        *("ici", "la", "par ici", "lien", "ce lien", "le lien", "page", "cette page", "site", "ce site", "suite", "la suite"),
        *("clic", "cliquez", "cliquer", "cliquez ici", "cliquer ici", "cliquez la", "cliquez sur ce lien", "en cliquant ici"),
        *("lire", "lire ici", "lire la suite", "lire plus", "voir", "voir ici", "voir plus", "plus", "decouvrir", "details", "acceder"),
        *("en savoir plus", "savoir plus", "plus d infos", "plus d info", "plus d informations", "infos", "info"),
        *("telecharger", "telechargez", "telecharger ici", "telechargez ici"),
    )
)
ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")


def check_acronyms(draft: Draft) -> Iterator[Finding]:
    """Each acronym that is neither in the glossary nor written out beside itself, once, where it first stands."""
    for contentpath, acronym in find_unexplained(draft, draft.prose, explained_words()):
        sentence = (
            f"«\u00a0{acronym}\u00a0» n’est pas dans le glossaire\u00a0: ajoutez-l’y, ou écrivez-le en toutes lettres la première fois."
        )
        yield Finding(contentpath, sentence, blocks=False, code="acronym")


def find_unexplained(draft: Draft, texts: list[Text], explained: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The place and the spelling of each acronym of these `texts`, the draft's own, that is not among the `explained` words."""
    prose = [text for text in texts if text.path[0] not in NAMES]
    everything = "\n".join(text.words for text in prose)
    known = explained | {word for name in NAMES for word in words_of(str(draft.values.get(name, "")))}
    for text in prose:
        for found in ACRONYM.finditer(SHOUTED.sub(" ", text.words)):
            acronym = found[0]
            if fold(acronym) in known or ROMAN.fullmatch(acronym) or is_written_out(acronym, everything):
                continue
            # What is left to fill in is told as such.
            if find_placeholders(acronym):
                continue
            known |= {fold(acronym)}
            yield text.contentpath, acronym


def explained_words() -> frozenset[str]:
    """What needs no explanation in a text, folded."""
    return EVERYDAY | glossary_words() | partner_words()


def is_written_out(acronym: str, text: str) -> bool:
    """« Office français (OFII) », « Référentiel général (RGAA 4.1) », « OFII (Office français…) »."""
    return re.search(rf"\({acronym}(?:\s[\d.]+)?\)|(?<!\w){acronym}\s*\([^)]*[a-zà-ÿ]{{3}}", text) is not None


def glossary_words() -> frozenset[str]:
    terms = apps.get_model("advocacy", "GlossaryTerm")._default_manager.values_list("term", "other_spellings")
    return frozenset(word for forms in terms for form in forms for word in words_of(form))


def partner_words() -> frozenset[str]:
    names = apps.get_model("home", "Partner")._default_manager.values_list("name", flat=True)
    return frozenset(word for name in names for word in words_of(name))


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(text))


def is_vague(label: str) -> bool:
    """True for words that do not say where a link leads, read out of their sentence, or for a bare address."""
    return bool(ADDRESS.fullmatch(label.strip())) or " ".join(words_of(label)) in EMPTY_WORDS


def check_link_texts(draft: Draft) -> Iterator[Finding]:
    for text in draft.texts:
        for inside in LINK.findall(text.html):
            label = plain_text(inside)
            if label and is_vague(label):
                yield vague(text.contentpath, label)
    for spot in draft.structs("label", "page", "address"):
        label = simple_spaces(spot.value["label"] or "")
        if isinstance(spot.block.child_blocks["page"], blocks.PageChooserBlock) and label and is_vague(label):
            yield vague(f"{spot.contentpath}.label", label)


def vague(contentpath: str, label: str) -> Finding:
    advice = "nommez la page ou le document, par exemple «\u00a0lire le plaidoyer\u00a0»"
    sentence = f"Le lien «\u00a0{label}\u00a0» ne dit pas où il mène\u00a0: {advice}."
    return Finding(contentpath, sentence, blocks=False, code="link_text")
