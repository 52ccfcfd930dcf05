"""`/coordination/demandes/`: who waits for what, one enquiry, and who is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import role_required
from accounts.models import User
from home.enquiries.duty import HANDLERS, duties, set_duties
from home.enquiries.handling import TRANSITIONS, Action, act, actions_for, delete, reply
from home.enquiries.models import Audience, Enquiry
from home.enquiries.team_forms import EVERY_STATE, ME, NOBODY, TO_DO, DutyForm, EnquiryFilterForm, ReplyForm
from home.settings import default_association
from volunteers.exceptions import Reason, Refused

PER_PAGE: Final = 30
DONE: Final[dict[Action, str]] = {
    Action.TAKE: "Vous suivez cette demande.",
    Action.GIVE_BACK: "La demande est remise à prendre.",
    Action.ANSWER: "La demande est notée comme répondue.",
    Action.CLOSE: "La demande est close.",
    Action.REOPEN: "La demande est reprise : vous la suivez.",
}


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    enquiry: Enquiry
    days: int
    is_late: bool


@role_required(*HANDLERS)
@require_safe
def enquiries(request: HttpRequest) -> HttpResponse:
    form = EnquiryFilterForm(request.GET)
    found = Enquiry.objects.select_related("taken_by")
    wanted = dict(form.cleaned_data) if form.is_valid() else {}
    state = wanted.pop("state", TO_DO)
    if state == TO_DO:
        found = found.to_do()
    elif state != EVERY_STATE:
        found = found.filter(state=state)
    if taken_by := wanted.get("taken_by"):
        found = found.filter(taken_by={ME: request.user.pk, NOBODY: None}.get(taken_by, taken_by))
    if topic := wanted.get("topic"):
        found = found.filter(topic=topic)
    parameters = request.GET.copy()
    parameters.pop("page", None)
    answer_days = default_association().answer_days
    page = Paginator(found.longest_waiting_first(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": list_rows(page.object_list, answer_days=answer_days),
        "query": parameters.urlencode(),
        "answer_days": answer_days,
        "is_default_list": not any([state, *wanted.values()]),
    }
    return render(request, "home/enquiries/enquiries.html", context)


def list_rows(found: Iterable[Enquiry], *, answer_days: int) -> list[Row]:
    """Each with the days it has waited; late when it waits for longer than what senders are told."""
    today = timezone.localdate()
    waiting = (Enquiry.State.NEW, Enquiry.State.TAKEN)
    return [Row(one, days := one.days_waiting(today), one.state in waiting and days > answer_days) for one in found]


@role_required(*HANDLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """One enquiry; its buttons post an action, its form a reply."""
    found = get_object_or_404(Enquiry.objects.select_related("taken_by"), pk=enquiry_id)
    if request.method != "POST":
        return _show(request, found)
    by = cast("User", request.user)
    if "action" in request.POST:
        return _act(request, found, by)
    form = ReplyForm(request.POST, audience=Audience(found.audience))
    if not form.is_valid():
        return _show(request, found, form)
    try:
        reply(found.pk, text=form.cleaned_data["text"], steps_seen=form.cleaned_data["steps_seen"], by=by, now=timezone.now())
    except Refused as refused:
        # Read again: the page must show what was done meanwhile.
        return _show(request, Enquiry.objects.select_related("taken_by").get(pk=found.pk), form, reasons=refused.reasons)
    messages.success(request, "Votre réponse est enregistrée, et part dans la minute. Elle reste lisible ici, et nulle part ailleurs.")
    return redirect("coordination_enquiry", found.pk)


def _act(request: HttpRequest, found: Enquiry, by: User) -> HttpResponse:
    try:
        action = Action(request.POST["action"])
        sentence = DONE[action]
    except (ValueError, KeyError):
        raise SuspiciousOperation from None
    try:
        act(found.pk, action, by=by, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return redirect("coordination_enquiry", found.pk)


def _show(request: HttpRequest, found: Enquiry, form: ReplyForm | None = None, *, reasons: list[Reason] | None = None) -> HttpResponse:
    steps = list(found.steps.select_related("by"))
    actions = actions_for(found, by=cast("User", request.user))
    (row,) = list_rows([found], answer_days=default_association().answer_days)
    context = {
        "enquiry": found,
        "row": row,
        "steps": steps,
        "actions": [action.value for action in TRANSITIONS if action in actions],
        "can_reply": Action.REPLY in actions,
        "form": form or ReplyForm(initial={"steps_seen": len(steps)}, audience=Audience(found.audience)),
        "reasons": reasons or [],
    }
    return render(request, "home/enquiries/enquiry.html", context)


@role_required(*HANDLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_delete(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """Asks, then deletes for good."""
    found = get_object_or_404(Enquiry, pk=enquiry_id)
    if request.method == "POST":
        delete(found.pk)
        messages.success(request, "La demande est supprimée.")
        return redirect("coordination_enquiries")
    return render(request, "home/enquiries/enquiry_delete.html", {"enquiry": found})


@role_required(*HANDLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_duty(request: HttpRequest) -> HttpResponse:
    """Who is told of what."""
    form = DutyForm(request.POST if request.method == "POST" else None, duties=duties())
    if form.is_valid():
        set_duties(form.duties)
        messages.success(request, "L’astreinte est enregistrée.")
        return redirect("coordination_enquiries")
    return render(request, "home/enquiries/duty.html", {"form": form})
