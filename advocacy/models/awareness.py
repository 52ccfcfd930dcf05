"""Awareness content: what the association explains, reads, hears and takes apart. Each kind is in awareness_kinds.py."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from advocacy.models.subjects import Series, Subject
from advocacy.page_forms import CheckedPageForm
from advocacy.readiness import READINESS
from home.bases import BasePage
from home.blocks import BodyBlock
from home.consents import Consent
from home.contents import headings_of

ITEMS_A_PAGE = 12


class AwarenessIndexPage(BasePage):
    """`/sensibilisation/`: every item, the latest first, with a filter by kind (`?nature=`)."""

    page_description = "La liste des contenus de sensibilisation."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = [
        "advocacy.DecodingPage",
        "advocacy.StudyPage",
        "advocacy.TestimonyPage",
        "advocacy.FalseIdeaPage",
        "advocacy.NewsPage",
        "advocacy.ResourcePage",
        "advocacy.TalkPage",
    ]
    max_count = 1
    read_parameters: ClassVar = ("nature", "page")

    class Meta:
        verbose_name = "rubrique de sensibilisation"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        items = AwarenessPage.objects.child_of(self).live().order_by("-published_on", "title")
        present = set(items.order_by().values_list("kind", flat=True).distinct())
        kinds = [kind for kind in AwarenessPage.Kind if kind.value in present]
        chosen = request.GET.get("nature", "")
        if chosen in AwarenessPage.Kind.values:
            items = items.filter(kind=chosen)
        else:
            chosen = ""
        context |= {
            "items": Paginator(items, ITEMS_A_PAGE).get_page(request.GET.get("page")),
            "page_url": self.get_url(request) or "",
            "kinds": kinds,
            "chosen_kind": chosen,
            "query": urlencode({"nature": chosen}) if chosen else "",
        }
        return context


class AwarenessQuerySet(PageQuerySet):
    def live(self) -> Any:
        """Online, and no testimony whose consent is over: lists say so before the worker has erased it."""
        agreed = Consent.objects.valid_on(timezone.localdate()).filter(allows_site=True)
        return super().live().filter(models.Q(testimonypage=None) | models.Q(testimonypage__consent__in=agreed))


class AwarenessPage(BasePage):
    """One item, of whatever kind: what lists, feeds and mails show of it. Never made as such (awareness_kinds.py)."""

    class Kind(models.TextChoices):
        DECODING = "decryptage", "Décryptage"
        STUDY = "etude", "Étude"
        TESTIMONY = "temoignage", "Témoignage"
        FALSE_IDEA = "idee-recue", "Idée reçue"
        NEWS = "actualite", "Actualité"
        RESOURCE = "ressource", "Ressource"
        TALK = "intervention", "Intervention"

    kind = models.CharField("nature", max_length=12, choices=Kind, editable=False)
    published_on = models.DateField("date")
    subjects = ParentalManyToManyField(Subject, verbose_name="thèmes et pôles", blank=True, related_name="items")
    series = models.ForeignKey(Series, verbose_name="série", null=True, blank=True, on_delete=models.SET_NULL, related_name="items")
    body = StreamField(BodyBlock(), verbose_name="contenu", blank=True)
    announced_at = models.DateTimeField("annoncé aux abonné·es le", null=True, editable=False)

    objects = PageManager.from_queryset(AwarenessQuerySet)()

    own_kind: ClassVar[str] = ""
    """The kind of every page of this type."""

    base_form_class = CheckedPageForm
    is_creatable = False
    page_description = "Un contenu de sensibilisation, de l’une des sept natures."
    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = []
    filing_panels: ClassVar = [
        FieldPanel("published_on"),
        MultiFieldPanel([FieldPanel("subjects"), FieldPanel("series")], heading="Classement"),
    ]
    search_fields: ClassVar = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("published_on"),
    ]

    class Meta:
        verbose_name = "contenu de sensibilisation"
        verbose_name_plural = "contenus de sensibilisation"
        indexes = [models.Index(fields=["-published_on"])]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Its type says its kind: the column is there so that lists need no other table."""
        self.kind = self.own_kind or self.kind
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        siblings = AwarenessPage.objects.sibling_of(self, inclusive=False).live()
        context["related"] = siblings.order_by(models.Case(models.When(kind=self.kind, then=0), default=1), "-published_on", "title")[:3]
        context["contents"] = headings_of(self.body)
        return context


def item_panels(*own: Any) -> list[Any]:
    """The form of a kind: what every item has, with its own fields between the introduction and the text."""
    return [READINESS, *BasePage.content_panels, *own, *AwarenessPage.filing_panels, FieldPanel("body")]
