"""Tax receipts on paper: tagged PDFs (PDF/UA-1) made from what each receipt froze and from the signature, and from nothing else.

A layout that receipts were issued with is never edited, neither its template nor its words below: another is added beside it.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from django.utils import timezone

from home.dates import short_day
from home.numbers import format_euros
from home.typesetting import TypesettingError, in_latin, typeset
from volunteers.certificates import grouped

TEMPLATE: Final = Path(__file__).parent / "paper" / "print.typ"
FICTITIOUS: Final = "Document de démonstration, sans valeur"
CERFA: Final = MappingProxyType({"person": "11580", "company": "16216"})


class Mark(Enum):
    """What is written across a receipt, and said in its text: the word, its tone, its sentence."""

    NONE = ("", "", "")
    DUPLICATE = ("DUPLICATA", "plain", "Duplicata\u00a0: l’original de ce reçu a déjà été remis.")
    COPY = ("COPIE", "plain", "Copie pour l’association\u00a0: l’original de ce reçu n’est pas encore remis.")
    CANCELLED = ("ANNULÉ", "strong", "Reçu annulé\u00a0: il n’ouvre droit à aucune réduction d’impôt.")
    PREVIEW = ("APERÇU", "plain", "Aperçu sans valeur\u00a0: ce reçu n’est pas émis.")

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> str:
        return self.value[1]

    @property
    def sentence(self) -> str:
        return self.value[2]


@dataclass(frozen=True)
class Sheet:
    """A receipt to be printed among others: its frozen content, the PNG of its signature, its mark."""

    content: Mapping[str, Any]
    signature: bytes
    mark: Mark = Mark.NONE


def print_receipt(content: Mapping[str, Any], *, signature: bytes, mark: Mark = Mark.NONE) -> bytes:
    """The PDF of one receipt, dated its day of issue; the same content, picture and mark give the same bytes. Raises TypesettingError."""
    sheet = Sheet(content, signature, mark)
    number = content["name"]
    title = f"Reçu fiscal n°\u00a0{number}" if number else "Reçu fiscal"
    return _print([sheet], title=f"{title} ({mark.word.lower()})" if mark.word else title)


def print_many(sheets: Sequence[Sheet]) -> bytes:
    """One PDF for the printer, dated the last day of issue: each receipt from a right-hand page on, its pages numbered for itself.

    Raises ValueError without any receipt, and TypesettingError.
    """
    if not sheets:
        raise ValueError("no receipt to print")
    return _print(sheets, title=f"Reçus fiscaux à imprimer\u00a0: {len(sheets)}")


def _print(sheets: Sequence[Sheet], *, title: str) -> bytes:
    on = max(date.fromisoformat(sheet.content["issued_on"]) for sheet in sheets)
    receipts = [LAYOUTS[sheet.content["layout"]](_seen(sheet.content), sheet) for sheet in sheets]
    files = {_picture(sheet): sheet.signature for sheet in sheets}
    data = {
        "title": title,
        "description": "Reçu au titre des dons, pour l’administration fiscale",
        "association": receipts[0]["body"]["name"],
        "date": [on.year, on.month, on.day],
        "receipts": receipts,
    }
    at = timezone.make_aware(datetime.combine(on, time(12)))
    try:
        return typeset(TEMPLATE, data, files, at=at)
    except TypesettingError:
        # A sign that no font has costs its own receipt alone, which says the same among others as by itself.
        data["receipts"] = [one if len(sheets) > 1 and _has_its_signs(data, one, files, at=at) else in_latin(one) for one in receipts]
        return typeset(TEMPLATE, {**data, "association": in_latin(data["association"])}, files, at=at)


def _has_its_signs(data: Mapping[str, Any], receipt: Mapping[str, Any], files: Mapping[str, bytes], *, at: datetime) -> bool:
    try:
        typeset(TEMPLATE, {**data, "receipts": [receipt]}, files, at=at)
    except TypesettingError:
        return False
    return True


def _picture(sheet: Sheet) -> str:
    return f"{sha256(sheet.signature).hexdigest()}.png"


def _seen(value: Any) -> Any:
    """Texts with each letter and its accent as one sign, ordinary spaces for tabulations and the like, and without what is not seen."""
    if isinstance(value, str):
        lines = ("".join(map(_seen_sign, line)) for line in unicodedata.normalize("NFC", value).splitlines())
        return "\n".join(lines)
    if isinstance(value, list):
        return [_seen(part) for part in value]
    if isinstance(value, Mapping):
        return {name: _seen(part) for name, part in value.items()}
    return value


def _seen_sign(sign: str) -> str:
    if sign == "\t":
        return " "
    return "" if unicodedata.category(sign) in {"Cc", "Cf", "Cs"} else sign


def _layout_1(content: Mapping[str, Any], sheet: Sheet) -> dict[str, Any]:
    """The words of layout 1, in the order in which its template writes them."""
    body, donor, signatory = content["body"], content["donor"], content["signatory"]
    is_person = content["kind"] == "person"
    payments = content["lines"]
    amount = _euros(content["amount_cents"])
    issued = short_day(date.fromisoformat(content["issued_on"]))
    gift_heading, gift = _gift_facts(content)
    under_articles = _under_articles(content["articles"])
    number = f"Reçu n°\u00a0{content['name']}" if content["name"] else "Reçu sans numéro"
    replaced = f"Annule et remplace le reçu n°\u00a0{content['replaces']}." if content["replaces"] else ""
    numbers = [f"SIREN\u00a0: {_siren(body['siren'])}" if body["siren"] else "", f"RNA\u00a0: {body['rna']}" if body["rna"] else ""]
    one_by_one = payments if len(payments) > 1 else []
    return {
        "layout": "1",
        "mark": sheet.mark.word,
        "tone": sheet.mark.tone,
        "running": f"{number}\u00a0· {FICTITIOUS}" if content["is_fictitious"] else number,
        "body": {
            "name": body["name"],
            "identity": _filled(*body["address"].splitlines(), f"{body['postal_code']} {body['city']}", ", ".join(_filled(*numbers))),
            "facts": [
                ["Objet", body["purpose"].splitlines()],
                ["Qualité", [body["quality"]]],
                ["Fondement", [content["ground"]]],
            ],
        },
        "donor": {
            "label": "Donateur ou donatrice" if is_person else "Entreprise donatrice",
            "name": " ".join(donor["name"].split()),
            "address": _filled(
                *donor["address"].splitlines(),
                f"{donor['postal_code']} {donor['city']}",
                "" if donor["country"].casefold() == "france" else donor["country"],
            ),
            "number": f"SIREN\u00a0: {_siren(donor['siren'])}" if donor["siren"] else "",
        },
        "heading": "Reçu au titre des dons" if is_person else "Reçu des dons et versements",
        "under": f"à certains organismes d’intérêt général ({under_articles[0]})"
        if is_person
        else f"effectués par les entreprises au titre {under_articles[1]}",
        "number": f"{number}, émis le {issued}" if content["name"] else "Le numéro est donné à l’émission.",
        "notices": _filled(sheet.mark.sentence, f"{FICTITIOUS}." if content["is_fictitious"] else "", replaced),
        "acknowledges": "L’organisme bénéficiaire reconnaît avoir reçu, au titre des dons et versements ouvrant droit à réduction d’impôt, "
        "la somme de",
        "amount": amount,
        "in_words": f"soit, en toutes lettres\u00a0: {content['amount_words']}.",
        "gift_heading": gift_heading,
        "gift": gift,
        "payments": [[_day(line), line["method"], _euros(line["amount_cents"])] for line in one_by_one],
        "total_label": f"Total des {len(payments)} versements",
        "certifies": "L’organisme bénéficiaire certifie sur l’honneur que les dons et versements qu’il reçoit ouvrent droit à la réduction "
        f"d’impôt prévue {under_articles[2]}.",
        "foot": _filled(
            f"Reçu établi selon le modèle Cerfa n°\u00a0{CERFA[content['kind']]}.",
            f"Code de vérification\u00a0: {grouped(content['code'])}" if content["code"] else "",
            "Chacun peut le vérifier, sans y lire de nom\u00a0:" if content["code"] else "",
        ),
        "url": content["check_url"] if content["code"] else "",
        "issued": f"Le {issued}",
        "signature": _picture(sheet),
        "signature_alt": f"Signature de {signatory['name']}",
        "signatory": {"name": signatory["name"], "quality": signatory["quality"]},
    }


def _gift_facts(content: Mapping[str, Any]) -> tuple[str, list[list[Any]]]:
    """What stands above the facts of the gifts, and these; the means of several are in their table."""
    payments, kind = content["lines"], [["Forme du don", [content["form"]]], ["Nature du don", [content["nature"]]]]
    if len(payments) == 1:
        return "Don", [["Date du versement", [_day(payments[0])]], *kind, ["Mode de versement", [payments[0]["method"]]]]
    days = sorted(payments, key=lambda line: line["paid_on"])
    return f"{len(payments)} versements, du {_day(days[0])} au {_day(days[-1])}", kind


def _under_articles(articles: str) -> tuple[str, str, str]:
    """« article 200 », « de l’article 200 » and « à l’article 200 », of the code; the same of several."""
    named = f"{articles} du code général des impôts"
    if " et " in articles or "," in articles:
        return f"articles {named}", f"des articles {named}", f"aux articles {named}"
    return f"article {named}", f"de l’article {named}", f"à l’article {named}"


def _day(line: Mapping[str, Any]) -> str:
    return short_day(date.fromisoformat(line["paid_on"]))


def _euros(cents: int) -> str:
    return format_euros(Decimal(cents) / 100)


def _siren(digits: str) -> str:
    """« 123 456 789 »."""
    return "\u00a0".join(digits[start : start + 3] for start in range(0, len(digits), 3))


def _filled(*texts: str) -> list[str]:
    return [text.strip() for text in texts if text.strip()]


LAYOUTS: Final[Mapping[int, Callable[[Mapping[str, Any], Sheet], dict[str, Any]]]] = MappingProxyType({1: _layout_1})
