"""The seven kinds of awareness items, each with the fields that make it what it is."""

from datetime import date
from typing import Any, ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from advocacy.models.awareness import AwarenessPage, item_panels
from home.blocks import TEXT_FEATURES, RequiredLinkBlock
from home.consents import Channel, Consent, reason_against
from home.dates import full_day

Kind = AwarenessPage.Kind
DOCUMENT: Final = get_document_model_string()
INDEX: Final = "advocacy.AwarenessIndexPage"


class DecodingPage(AwarenessPage):
    """A concept or a procedure taken apart, with its gist at the head."""

    gist = models.TextField("l’essentiel", blank=True, max_length=600, help_text="Deux ou trois phrases pour qui ne lira pas la suite.")

    own_kind = Kind.DECODING
    asked_to_publish: ClassVar = {"gist": "Dites l’essentiel en deux ou trois phrases."}
    card_template = "advocacy/cards/decoding.html"
    page_description = "Un mot, un concept, une procédure expliqués."
    parent_page_types: ClassVar = [INDEX]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = item_panels(FieldPanel("gist"), body="L’explication")
    search_fields: ClassVar = [*AwarenessPage.search_fields, index.SearchField("gist")]

    class Meta:
        verbose_name = "décryptage"

    def gist_lines(self) -> list[str]:
        return [self.gist] if self.gist else []


class StudyPage(AwarenessPage):
    """A study read for others: its reference, what it says, its limits."""

    study_title = models.CharField("titre de l’étude", max_length=240, blank=True)
    study_authors = models.CharField("auteurs ou organisme", max_length=240, blank=True)
    study_year = models.PositiveSmallIntegerField(
        "année", null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    study_url = models.URLField("adresse", blank=True, help_text="Où la lire, si elle est en ligne.")
    findings = RichTextField("ce qu’elle dit", blank=True, features=TEXT_FEATURES)
    limits = RichTextField(
        "ses limites",
        blank=True,
        features=TEXT_FEATURES,
        help_text="Qui a été interrogé, quand, par qui\u00a0; ce que l’étude ne permet pas de dire.",
    )

    own_kind = Kind.STUDY
    asked_to_publish: ClassVar = {
        "study_title": "Donnez le titre de l’étude, pour qu’on la retrouve.",
        "study_authors": "Dites qui a fait l’étude.",
        "study_year": "Donnez l’année de l’étude.",
        "findings": "Dites ce que dit l’étude.",
        "limits": "Dites ses limites\u00a0: toute étude en a.",
    }
    card_template = "advocacy/cards/study.html"
    page_description = "La lecture d’une étude\u00a0: sa référence, ce qu’elle dit, ses limites."
    parent_page_types: ClassVar = [INDEX]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = item_panels(
        MultiFieldPanel(
            [
                FieldPanel("study_title"),
                FieldPanel("study_authors"),
                FieldRowPanel([FieldPanel("study_year"), FieldPanel("study_url")]),
            ],
            heading="Référence",
        ),
        FieldPanel("findings"),
        FieldPanel("limits"),
    )
    search_fields: ClassVar = [
        *AwarenessPage.search_fields,
        index.SearchField("study_title"),
        index.SearchField("study_authors"),
        index.SearchField("findings"),
        index.SearchField("limits"),
    ]

    class Meta:
        verbose_name = "étude"

    def gist_lines(self) -> list[str]:
        parts = [self.study_title, self.study_authors, str(self.study_year or "")]
        return [f"Étude lue\u00a0: {', '.join(filter(None, parts))}."] if self.study_title else []


class TestimonyPage(AwarenessPage):
    """Somebody's words under an alias, online as long as their consent holds (advocacy/consents.py)."""

    alias = models.CharField("alias", max_length=60, blank=True, help_text="Jamais le nom de la personne.")
    consent = models.ForeignKey(
        Consent, verbose_name="accord de publication", null=True, blank=True, on_delete=models.PROTECT, related_name="testimony_pages"
    )

    own_kind = Kind.TESTIMONY
    asked_to_publish: ClassVar = {"alias": "Donnez l’alias sous lequel la personne est citée."}
    card_template = "advocacy/cards/testimony.html"
    page_description = "Les mots d’une personne accompagnée, avec son accord."
    parent_page_types: ClassVar = [INDEX]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = item_panels(FieldRowPanel([FieldPanel("alias"), FieldPanel("consent")]), body="Ses mots")
    search_fields: ClassVar = [*AwarenessPage.search_fields, index.SearchField("alias")]

    class Meta:
        verbose_name = "témoignage"

    def may_be_announced(self, on: date) -> bool:
        """Mails are a channel of their own: the person must have agreed to it."""
        return super().may_be_announced(on) and not reason_against(self.consent, Channel.SITE, Channel.MAILS, on=on)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Under the lock that the end of its consent takes (advocacy/consents.py): the one that comes second sees the other."""
        with transaction.atomic():
            if self.pk:
                Page.objects.select_for_update().filter(pk=self.pk).first()
            super().save(*args, **kwargs)

    def reasons_against_publishing(self, *, on: date) -> list[str]:
        # Read again: this page may have been in memory while its consent was taken back.
        reason = reason_against(Consent.objects.filter(pk=self.consent_id).first(), Channel.SITE, on=on)
        return [*([reason] if reason else []), *super().reasons_against_publishing(on=on)]

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Not found from the first minute after its consent, whenever the worker comes by to erase it."""
        if reason_against(self.consent, Channel.SITE, on=timezone.localdate()):
            raise Http404
        return super().route(request, path_components)


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=240)
    publisher = blocks.CharBlock(label="Auteur ou organisme", required=False, max_length=160)
    year = blocks.IntegerBlock(label="Année", required=False, min_value=1900, max_value=2100)
    address = blocks.RegexBlock(
        r"^(/|https?://)",
        label="Adresse",
        required=False,
        error_messages={"invalid": "Une adresse commence par https:// ou, sur ce site, par une barre oblique."},
        help_text="Sur ce site, par exemple «\u00a0/rapports-activite/2024/\u00a0».",
    )

    class Meta:
        icon = "link"
        label = "Source"
        description = "Un texte de loi, une étude, un rapport."


