"""Awareness content: what the association explains, reads, hears and takes apart. Each kind is in awareness_kinds.py."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Final, Self, cast

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Case, Count, OuterRef, Subquery, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from advocacy.announcement_panel import AnnouncementPanel
from advocacy.item_filters import KIND, PARAMETERS, POLE, THEME, Filter, choose, offer, read_choices
from advocacy.item_form import ItemForm
from advocacy.models.subjects import Series, Subject
from advocacy.models.subscriptions import Announcement, Subscriber
from advocacy.readiness import READINESS
from home.bases import BasePage
from home.blocks import BodyBlock
from home.consents import Consent
from home.private_branches import is_private

ITEMS_A_PAGE: Final = 12
RELATED: Final = 3


class AwarenessIndexPage(BasePage):
    """`/sensibilisation/`: every item, the latest first, filtered by kind, theme and pole."""

    reader_word: ClassVar = "Sensibilisation"
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
    read_parameters: ClassVar = (*PARAMETERS, "page")

    class Meta:
        verbose_name = "rubrique de sensibilisation"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        subjects = list(Subject.objects.all())
        by_key = {subject.pk: subject for subject in subjects}
        marked: dict[int, frozenset[tuple[str, str]]] = {}
        items = AwarenessPage.objects.child_of(self).online()
        for key, kind, subject in items.latest_first().values_list("pk", "kind", "subjects"):
            marks = {(KIND, kind)} | ({(by_key[subject].family, by_key[subject].slug)} if subject else set())
            marked[key] = marked.get(key, frozenset()) | marks
        filters = [
            Filter(KIND, "Nature", {kind.value: str(kind.label) for kind in AwarenessPage.Kind}),
            *(Filter(parameter, label, names_of(subjects, parameter)) for parameter, label in ((THEME, "Thème"), (POLE, "Pôle"))),
        ]
        choices = read_choices(request.GET, filters)
        page = Paginator(choose(marked, choices), ITEMS_A_PAGE).get_page(request.GET.get("page"))
        shown = AwarenessPage.objects.filter(pk__in=page.object_list).latest_first().for_cards()
        chosen = next((subject for subject in subjects if subject.slug == choices.get(subject.family)), None)
        return {
            **context,
            "page_of_items": page,
            "items": shown if page.object_list else [],
            "page_url": self.get_url(request) or "",
            "offers": offer(marked, filters, choices),
            "chosen": [next(one.values[value] for one in filters if one.parameter == name) for name, value in choices.items()],
            "query": urlencode(choices),
            "feeds": feeds_of(chosen),
        }


def names_of(subjects: Iterable[Subject], family: str) -> dict[str, str]:
    return {subject.slug: subject.name for subject in subjects if subject.family == family}


def feeds_of(subject: Subject | None = None) -> list[tuple[str, str]]:
    """The title and address of the feed of all items, and of those of a subject."""
    feeds = [("Sensibilisation", settings.SITE_URL + reverse("awareness_feed"))]
    if subject is not None:
        feeds.append((f"Sensibilisation\u00a0: {subject.name}", settings.SITE_URL + reverse("subject_feed", args=[subject.slug])))
    return feeds


def agreed_today() -> models.QuerySet[Consent]:
    return Consent.objects.valid_on(timezone.localdate()).filter(allows_site=True)


class AwarenessQuerySet(PageQuerySet):
    def live(self) -> Any:
        """Online, and no testimony whose consent is over: lists say so before the worker has erased it."""
        return super().live().filter(models.Q(testimonypage=None) | models.Q(testimonypage__consent__in=agreed_today()))

    def without_consent(self) -> Self:
        """Testimonies that no consent lets the site show today: where pages of every type are listed, these are left out."""
        return self.filter(testimonypage__isnull=False).exclude(testimonypage__consent__in=agreed_today())

    def online(self) -> Self:
        """What anybody may read: published, and in no private branch."""
        return cast("Self", self.live().filter(~is_private()))

    def latest_first(self) -> Self:
        return self.order_by("-published_on", "title", "pk")

    def for_cards(self) -> Self:
        """With the fields of their kinds, whatever these are, in the same query: what `own` gives."""
        return self.select_related(*ROWS.values(), "resourcepage__document")

    def nearest_to(self, kind: str, subjects: Iterable[Subject]) -> Self:
        """Those that share most of these subjects first, then those of this kind, then the latest."""
        keys = [subject.pk for subject in subjects]
        filed = AwarenessPage.subjects.through.objects.filter(awarenesspage_id=OuterRef("pk"), subject_id__in=keys)
        shared = filed.order_by().values("awarenesspage_id").annotate(count=Count("pk")).values("count")
        same_kind = Case(When(kind=kind, then=0), default=1)
        return self.annotate(shared=Coalesce(Subquery(shared), 0)).order_by("-shared", same_kind, "-published_on", "title")


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
    published_on = models.DateField(
        "date", default=timezone.localdate, help_text="Celle que la page montre, et qui range les listes\u00a0: la plus récente d’abord."
    )
    subjects = ParentalManyToManyField(
        Subject,
        verbose_name="thèmes et pôles",
        blank=True,
        related_name="items",
        help_text="Autant que vous voulez. La liste se complète dans Fragments › Thèmes et pôles.",
    )
    series = models.ForeignKey(
        Series,
        verbose_name="série",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="items",
        help_text="Si le contenu en suit d’autres\u00a0: la page dira sa place et mènera aux voisins, dans l’ordre des dates.",
    )
    body = StreamField(BodyBlock(), verbose_name="contenu", blank=True)
    announce = models.BooleanField(
        "annoncer aux abonné·es",
        default=True,
        help_text="Un courriel à chaque personne abonnée, dans la minute qui suit la première publication\u202f; jamais un second.",
    )

    objects = PageManager.from_queryset(AwarenessQuerySet)()

    own_kind: ClassVar[str] = ""
    """The kind of every page of this type."""
    asked_to_publish: ClassVar[dict[str, str]] = {}
    """Its own fields that may not be empty once it is published, with what the officer is told (advocacy/checks/asked.py)."""
    card_template: ClassVar[str] = ""
    """How lists show it."""
    schema_type: ClassVar[str] = "Article"
    """What it is in schema.org's words (advocacy/linked_items.py)."""

    base_form_class = ItemForm
    is_creatable = False
    reader_word: ClassVar = "Sensibilisation"
    page_description = "Un contenu de sensibilisation, de l’une des sept natures."
    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = []
    filing_panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("published_on"), FieldPanel("subjects", widget=forms.CheckboxSelectMultiple), FieldPanel("series")],
            heading="Date et classement",
        ),
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

    @property
    def own(self) -> "AwarenessPage":
        """Itself in the type of its kind; `for_cards()` has it at hand."""
        return self if self.own_kind else getattr(self, ROWS[self.kind])

    def gist_lines(self) -> list[str]:
        """What its own fields say in short, for feeds and mails: the introduction is not repeated."""
        return []

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Its type says its kind, of a draft too: the column is there so that lists need no other table."""
        self.kind = self.own_kind or self.kind
        super().save(*args, **kwargs)

    def kind_word(self) -> str:
        return f"{self.reader_word} · {self.get_kind_display()}"

    def may_be_announced(self, on: date) -> bool:
        """Whether its words may be mailed that day. Being online, and open to everybody, is asked apart (advocacy/announcing.py)."""
        return self.announce

    def find_announcement(self) -> Announcement | None:
        return Announcement.objects.filter(page=self.pk).first()

    def count_subscribers(self) -> int:
        """Those whom its announcement would reach today."""
        return Subscriber.objects.confirmed().count()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        siblings = AwarenessPage.objects.sibling_of(self).online()
        series = list(siblings.filter(series=self.series).order_by("published_on", "pk")) if self.series else []
        place = next((place for place, item in enumerate(series) if item.pk == self.pk), None)
        if place is not None and len(series) > 1:
            context |= {
                "series": series,
                "series_place": place + 1,
                "previous_item": series[place - 1] if place else None,
                "next_item": series[place + 1] if place + 1 < len(series) else None,
            }
        subjects = list(self.subjects.all())
        # Those of the series are all named above.
        others = siblings.exclude(pk__in=[self.pk, *(item.pk for item in series)])
        return {
            **context,
            "subjects": subjects,
            "index_url": context["breadcrumbs"][-2][1] if len(context["breadcrumbs"]) > 1 else "",
            "related": others.nearest_to(self.kind, subjects).for_cards()[:RELATED],
            "feeds": feeds_of(),
        }


ROWS: Final[dict[str, str]] = {
    AwarenessPage.Kind.DECODING: "decodingpage",
    AwarenessPage.Kind.STUDY: "studypage",
    AwarenessPage.Kind.TESTIMONY: "testimonypage",
    AwarenessPage.Kind.FALSE_IDEA: "falseideapage",
    AwarenessPage.Kind.NEWS: "newspage",
    AwarenessPage.Kind.RESOURCE: "resourcepage",
    AwarenessPage.Kind.TALK: "talkpage",
}
"""Where each kind has its own fields: the name that Django gives to the row of that type."""
ANNOUNCEMENT: Final = MultiFieldPanel([AnnouncementPanel(), FieldPanel("announce")], heading="Courriel aux abonné·es", icon="mail")


def item_panels(*own: Any, body: str = "Pour aller plus loin") -> list[Any]:
    """The form of a kind: what every item has, with its own fields between the introduction and the text, headed `body`."""
    return [READINESS, *BasePage.content_panels, *own, FieldPanel("body", heading=body), *AwarenessPage.filing_panels, ANNOUNCEMENT]
