"""Today's calendar as a list: the file, the report of its dry run, the decision."""

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
from events import imports
from events.forms_import import ActivityImportForm
from events.import_lines import COLUMNS, Outing, aim_labels
from events.models import ActivityImport
from home.amounts import show_euros
from home.dates import day_and_times
from home.places import Venue
from volunteers.exceptions import Refused
from volunteers.waiting_imports import GONE, Outcome, abandon, write_model

PER_PAGE: Final = 100
MOST_SAID: Final = 30


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = ActivityImportForm(request.POST, request.FILES) if request.method == "POST" else ActivityImportForm()
    if form.is_valid():
        waiting = imports.begin(form.cleaned_data["file"], by=cast("User", request.user), now=timezone.now())
        return redirect("coordination_activity_import_report", waiting.pk)
    context = {
        "form": form,
        "waiting": ActivityImport.objects.defer("rows").select_related("uploaded_by").order_by("-uploaded_at"),
        "venues": Venue.objects.all(),
    }
    return render(request, "events/coordination_import.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def model(request: HttpRequest) -> HttpResponse:
    """An example to fill, as French spreadsheets open it."""
    response = HttpResponse(write_model(COLUMNS, imports.EXAMPLE), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = 'attachment; filename="activites-modele.csv"'
    return response


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    if request.method == "POST":
        return _decide(request, upload_id)
    waiting = ActivityImport.objects.filter(pk=upload_id).first()
    if waiting is None:
        messages.error(request, str(GONE))
        return redirect("coordination_activity_import")
    found = imports.examine(waiting, now=timezone.now())
    page = Paginator(found.in_order, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(page),
        "unknown_columns": found.unknown_columns,
        "new": found.count(Outcome.NEW),
        "known": found.count(Outcome.KNOWN),
        "wrong": found.count(Outcome.WRONG),
    }
    return render(request, "events/coordination_import_report.html", context)


def _rows(lines: Iterable[imports.CheckedLine]) -> list[dict[str, object]]:
    """Each line with what is shown of it: what was understood of a right one, what was typed in a wrong one."""
    return [
        {
            "line": line,
            "first": line.cells.get("title", ""),
            "second": day_and_times(line.outing.starts_at, line.outing.ends_at) if line.outing else line.cells.get("day", ""),
            "facts": [*_facts(line, line.outing)] if line.outing else [],
            "faults": [
                {"label": COLUMNS[column].label, "typed": line.cells.get(column, ""), "sentences": sentences}
                for column, sentences in line.errors.items()
            ],
        }
        for line in lines
    ]


def _facts(line: imports.CheckedLine, outing: Outing) -> Iterator[tuple[str, str]]:
    """Label and words of all that will be written."""
    said = {
        "kind": outing.kind.label,
        "state": "tenue" if outing.is_held else "à publier",
        "venue": outing.venue.name if outing.venue else outing.place_words,
        "description": outing.description,
        "aims": aim_labels(outing),
        "expected": str(outing.expected),
        "came": "" if outing.came is None else str(outing.came),
        "leaders": ", ".join(volunteer.user.get_full_name() for volunteer in line.leaders),
        "cost": f"{show_euros(outing.cost_cents)}, que paie l’association" if outing.cost_cents else "",
        "to_bring": outing.to_bring,
    }
    return ((COLUMNS[column].label, words) for column, words in said.items() if words)


def _decide(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    if "abandon" in request.POST:
        abandon(ActivityImport, upload_id)
        messages.success(request, "L’import est abandonné\u00a0: rien n’a été écrit.")
        return redirect("coordination_activity_import")
    if "import" not in request.POST:
        return redirect("coordination_activity_import_report", upload_id)
    waiting = ActivityImport.objects.filter(pk=upload_id).first()
    left_out = imports.examine(waiting, now=timezone.now()).numbers(Outcome.WRONG) if waiting else []
    try:
        count = imports.carry_out(upload_id, by=cast("User", request.user), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        if GONE in refused.reasons:
            return redirect("coordination_activity_import")
        return redirect("coordination_activity_import_report", upload_id)
    messages.success(request, "Une activité est importée." if count == 1 else f"{count} activités sont importées.")
    if left_out:
        said = ", ".join(map(str, left_out[:MOST_SAID])) + ("…" if len(left_out) > MOST_SAID else "")
        messages.warning(request, f"Restées dehors, lignes du fichier\u00a0: {said}. Corrigez-les, puis envoyez le fichier de nouveau.")
    return redirect("coordination_activities")