class FalseIdeaPage(AwarenessPage):
    """A false idea taken apart: what is said, what is true, why, and where it can be checked."""

    class Verdict(models.TextChoices):
        FALSE = "faux", "Faux"
        MOSTLY_FALSE = "plutot-faux", "Plutôt faux"
        MISLEADING = "trompeur", "Trompeur"
        UNPROVEN = "non-etabli", "Non établi"
        MOSTLY_TRUE = "plutot-vrai", "Plutôt vrai"

    claim = models.CharField(
        "ce que l’on entend", max_length=240, blank=True, help_text="L’idée, en une phrase, comme on l’entend, sans guillemets."
    )
    verdict = models.CharField("verdict", max_length=12, choices=Verdict, blank=True)
    explanation = RichTextField(
        "explication", blank=True, features=TEXT_FEATURES, help_text="Ce qu’il en est, et pourquoi\u00a0: des faits, et d’où ils viennent."
    )
    sources = StreamField(
        [("source", SourceBlock())],
        verbose_name="sources",
        blank=True,
        help_text="Une au moins\u00a0: ce qui permet de vérifier. Elles paraissent numérotées, dans cet ordre.",
    )

    own_kind = Kind.FALSE_IDEA
    asked_to_publish: ClassVar = {
        "claim": "Écrivez ce que l’on entend, en une phrase.",
        "verdict": "Choisissez le verdict.",
        "explanation": "Expliquez le verdict.",
        "sources": "Ajoutez au moins une source, pour que l’on puisse vérifier.",
    }
    card_template = "advocacy/cards/false_idea.html"
    page_description = "Une idée reçue, le verdict, l’explication et les sources."
    parent_page_types: ClassVar = [INDEX]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = item_panels(FieldPanel("claim"), FieldPanel("verdict"), FieldPanel("explanation"), FieldPanel("sources"))
    search_fields: ClassVar = [*AwarenessPage.search_fields, index.SearchField("claim"), index.SearchField("explanation")]

    class Meta:
        verbose_name = "idée reçue"
        verbose_name_plural = "idées reçues"

    def gist_lines(self) -> list[str]:
        claim = self.claim.rstrip(".")
        lines = [f"On entend\u00a0: «\u00a0{claim}\u00a0»."] if claim else []
        return [*lines, f"Verdict\u00a0: {self.get_verdict_display().lower()}."] if self.verdict else lines


