"""A bénévole's hours: what counts, what they write down, and the statement of a year."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home.settings import default_association
from volunteers import hours
from volunteers.access import volunteer_required
from volunteers.exceptions import Refused
from volunteers.forms.hours import TypedHoursForm
from volunteers.hours_statement import state_hours
from volunteers.models import TypedHours, Volunteer
from volunteers.skills import with_skills


@volunteer_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_hours(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    now = timezone.now()
    form = TypedHoursForm(request.POST or None, volunteer=volunteer, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            hours.type_hours(volunteer, **form.hours(), now=now)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("what", reason.sentence)
        else:
            messages.success(request, "Ces heures sont notées\u00a0: elles comptent dès que l’équipe les a validées.")
            return redirect("space_hours")
    typed = TypedHours.objects.filter(volunteer=volunteer).select_related("mission")
    context = {
        "form": form,
        "years": with_skills(hours.years_of(volunteer)),
        "waiting": typed.waiting(),
        "refused": typed.filter(status=TypedHours.Status.REFUSED)[:10],
    }
    return render(request, "volunteers/own/hours.html", context)


@volunteer_required
@require_POST
def take_back(request: HttpRequest, volunteer: Volunteer, hours_id: UUID) -> HttpResponse:
    row = get_object_or_404(TypedHours, pk=hours_id, volunteer=volunteer)
    try:
        hours.take_back(row)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Ces heures sont retirées.")
    return redirect("space_hours")


@volunteer_required
@require_safe
def statement(request: HttpRequest, volunteer: Volunteer, year: str) -> HttpResponse:
    found = [known for known in hours.years_of(volunteer) if str(known.year) == year]
    if not found:
        raise Http404
    [(that_year, skills)] = with_skills(found)
    name = volunteer.user.get_full_name() or volunteer.user.email
    content = state_hours(that_year, skills=skills, name=name, association=default_association(), today=timezone.localdate())
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="heures-{year}.pdf"'}
    )
