"""Organisations and places that both the public pages and the activities refer to."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail.snippets.models import register_snippet


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


@register_snippet
class Partner(index.Indexed, models.Model):
    """An organisation the association works with."""

    name = models.CharField("nom", max_length=120, unique=True)
    theme = models.CharField("domaine", max_length=20, choices=PartnerTheme)
    description = models.TextField("ce que nous faisons ensemble", blank=True, max_length=600)
    website = models.URLField("site", blank=True)
    is_structuring = models.BooleanField("partenariat structurant", default=False)

    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("theme"),
        FieldPanel("description"),
        FieldPanel("website"),
        FieldPanel("is_structuring"),
    ]
    search_fields: ClassVar = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


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
