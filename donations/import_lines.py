"""A line of a list of past gifts: which columns are known, and what their words mean. Nothing is read from or written to the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError

from donations.models import CampaignPage, Gift, Payment
from home.amounts import read_euros
from volunteers.import_lines import Column, plain_word, read_day, read_email
from volunteers.shared_fields import NO_TAG

COLUMNS: Final[Mapping[str, Column]] = {
    "received_on": Column("Date", frozenset({"date", "datedudon", "recule", "dateencaissement", "encaissement"}), is_required=True),
    "amount": Column("Montant", frozenset({"montant", "montanteuros", "montantdudon", "don", "somme"}), is_required=True),
    "way": Column("Moyen", frozenset({"moyen", "moyendepaiement", "paiement", "modedepaiement", "mode"}), is_required=True),
    "first_name": Column("Prénom", frozenset({"prenom", "prenoms"})),
    "last_name": Column("Nom", frozenset({"nom", "nomdefamille"})),
    "company_name": Column("Raison sociale", frozenset({"raisonsociale", "societe", "entreprise", "organisme"})),
    "siren": Column("SIREN", frozenset({"siren", "numerosiren"})),
    "email": Column("E-mail", frozenset({"email", "mail", "courriel", "adresseemail", "adressemail"})),
    "address": Column("Adresse", frozenset({"adresse", "rue", "adressepostale"})),
    "postal_code": Column("Code postal", frozenset({"codepostal", "cp"})),
    "city": Column("Ville", frozenset({"ville", "commune"})),
    "country": Column("Pays", frozenset({"pays"})),
    "bank_reference": Column("Référence bancaire", frozenset({"referencebancaire", "reference", "numerodecheque", "ref"})),
    "campaign": Column("Campagne", frozenset({"campagne", "operation"})),
    "wants_receipt": Column("Reçu souhaité", frozenset({"recusouhaite", "recu", "recufiscal"})),
}
EXAMPLE: Final = {
    "received_on": "31/12/2023",
    "amount": "50,00",
    "way": "chèque",
    "first_name": "Camille",
    "last_name": "Exemple",
    "email": "camille@exemple.test",
    "address": "1 rue de l’Exemple",
    "postal_code": "75014",
    "city": "Paris",
    "country": "France",
    "bank_reference": "1234567",
    "wants_receipt": "oui",
}


class Way(NamedTuple):
    """Where a gift came from, and how it was paid."""

    source: Gift.Source
    method: Payment.Method


WAYS: Final[Mapping[str, Way]] = {
    **dict.fromkeys(("cheque", "chq"), Way(Gift.Source.CHEQUE, Payment.Method.CHEQUE)),
    **dict.fromkeys(("virement", "virementbancaire", "vir"), Way(Gift.Source.TRANSFER, Payment.Method.TRANSFER)),
    **dict.fromkeys(("especes", "espece", "liquide"), Way(Gift.Source.CASH, Payment.Method.CASH)),
    **dict.fromkeys(("carte", "cartebancaire", "cb", "cartebleue"), Way(Gift.Source.ELSEWHERE, Payment.Method.CARD)),
    **dict.fromkeys(("prelevement", "prelevementsepa", "sepa"), Way(Gift.Source.ELSEWHERE, Payment.Method.SEPA)),
    **dict.fromkeys(("enligne", "autre", "helloasso", "paypal"), Way(Gift.Source.ELSEWHERE, Payment.Method.OTHER)),
}
WAY_SENTENCE: Final = "Écrivez chèque, virement, espèces, carte, prélèvement ou en ligne."
AMOUNT_SENTENCE: Final = (
    "Écrivez un montant en euros, au-dessus de zéro, avec deux chiffres au plus après la virgule. Exemple\u00a0: 12,50."
)
YES: Final = frozenset({"oui", "o", "x", "1", "vrai"})
NO: Final = frozenset({"", "non", "n", "0", "faux"})
SIREN_LENGTH: Final = 9
WHO: Final = "Il manque de qui vient ce don\u00a0: un nom, une raison sociale ou une adresse e-mail."
# How long each word may be, as in a donor's file.
LONGEST: Final = {
    "first_name": 100,
    "last_name": 100,
    "company_name": 200,
    "address": 300,
    "postal_code": 12,
    "city": 100,
    "country": 60,
    "bank_reference": 60,
}


@dataclass(frozen=True)
class PastGift:
    """What a line says, once read."""

    received_on: date
    amount_cents: int
    way: Way
    email: str
    details: Mapping[str, str]
    bank_reference: str
    campaign: CampaignPage | None
    wants_receipt: bool


@dataclass
class Reading:
    """`gift` is None as soon as there is an error; errors are sentences by column."""

    gift: PastGift | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)


def read_line(cells: Mapping[str, str], campaigns: Mapping[str, CampaignPage], *, today: date) -> Reading:
    """What the cells, by column, say; every error at once, beside its column. `campaigns` are by `plain_word` of their title."""
    words = {name: partial(read_words, longest=longest) for name, longest in LONGEST.items()}
    readers: dict[str, Callable[[str], Any]] = {
        "received_on": partial(read_past_day, today=today),
        "amount": read_amount,
        "way": read_way,
        "email": lambda text: read_email(text) if text else "",
        "siren": read_siren,
        "campaign": lambda text: read_campaign(text, campaigns),
        "wants_receipt": read_yes,
        **words,
    }
    reading, said = Reading(), {}
    for name, reader in readers.items():
        try:
            said[name] = reader(cells.get(name, ""))
        except ValidationError as error:
            reading.errors[name] = list(error.messages)
    if not any(cells.get(name) for name in ("last_name", "company_name", "email")):
        reading.errors["last_name"] = [WHO]
    if not reading.errors:
        reading.gift = _gift(said)
    return reading


def _gift(said: Mapping[str, Any]) -> PastGift:
    details = {name: said[name] for name in ("first_name", "last_name", "company_name", "siren", "address", "postal_code", "city")}
    details["country"] = said["country"] or "France"
    details["kind"] = "company" if said["company_name"] else "person"
    return PastGift(
        received_on=said["received_on"],
        amount_cents=said["amount"],
        way=said["way"],
        email=said["email"],
        details=details,
        bank_reference=said["bank_reference"],
        campaign=said["campaign"],
        wants_receipt=said["wants_receipt"],
    )


def read_words(text: str, *, longest: int) -> str:
    if len(text) > longest:
        raise ValidationError(f"C’est trop long\u00a0: {longest} signes au plus.")
    NO_TAG(text)
    return text


def read_past_day(text: str, *, today: date) -> date:
    day = read_day(text, today=today)
    if day is None:
        raise ValidationError("Cette case est vide.")
    return day


def read_amount(text: str) -> int:
    try:
        cents = read_euros(text)
    except ValueError:
        cents = 0
    if not cents:
        raise ValidationError(AMOUNT_SENTENCE)
    return cents


def read_way(text: str) -> Way:
    way = WAYS.get(plain_word(text))
    if way is None:
        raise ValidationError(WAY_SENTENCE)
    return way


def read_siren(text: str) -> str:
    digits = "".join(text.split())
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) == SIREN_LENGTH):
        raise ValidationError("Un SIREN compte neuf chiffres.")
    return digits


def read_campaign(text: str, campaigns: Mapping[str, CampaignPage]) -> CampaignPage | None:
    if not text:
        return None
    campaign = campaigns.get(plain_word(text))
    if campaign is None:
        raise ValidationError("Aucune campagne n’a ce titre\u00a0: corrigez-le, ou videz la case.")
    return campaign


def read_yes(text: str) -> bool:
    word = plain_word(text)
    if word not in YES | NO:
        raise ValidationError("Écrivez oui ou non.")
    return word in YES
