"""`/coordination/relectures/`: what the communication officer asks the coordination to read before it is published."""

from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page, TaskState

from accounts.access import role_required
from accounts.models import User
from accounts.roles import Role
from home.proofreading import AnswerRefusedError, approve, find_changes, send_back, waiting_texts

# The name of the button that sends a text back; the other publishes it.
SEND_BACK: Final = "send_back"


class AnswerForm(forms.Form):
    """What the coordinator answers: a word to whoever wrote, needed when the text goes back."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label="Votre mot à la communication",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        required=False,
        help_text="Ce qu’il faut reprendre, si vous renvoyez le texte. Ne nommez aucune personne accompagnée.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if SEND_BACK in self.data and not cleaned.get("comment"):
            self.add_error("comment", "Dites ce qu’il faut reprendre.")
        return cleaned


@role_required(Role.COORDINATOR)
@require_safe
def proofreadings(request: HttpRequest) -> HttpResponse:
    return render(request, "home/proofreadings.html", {"states": waiting_texts()})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def proofreading(request: HttpRequest, state_id: int) -> HttpResponse:
    """One text: what changes in it, and the answer."""
    state, page = find_text(state_id)
    if state.status != TaskState.STATUS_IN_PROGRESS:
        messages.info(request, "Cette relecture est déjà terminée.")
        return redirect("coordination_proofreadings")
    form = AnswerForm(request.POST or None, initial={"revision": page.latest_revision_id})
    if request.method == "POST" and form.is_valid():
        try:
            sentence = give_answer(request, state_id, form.cleaned_data)
        except AnswerRefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("coordination_proofreading", state_id)
        messages.success(request, sentence)
        return redirect("coordination_proofreadings")
    draft = page.get_latest_revision_as_object()
    context = {"state": state, "page": page, "draft": draft, "form": form, "changes": find_changes(page, draft, request)}
    return render(request, "home/proofreading.html", context)


@role_required(Role.COORDINATOR)
@require_safe
def proofreading_text(request: HttpRequest, state_id: int) -> HttpResponse:
    """The text laid out as readers will see it."""
    _, page = find_text(state_id)
    draft = page.get_latest_revision_as_object()
    response: HttpResponse = draft.make_preview_request(request, draft.default_preview_mode)
    return response


def find_text(state_id: int) -> tuple[TaskState, Page]:
    """The proofreading asked for and its page; a page that was deleted has none."""
    state = get_object_or_404(TaskState.objects.select_related("workflow_state__requested_by"), pk=state_id)
    page = state.workflow_state.content_object
    if not isinstance(page, Page):
        raise Http404
    return state, page.specific


def give_answer(request: HttpRequest, state_id: int, values: dict[str, Any]) -> str:
    """Does what the button says; returns the sentence to show."""
    by = cast("User", request.user)
    if SEND_BACK in request.POST:
        page = send_back(state_id, by=by, comment=values["comment"])
        return f"« {page.title} » est renvoyé, avec votre mot."
    page = approve(state_id, revision_id=values["revision"], by=by, comment=values["comment"])
    page.refresh_from_db()
    if page.live and not page.has_unpublished_changes:
        return f"« {page.title} » est en ligne."
    return f"« {page.title} » est approuvé et paraîtra à l’heure prévue."
