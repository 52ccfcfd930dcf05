"""Jobs, civic service and other ways to join the team: offers that close by themselves."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from advocacy.page_forms import CheckedPageForm
from advocacy.readiness import READINESS
from home.bases import BasePage
from home.blocks import BodyBlock
from home.linked_data import CONTEXT, publisher, without_gaps


class JobForm(CheckedPageForm):
    """That of an offer: it is not published once nobody may answer it any more."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        closes_on = cleaned.get("closes_on")
        if not self.is_deferred_validation and closes_on and closes_on < timezone.localdate():
            self.add_error("closes_on", ValidationError("Ce jour est passé\u00a0: l’offre ne paraîtrait pas."))
        return cleaned


class JobsPage(BasePage):
    """`/association/nous-rejoindre/`: the offers that can be answered today; those that close first come first."""

    body = StreamField(BodyBlock(), verbose_name="contenu", blank=True, help_text="Affiché sous les offres.")

    page_description = "Les offres d’emploi et de service civique en cours."
    parent_page_types: ClassVar = ["home.StandardPage"]
    subpage_types: ClassVar = ["home.JobPage"]
    base_form_class = CheckedPageForm
    max_count = 1
    content_panels: ClassVar = [READINESS, *BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        app_label = "home"
        verbose_name = "page des offres"
        verbose_name_plural = "pages des offres"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        offers = JobPage.objects.child_of(self).live().public().open(timezone.now())
        context["offers"] = offers.order_by(F("closes_on").asc(nulls_last=True), "title")
        return context


class JobQuerySet(PageQuerySet):
    def open(self, now: datetime) -> Self:
        """Those that can still be answered: their closing day, in Paris, included."""
        today = timezone.localdate(now)
        open_offers: Self = self.filter(Q(closes_on=None) | Q(closes_on__gte=today))
        return open_offers

    def closed(self, now: datetime) -> Self:
        past: Self = self.exclude(pk__in=self.open(now).values("pk"))
        return past


class JobPage(BasePage):
    """One offer. After its closing day it answers no more, and Wagtail's clock takes it offline."""

    class Kind(models.TextChoices):
        JOB = "emploi", "Emploi"
        CIVIC_SERVICE = "service-civique", "Service civique"
        INTERNSHIP = "stage", "Stage"
        APPRENTICESHIP = "alternance", "Alternance"
        SKILLS = "benevolat-de-competences", "Bénévolat de compétences"

    kind = models.CharField("nature", max_length=30, choices=Kind, default=Kind.JOB)
    place = models.CharField("lieu", max_length=120, default="Paris")
    time_asked = models.CharField(
        "temps de travail et durée", max_length=160, help_text="Par exemple « 24 heures par semaine, huit mois »."
    )
    starts = models.CharField("début", max_length=80, help_text="Une date, ou « dès que possible ».")
    closes_on = models.DateField(
        "répondre jusqu’au",
        null=True,
        blank=True,
        help_text="Ce jour compris ; le lendemain, l’offre disparaît d’elle-même. Sans date, elle reste jusqu’à ce que vous la dépubliiez.",
    )
    apply_email = models.EmailField("adresse où répondre", help_text="Une adresse de fonction.")
    how_to_apply = models.CharField("ce qu’il faut envoyer", max_length=240, blank=True, help_text="Par exemple « CV et quelques lignes ».")
    body = StreamField(BodyBlock(), verbose_name="contenu", blank=True)

    objects = PageManager.from_queryset(JobQuerySet)()

    page_description = "Une offre : emploi, service civique, stage… Elle disparaît après son dernier jour."
    parent_page_types: ClassVar = ["home.JobsPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = JobForm
    content_panels: ClassVar = [
        READINESS,
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("place"), FieldPanel("starts")]),
                FieldPanel("time_asked"),
                FieldPanel("closes_on"),
                FieldPanel("apply_email"),
                FieldPanel("how_to_apply"),
            ],
            "L’offre",
        ),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        app_label = "home"
        verbose_name = "offre"
        verbose_name_plural = "offres"

    def clean(self) -> None:
        """Also sets when Wagtail takes it offline: a draft and its schedule always say the same day."""
        super().clean()
        self.expire_at = end_of_day(self.closes_on) if self.closes_on else None

    def is_open(self, now: datetime) -> bool:
        """As the queryset's `open()`."""
        return self.closes_on is None or self.closes_on >= timezone.localdate(now)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Not found from the first minute after its last day, whether or not the clock has taken it offline yet."""
        if not path_components and not self.is_open(timezone.now()):
            raise Http404
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["apply_address"] = f"mailto:{self.apply_email}?subject={quote(f'Réponse à l’offre : {self.title}')}"
        context["linked_data"] = describe_job(self, address=self.get_full_url(request) or "")
        return context


def end_of_day(day: date) -> datetime:
    """The midnight that ends it in Paris, on days of 23 or 25 hours too."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


EMPLOYMENT = {
    JobPage.Kind.JOB: "OTHER",
    JobPage.Kind.CIVIC_SERVICE: "VOLUNTEER",
    JobPage.Kind.INTERNSHIP: "INTERN",
    JobPage.Kind.APPRENTICESHIP: "OTHER",
    JobPage.Kind.SKILLS: "VOLUNTEER",
}


def describe_job(job: JobPage, *, address: str) -> dict[str, Any]:
    """The offer as search engines read it (https://schema.org/JobPosting)."""
    described = {
        "@context": CONTEXT,
        "@type": "JobPosting",
        "title": job.title,
        "description": job.summary,
        "datePosted": timezone.localdate(job.first_published_at).isoformat() if job.first_published_at else "",
        "validThrough": timezone.localtime(end_of_day(job.closes_on)).isoformat() if job.closes_on else "",
        "employmentType": EMPLOYMENT[JobPage.Kind(job.kind)],
        "hiringOrganization": publisher(),
        "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": job.place, "addressCountry": "FR"}},
        "url": address,
    }
    return without_gaps(described)
