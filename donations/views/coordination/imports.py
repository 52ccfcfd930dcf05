"""Past gifts as a list: the file, the report of its dry run, the decision."""

from collections.abc import Iterable, Iterator
from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from donations import imports
from donations.forms.treasury import GiftImportForm
from donations.import_lines import COLUMNS, EXAMPLE, PastGift
from donations.models import GiftImport
from home.amounts import show_euros
from home.dates import short_day
from home.numbers import format_number
from volunteers.exceptions import Refused
from volunteers.waiting_imports import GONE, Outcome, abandon, write_model

PER_PAGE: Final = 100
MOST_SAID: Final = 30


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = GiftImportForm(request.POST, request.FILES) if request.method == "POST" else GiftImportForm()
    if form.is_valid():
        waiting = imports.begin(form.cleaned_data["file"], by=cast("User", request.user), now=timezone.now())
        return redirect("coordination_gift_import_report", waiting.pk)
    waiting_ones = GiftImport.objects.defer("rows").select_related("uploaded_by").order_by("-uploaded_at")
    return render(request, "donations/coordination/import.html", {"form": form, "waiting": waiting_ones})


@role_required(Role.TREASURER)
@require_safe
def model(request: HttpRequest) -> HttpResponse:
    """An example to fill, as French spreadsheets open it."""
    response = HttpResponse(write_model(COLUMNS, EXAMPLE), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = 'attachment; filename="dons-modele.csv"'
    return response


@role_required(Role.TREASURER)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    if request.method == "POST":
        return _decide(request, upload_id)
    waiting = GiftImport.objects.filter(pk=upload_id).first()
    if waiting is None:
        messages.error(request, str(GONE))
        return redirect("coordination_gift_import")
    found = imports.examine(waiting.rows, now=timezone.now())
    page = Paginator(found.in_order, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(page),
        "unknown_columns": found.unknown_columns,
        "new": found.count(Outcome.NEW),
        "known": found.count(Outcome.KNOWN),
        "wrong": found.count(Outcome.WRONG),
        "total_cents": sum(line.gift.amount_cents for line in found.new if line.gift),
    }
    return render(request, "donations/coordination/import_report.html", context)


def _rows(lines: Iterable[imports.CheckedLine]) -> list[dict[str, object]]:
    """Each line with what is shown of it: what was understood of a right one, what was typed in a wrong one."""
    return [
        {
            "line": line,
            "first": _who(line),
            "second": f"{short_day(line.gift.received_on)}, {show_euros(line.gift.amount_cents)}" if line.gift else _typed(line),
            "facts": [*_facts(line.gift)] if line.gift else [],
            "faults": [
                {"label": COLUMNS[column].label, "typed": line.cells.get(column, ""), "sentences": sentences}
                for column, sentences in line.errors.items()
            ],
        }
        for line in lines
    ]


def _who(line: imports.CheckedLine) -> str:
    names = " ".join(filter(None, (line.cells.get(name, "") for name in ("first_name", "last_name"))))
    return line.cells.get("company_name") or names or line.cells.get("email", "")


def _typed(line: imports.CheckedLine) -> str:
    return ", ".join(filter(None, (line.cells.get("received_on", ""), line.cells.get("amount", ""))))


def _facts(gift: PastGift) -> Iterator[tuple[str, str]]:
    """Label and words of all else that will be written."""
    place = " ".join(filter(None, (gift.details["postal_code"], gift.details["city"])))
    said = {
        "way": gift.way.method.label,
        "bank_reference": gift.bank_reference,
        "email": gift.email,
        "address": ", ".join(filter(None, (gift.details["address"], place))),
        "campaign": gift.campaign.title if gift.campaign else "",
        "wants_receipt": "oui" if gift.wants_receipt else "",
    }
    return ((COLUMNS[column].label, words) for column, words in said.items() if words)


def _decide(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    if "abandon" in request.POST:
        abandon(GiftImport, upload_id)
        messages.success(request, "L’import est abandonné\u00a0: rien n’a été écrit.")
        return redirect("coordination_gift_import")
    if "import" not in request.POST:
        return redirect("coordination_gift_import_report", upload_id)
    waiting = GiftImport.objects.filter(pk=upload_id).first()
    left_out = imports.examine(waiting.rows, now=timezone.now()).numbers(Outcome.WRONG) if waiting else []
    try:
        count = imports.carry_out(upload_id, by=cast("User", request.user), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        if GONE in refused.reasons:
            return redirect("coordination_gift_import")
        return redirect("coordination_gift_import_report", upload_id)
    messages.success(request, "Un don est importé." if count == 1 else f"{format_number(count)} dons sont importés.")
    if left_out:
        said = ", ".join(map(str, left_out[:MOST_SAID])) + ("…" if len(left_out) > MOST_SAID else "")
        messages.warning(request, f"Restées dehors, lignes du fichier\u00a0: {said}. Corrigez-les, puis envoyez le fichier de nouveau.")
    return redirect("coordination_gifts")
