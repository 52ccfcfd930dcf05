"""What the treasurer does about each kind of alarm, in the words of the page. docs/treasurer.md says it at more length."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from donations.models import MoneyAlert

Kind = MoneyAlert.Kind
ADVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        Kind.MISMATCH: "Cherchez cet objet dans le tableau de bord de Stripe, et ce don dans la liste. La comparaison se refait chaque "
        "nuit\u00a0: "
        "si l’écart dure plus de deux jours, prévenez la personne qui tient le site.",
        Kind.SILENCE: "Le site a dû relire lui-même des nouvelles que Stripe n’apportait plus\u00a0: rien n’est perdu. Dans Stripe, "
        "«\u00a0Développeurs\u00a0», "
        "«\u00a0Webhooks\u00a0», regardez si l’adresse du site est en erreur, et prévenez la personne qui tient le site.",
        Kind.DECLINES: "Quelqu’un essaie peut-être des cartes volées. Dans Stripe, regardez les derniers paiements refusés. S’ils se "
        "ressemblent, "
        "fermez les dons en ligne dans les réglages, quelques heures\u00a0: les coordonnées bancaires s’affichent à la place.",
        Kind.DISPUTE: "Répondez dans le tableau de bord de Stripe avant la date qu’il indique, ou acceptez la contestation. Sans "
        "réponse, elle est perdue.",
        Kind.REFUND: "L’argent est revenu chez nous\u00a0: la carte ou le compte n’existe peut-être plus. Écrivez à la personne, et "
        "remboursez par virement.",
    }
)
