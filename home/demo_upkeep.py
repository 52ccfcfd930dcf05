"""What the demo's officer and coordinators find waiting: pages that have grown old, searches in vain, a text to read."""

from datetime import datetime, timedelta
from typing import Final

from django.apps import apps
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from accounts.models import User
from home.models import EmptySearch, StandardPage
from home.proofreading_workflow import set_up_proofreading
from home.typography import set_spaces

OFFICER: Final = "communication@demo.test"
# Last published so many days ago.
OLD: Final = {"mentions-legales": 430, "entreprises": 395}
# Words, how often, how many days ago.
MISSED: Final = (("permanence juridique", 4, 3), ("garde d’enfants", 3, 9), ("permis de conduire", 2, 20))
DRAFT_OF: Final = "professionnels"
DRAFT_INTRODUCTION: Final = (
    "Vous accompagnez des personnes en demande d’asile ? Voici à quel moment du parcours nous intervenons, et comment nous les confier."
)


def build(now: datetime) -> None:
    """Adds what is missing, once the tree of pages is there."""
    set_up_proofreading(apps)
    for slug, days in OLD.items():
        page = Page.objects.filter(slug=slug).first()
        if page is not None and page.last_published_at and page.last_published_at > now - timedelta(days=1):
            page.last_published_at = page.first_published_at = now - timedelta(days=days)
            page.save(update_fields=["last_published_at", "first_published_at"], clean=False)
    if not EmptySearch.objects.exists():
        today = timezone.localdate(now)
        EmptySearch.objects.bulk_create(
            EmptySearch(words=words, count=count, searched_on=today - timedelta(days=days)) for words, count, days in MISSED
        )
    submit_draft()


def submit_draft() -> None:
    """One page whose next version waits for the coordination."""
    officer = User.objects.filter(email=OFFICER).first()
    page = StandardPage.objects.filter(slug=DRAFT_OF).first()
    if officer is None or page is None or page.has_unpublished_changes or WorkflowState.objects.for_instance(page).exists():
        return
    page.introduction = set_spaces(DRAFT_INTRODUCTION)
    page.save_revision(user=officer)
    workflow = page.get_workflow()
    if workflow is not None:
        workflow.start(page, officer)
