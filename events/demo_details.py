"""What the demo's outings cost, who pays, what to bring. Invented."""

from typing import Any, Final

from events.models import Activity

DAY_PHONE: Final = "01 99 00 14 14"
# By the key of the outing (events/demo.py).
DETAILS: Final[dict[str, dict[str, Any]]] = {
    "outing-0": {
        "participants_most": 10,
        "cost_cents": 4250,
        "payer": Activity.Payer.ASSOCIATION,
        "to_bring": "Un ticket de métro ou un titre de transport.",
        "arrangements": "Les billets sont retirés la veille au bureau. Pour le café, gardez le ticket de caisse : il est remboursé.",
        "day_phone": DAY_PHONE,
    },
    "outing-1": {"to_bring": "De quoi écrire.", "arrangements": "La salle est réservée une demi-heure avant.", "day_phone": DAY_PHONE},
    "outing-3": {"participants_most": 12, "to_bring": "Des chaussures de sport, une gourde.", "day_phone": DAY_PHONE},
    "outing-5": {
        "participants_most": 8,
        "cost_cents": 6000,
        "payer": Activity.Payer.ASSOCIATION,
        "to_bring": "Un vêtement qui ne craint pas l’encre.",
        "arrangements": "Le matériel est prêté par l’atelier. Prévoir un quart d’heure pour ranger.",
    },
    "outing-7": {"participants_most": 14, "to_bring": "Un pique-nique, des chaussures de marche, de l’eau."},
    "to-publish": {"cost_cents": 3500, "payer": Activity.Payer.ASSOCIATION, "to_bring": "Une boîte pour emporter sa part."},
}
# Known to the coordination alone: the public list of partners has real ones only.
PARTNER: Final = "Atelier Boréal (fictif)"
WITH_PARTNER: Final = frozenset({"outing-5"})
WORTH_DOING_AGAIN: Final = "Rallye dans les quartiers du centre"
# Every second week.
REPEATED: Final = "Atelier de conversation : les transports"
