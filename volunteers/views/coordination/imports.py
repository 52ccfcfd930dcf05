"""A list of today's bénévoles: the file, the report of its dry run, the decision."""

from collections.abc import Iterable, Iterator, Mapping
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
from home.dates import short_day
from volunteers import imports
from volunteers.exceptions import Refused
from volunteers.forms.imports import ImportForm
from volunteers.import_lines import COLUMNS, Person
from volunteers.languages import Language
from volunteers.models import Mission, VolunteerImport
from volunteers.profiles import AREAS, Level
from volunteers.waiting_imports import GONE, Outcome, abandon, write_model

PER_PAGE: Final = 100
MOST_SAID: Final = 30


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        waiting = imports.begin(form.cleaned_data["file"], by=cast("User", request.user), now=timezone.now())
        return redirect("coordination_import_report", waiting.pk)
    context = {
        "form": form,
        "waiting": VolunteerImport.objects.defer("rows").select_related("uploaded_by").order_by("-uploaded_at"),
        "missions": Mission.objects.all(),
    }
    return render(request, "volunteers/coordination/import.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def model(request: HttpRequest) -> HttpResponse:
    """An example to fill, as French spreadsheets open it."""
    response = HttpResponse(write_model(COLUMNS, imports.EXAMPLE), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = 'attachment; filename="benevoles-modele.csv"'
    return response


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    if request.method == "POST":
        return _decide(request, upload_id)
    waiting = VolunteerImport.objects.select_related("uploaded_by").filter(pk=upload_id).first()
    if waiting is None:
        messages.error(request, str(GONE))
        return redirect("coordination_import")
    found = imports.examine(waiting.rows, now=timezone.now())
    page = Paginator(found.in_order, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": waiting,
        "page": page,
        "rows": _rows(page),
        "unknown_columns": found.unknown_columns,
        "new": found.count(Outcome.NEW),
        "known": found.count(Outcome.KNOWN),
        "wrong": found.count(Outcome.WRONG),
    }
    return render(request, "volunteers/coordination/import_report.html", context)


def _rows(lines: Iterable[imports.CheckedLine]) -> list[dict[str, object]]:
    """Each line with what is shown of it: what was understood of a right one, what was typed in a wrong one."""
    titles = dict(Mission.objects.values_list("pk", "title"))
    return [
        {
            "line": line,
            "first": f"{line.cells.get('first_name', '')} {line.cells.get('last_name', '')}".strip(),
            "second": line.cells.get("email", ""),
            "facts": [*_facts(line.person, titles)] if line.person else [],
            "faults": [
                {"label": COLUMNS[column].label, "typed": line.cells.get(column, ""), "sentences": sentences}
                for column, sentences in line.errors.items()
            ],
        }
        for line in lines
    ]


def _facts(person: Person, titles: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Label and words of all that will be written."""
    areas, codes, levels = dict(AREAS), dict(Language.choices), dict(Level.choices)
    said = {
        "phone": person.phone,
        "missions": ", ".join(titles[mission] for mission in person.missions if mission in titles),
        "languages": ", ".join(f"{codes[code]} ({levels[level].lower()})" for code, level in person.languages.items()),
        "area": areas.get(person.area, ""),
        "signed_up_on": short_day(person.signed_up_on) if person.signed_up_on else "",
        "trained_on": short_day(person.trained_on) if person.trained_on else "",
    }
    return ((COLUMNS[column].label, words) for column, words in said.items() if words)


def _decide(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    if "abandon" in request.POST:
        abandon(VolunteerImport, upload_id)
        messages.success(request, "L’import est abandonné\u00a0: rien n’a été écrit.")
        return redirect("coordination_import")
    if "import" not in request.POST:
        return redirect("coordination_import_report", upload_id)
    waiting = VolunteerImport.objects.filter(pk=upload_id).first()
    left_out = imports.examine(waiting.rows, now=timezone.now()).numbers(Outcome.WRONG) if waiting else []
    try:
        count = imports.carry_out(upload_id, by=cast("User", request.user), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        if GONE in refused.reasons:
            return redirect("coordination_import")
        return redirect("coordination_import_report", upload_id)
    if count == 1:
        messages.success(request, "Une personne est importée. Un courriel le lui dit.")
    else:
        messages.success(request, f"{count} personnes sont importées. Un courriel le dit à chacune.")
    if left_out:
        said = ", ".join(map(str, left_out[:MOST_SAID])) + ("…" if len(left_out) > MOST_SAID else "")
        messages.warning(request, f"Restées dehors, lignes du fichier\u00a0: {said}. Corrigez-les, puis envoyez le fichier de nouveau.")
    return redirect("coordination_volunteers")
