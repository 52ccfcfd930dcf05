"""Organisations and places that both the public pages and the activities refer to."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Page, PreviewableMixin
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from home.slugs import free_slug


class PartnerTheme(models.TextChoices):
    """The seven themes of the State delegation's Forum 2019 catalogue (brief.md), plus funding."""

    LANGUAGE = "langue", "Langue"
    HOUSING = "logement", "Logement"
    RIGHTS = "droits", "Accès aux droits"
    HEALTH = "sante", "Santé"
    WORK = "emploi", "Formation et emploi"
    CULTURE = "culture", "Culture, sport et loisirs"
    TIES = "lien-social", "Lien social"
    SUPPORT = "soutien", "Soutien à l’association"


class PartnerQuerySet(models.QuerySet["Partner"]):
    def shown(self) -> Self:
        """Those that the public may know of, ended ones included."""
        return self.exclude(state=Partner.State.HIDDEN)

    def current(self) -> Self:
        """Those that the association works with today."""
        return self.filter(state=Partner.State.CURRENT)

    def with_sheet(self) -> Self:
        """Those that have a sheet of their own: shown, and with something to say beside their name."""
        return self.shown().exclude(description="", aim="", results="")


@register_snippet
class Partner(PreviewableMixin, index.Indexed, models.Model):
    """An organisation the association works with, and its sheet (home/partner_pages.py)."""

    class State(models.TextChoices):
        CURRENT = "current", "En cours"
        ENDED = "ended", "Terminé : sa fiche reste, et le dit"
        HIDDEN = "hidden", "Caché : le public ne le voit pas"

    name = models.CharField("nom", max_length=120, unique=True)
    # Made once from the name, and kept: other people link to it.
    slug = models.SlugField("adresse", max_length=130, unique=True, editable=False)
    theme = models.CharField("domaine", max_length=20, choices=PartnerTheme)
    state = models.CharField(
        "partenariat",
        max_length=10,
        choices=State,
        default=State.CURRENT,
        help_text="Terminé ? Ne le supprimez pas : les liens vers sa fiche tiendront.",
    )
    is_structuring = models.BooleanField("partenariat structurant", default=False)
    bearer = models.CharField(
        "porté par",
        max_length=240,
        blank=True,
        help_text="L’organisation ou le consortium qui porte le projet, s’il n’est pas dans le nom.",
    )
    aim = models.TextField("objectif", blank=True, max_length=600)
    description = models.TextField("ce que nous faisons ensemble", blank=True, max_length=600)
    results = models.TextField(
        "résultats", blank=True, max_length=1200, help_text="Ce qui a été fait, avec l’année et de quoi sont les chiffres."
    )
    email = models.EmailField("adresse e-mail", blank=True, help_text="Celle de l’organisation, publique ; jamais celle d’une personne.")
    phone = models.CharField("téléphone", max_length=30, blank=True, help_text="Celui de l’accueil ; jamais celui d’une personne.")
    website = models.URLField("site", blank=True)
    pole = models.ForeignKey(
        Page,
        verbose_name="page liée",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="partners",
        help_text="Le pôle concerné : sa page et cette fiche se renvoient l’une à l’autre.",
    )
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = PartnerQuerySet.as_manager()

    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("theme"), FieldPanel("state"), FieldPanel("is_structuring")], "Qui"),
        MultiFieldPanel([FieldPanel("bearer"), FieldPanel("aim"), FieldPanel("description"), FieldPanel("results")], "Sa fiche"),
        MultiFieldPanel([FieldPanel("website"), FieldPanel("email"), FieldPanel("phone")], "Contact"),
        PageChooserPanel("pole", "home.StandardPage"),
    ]
    search_fields: ClassVar = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = free_slug(Partner, self.name, fallback="partenaire")
        super().save(*args, **kwargs)

    @property
    def has_sheet(self) -> bool:
        """As the queryset's `with_sheet()`."""
        return self.state != self.State.HIDDEN and bool(self.description or self.aim or self.results)

    @property
    def website_name(self) -> str:
        """As a reader would type it."""
        return urlsplit(self.website).netloc.removeprefix("www.")

    @property
    def summary(self) -> str:
        """What link previews and search engines show."""
        return self.aim or self.description or f"{self.name}, partenaire de l’association."

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "home/partner.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"request": request, "partner": self, "sheet": Sheet(self), "pole": self.pole, "breadcrumbs": []}


@dataclass(frozen=True)
class Sheet:
    """A partner's sheet as the head of a page describes it (components/page_meta.html)."""

    partner: Partner
    path: str = ""
    """Where it is read; nothing in a preview."""

    seo_title: ClassVar[str] = ""
    read_parameters: ClassVar[tuple[str, ...]] = ()

    @property
    def title(self) -> str:
        return self.partner.name

    @property
    def summary(self) -> str:
        return self.partner.summary

    def get_url(self, request: HttpRequest | None = None) -> str:
        return self.path


@register_snippet
class Venue(index.Indexed, models.Model):
    """A place where activities and sessions are held, with what a visitor must know about getting in."""

    name = models.CharField("nom", max_length=120)
    address = models.CharField("adresse", max_length=240, blank=True)
    area = models.CharField("secteur", max_length=80, blank=True, help_text="Arrondissement ou commune : montré avant l’adresse précise.")
    accessibility = models.TextField("accessibilité", blank=True, max_length=400)
    partner = models.ForeignKey(Partner, verbose_name="partenaire", null=True, blank=True, on_delete=models.SET_NULL, related_name="venues")

    panels: ClassVar = [FieldPanel("name"), FieldPanel("address"), FieldPanel("area"), FieldPanel("accessibility"), FieldPanel("partner")]
    search_fields: ClassVar = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