class NewsPage(AwarenessPage):
    """What happens, and where to go from there."""

    action = StreamField([("link", RequiredLinkBlock(label="Bouton"))], verbose_name="où aller ensuite", blank=True, max_num=1)

    own_kind = Kind.NEWS
    card_template = "advocacy/cards/news.html"
    schema_type = "NewsArticle"
    page_description = "Une nouvelle de l’association ou du droit d’asile."
    parent_page_types: ClassVar = [INDEX]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = item_panels(FieldPanel("action"), body="La nouvelle")

    class Meta:
        verbose_name = "actualité"


class ResourcePage(AwarenessPage):
    """A document to take away."""

    document = models.ForeignKey(DOCUMENT, verbose_name="document", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_for = models.CharField("pour qui", max_length=160, blank=True, help_text="Par exemple «\u00a0bénévoles qui débutent\u00a0».")

    own_kind = Kind.RESOURCE
    asked_to_publish: ClassVar = {"document": "Choisissez le document à télécharger."}
    card_template = "advocacy/cards/resource.html"
    page_description = "Un document à télécharger."
    parent_page_types: ClassVar = [INDEX]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = item_panels(FieldPanel("document"), FieldPanel("made_for"), body="Ce qu’il contient")
    search_fields: ClassVar = [*AwarenessPage.search_fields, index.SearchField("made_for")]

    class Meta:
        verbose_name = "ressource"

    def gist_lines(self) -> list[str]:
        return [f"Pour qui\u00a0: {self.made_for}."] if self.made_for else []


class TalkPage(AwarenessPage):
    """A talk in a company or at an event: when, where, before whom, and what was shown."""

    held_on = models.DateField("jour de l’intervention", null=True, blank=True)
    host = models.CharField("chez qui", max_length=160, blank=True, help_text="L’entreprise ou l’événement.")
    place = models.CharField("lieu", max_length=120, blank=True)
    slides = models.ForeignKey(DOCUMENT, verbose_name="support", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    own_kind = Kind.TALK
    asked_to_publish: ClassVar = {
        "held_on": "Donnez le jour de l’intervention.",
        "host": "Dites chez qui\u00a0: l’entreprise, ou l’événement.",
    }
    card_template = "advocacy/cards/talk.html"
    page_description = "Une intervention en entreprise ou lors d’un événement."
    parent_page_types: ClassVar = [INDEX]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = item_panels(
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("held_on"), FieldPanel("host")]), FieldRowPanel([FieldPanel("place"), FieldPanel("slides")])],
            heading="Intervention",
        ),
        body="Ce qui s’est dit",
    )
    search_fields: ClassVar = [*AwarenessPage.search_fields, index.SearchField("host"), index.SearchField("place")]

    class Meta:
        verbose_name = "intervention"

    def is_upcoming_on(self, day: date) -> bool:
        return self.held_on is not None and self.held_on >= day

    def gist_lines(self) -> list[str]:
        facts = [full_day(self.held_on) if self.held_on else "", self.host, self.place]
        said = ", ".join(filter(None, facts))
        return [f"{said[0].upper()}{said[1:]}."] if said else []
