"""A chart of each kind, to show an editor what each is for: in the preview of the block and on the demo's page of components."""

from typing import Any, Final

from advocacy.blocks.quantities import COUNT, EUROS, PERCENT
from advocacy.charts.kinds import BAR, LINE, MONTHS, PIE, STACKED

EXAMPLE: Final = "exemple"


def sample(kind: str, title: str, description: str, *lines: str, **changes: Any) -> dict[str, Any]:
    value = {
        "kind": kind,
        "title": title,
        "description": description,
        "table": "\n".join(lines),
        "unit": COUNT,
        "denominator": "",
        "several_answers": False,
        "note": "",
        "source": EXAMPLE,
    }
    return value | changes


CHART_SAMPLES: Final = (
    sample(
        BAR,
        "Barres\u00a0: comparer des grandeurs",
        "Deux activités sur trois ont une visée culturelle, une sur trois une visée linguistique, une sur huit une visée sportive.",
        "Visée | Part",
        "Culturelle | 66",
        "Linguistique et socioprofessionnelle | 34",
        "Sportive | 13",
        "Autre |",
        unit=PERCENT,
        denominator="des 38 activités",
        several_answers=True,
    ),
    sample(
        STACKED,
        "Barres empilées\u00a0: comparer des ensembles et leurs parts",
        "De la première à la troisième session, la part des personnes orientées par des partenaires passe d’un tiers à la moitié.",
        "Session | Par des partenaires | Par le bouche-à-oreille | Par elles-mêmes",
        "Session d’hiver | 24 | 31 | 15",
        "Session de printemps | 33 | 28 | 9",
        "Session d’automne | 40 | 22 | 18",
    ),
    sample(
        PIE,
        "Camembert\u00a0: les parts d’un tout",
        "Sur 160 personnes accompagnées, 89 sont protégées, 58 demandent encore l’asile et 13 ont été déboutées.",
        "Situation | Personnes",
        "Protection internationale obtenue | 89",
        "Encore en demande d’asile | 58",
        "Demande rejetée | 13",
        denominator="160 personnes accompagnées",
    ),
    sample(
        LINE,
        "Courbes\u00a0: une évolution",
        "De 2020 à 2024, les produits montent de 84 000 à 157 000 euros et les charges de 81 000 à 149 000 euros.",
        "Année | Produits | Charges",
        "2020 | 84000 | 81000",
        "2021 | 97500 | 92000",
        "2022 | | 118000",
        "2023 | 141000 | 137500",
        "2024 | 156964,07 | 149171,57",
        unit=EUROS,
    ),
    sample(
        MONTHS,
        "Mois d’une année\u00a0: une saison",
        "Neuf activités en juin, sept en février, aucune en août\u00a0; les mois d’automne ne sont pas communiqués.",
        "Mois | Activités",
        "Janvier | 3",
        "Février | 7",
        "Mars | 4",
        "Avril | 3",
        "Mai | 5",
        "Juin | 9",
        "Juillet | 2",
        "Août | 0",
        "Septembre | 4",
    ),
)
