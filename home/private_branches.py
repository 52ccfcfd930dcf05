"""Which pages anybody may open, asked in the query that finds them: Wagtail's `public()` asks one of its own first."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import PageViewRestriction


def is_private() -> Exists:
    """Whether a page of the query is restricted itself, or stands under one that is."""
    restrictions = PageViewRestriction.objects.annotate(asked=ExpressionWrapper(OuterRef("path"), CharField()))
    return Exists(restrictions.filter(asked__startswith=F("page__path")))
