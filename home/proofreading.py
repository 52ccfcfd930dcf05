"""Proofreading: the officer may publish, or ask the coordination first, who approves or sends back.

Wagtail's own workflow underneath. Coordinators never enter the content admin: they read and answer at
`/coordination/relectures/` (home/proofreading_pages.py).
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest
from wagtail.models import Page, TaskState

from accounts.models import User
from advocacy.readiness import refusals
from home.proofreading_workflow import NAME

# What Wagtail's comparisons mark as added or taken out, a word or a whole block.
MARKED: Final = re.compile(r'class="[^"]*\b(?:addition|deletion)\b')


class AnswerRefusedError(Exception):
    """The answer came too late. Holds the French sentence to show; nothing was done."""


def waiting_texts() -> list[TaskState]:
    """What waits to be read, the longest waiting first; each has its page at `workflow_state.content_object`."""
    states: Iterable[TaskState] = (
        TaskState.objects.filter(task__name=NAME, status=TaskState.STATUS_IN_PROGRESS)
        .select_related("revision", "workflow_state__requested_by")
        .prefetch_related("workflow_state__content_object")
        .order_by("started_at", "pk")
    )
    return [state for state in states if isinstance(state.workflow_state.content_object, Page)]


def find_changes(page: Page, draft: Page, request: HttpRequest) -> list[Any]:
    """What differs between the page that is online and the draft, field by field; nothing for a page never published."""
    if not page.live:
        return []
    panel = draft.get_edit_handler().get_bound_panel(instance=draft, request=request, form=None)
    compared = [compare(page, draft) for compare in panel.get_comparison()]
    return [field for field in compared if field.has_changed() and shows_change(field)]


def shows_change(field: Any) -> bool:
    """Whether a reader would see it: the editor gives marks to texts that it opens, and nothing else of them changes."""
    return not field.is_field or MARKED.search(field.htmldiff()) is not None


def approve(state_id: int, *, revision_id: int, by: User, comment: str) -> Page:
    """Publishes the text that was read (at its hour, if it has one), and returns its page.

    Raises AnswerRefusedError when somebody answered first, when the text is no longer that of `revision_id`, or when
    something in it keeps it from being published.
    """
    with transaction.atomic():
        state, page = _take(state_id)
        if page.latest_revision_id != revision_id:
            raise AnswerRefusedError("Le texte a changé depuis que vous l’avez ouvert. Relisez-le avant de répondre.")
        if found := refusals(page.specific):
            raise AnswerRefusedError(f"Ce texte n’est pas prêt à paraître, renvoyez-le. {found[0]}")
        state.specific.approve(user=by, comment=comment, update=False)
        # In nobody's name: the coordination approves, but has no right of its own to publish.
        state.workflow_state.update()
    return page


def send_back(state_id: int, *, by: User, comment: str) -> Page:
    """Gives the text back to whoever asked, with what to change. Raises AnswerRefusedError when somebody answered first."""
    with transaction.atomic():
        state, page = _take(state_id)
        state.specific.reject(user=by, comment=comment)
    return page


def _take(state_id: int) -> tuple[TaskState, Page]:
    state = TaskState.objects.select_for_update(of=("self",)).filter(pk=state_id, task__name=NAME).first()
    page = state and state.workflow_state.content_object
    if not isinstance(page, Page) or state.status != TaskState.STATUS_IN_PROGRESS:
        raise AnswerRefusedError("Cette relecture est déjà terminée\u00a0: quelqu’un a répondu, ou la demande a été retirée.")
    return state, page
