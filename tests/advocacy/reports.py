"""Activity reports for tests, made of the blocks that each test needs."""

import json
from typing import Any

from advocacy.models import ActivityReportPage, ReportIndexPage
from home.demo_writing import items
from home.models import HomePage

Body = tuple[str, Any]


def add_report_index(home_page: HomePage) -> ReportIndexPage:
    page = ReportIndexPage(title="Rapports d’activité", slug="rapports-activite")
    home_page.add_child(instance=page)
    return page


def add_report(index_page: ReportIndexPage, *body: Body, year: int = 2024, slug: str = "") -> ActivityReportPage:
    """A published report whose one part holds `body`."""
    blocks = [{"type": kind, "value": value} for kind, value in body]
    page = ActivityReportPage(
        title=f"Rapport {year}",
        slug=slug or str(year),
        year=year,
        parts=json.dumps([{"type": "part", "value": {"title": "Partie", "body": blocks}}]),
    )
    index_page.add_child(instance=page)
    return page


def figure(label: str, value: str | None, **changes: Any) -> dict[str, Any]:
    return {"label": label, "value": value, "unit": "count", "is_about": False, "denominator": "", "key": "", **changes}


def figure_list(*figures: dict[str, Any], source: str = "rapport") -> Body:
    return ("figures", {"figures": items("figures", figures), "source": source})


def accounts(income: str | None, expenses: str | None, result: str | None, **changes: Any) -> Body:
    value: dict[str, Any] = {
        "income_lines": [],
        "income": income,
        "expense_lines": [],
        "expenses": expenses,
        "result": result,
        "comment": "",
    }
    return ("accounts", value | changes)


def account_lines(*rows: tuple[str, str]) -> list[dict[str, Any]]:
    return items("lines", [{"label": label, "amount": amount} for label, amount in rows])


def chart(*rows: tuple[str, str | None], **changes: Any) -> Body:
    """A chart of one column of values; `table` in `changes` gives another table."""
    value = {
        "kind": "bar",
        "title": "Visées",
        "description": "Deux activités sur trois sont culturelles.",
        "unit": "percent",
        "denominator": "des 38 activités",
        "several_answers": True,
        "table": "\n".join(["Visée | Part", *(f"{label} | {number or ''}" for label, number in rows)]),
        "note": "",
        "source": "rapport 2024",
    }
    return ("chart", value | changes)
