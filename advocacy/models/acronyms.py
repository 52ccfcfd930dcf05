"""Acronyms that published pages use and nothing defines (advocacy/undefined_acronyms.py finds them)."""

from django.db import models
from wagtail.models import Page


class UndefinedAcronym(models.Model):
    """One acronym, on how many pages it stands, and where one of them has it first."""

    acronym = models.CharField("sigle", max_length=30, unique=True)
    page = models.ForeignKey(Page, verbose_name="une page", on_delete=models.CASCADE, related_name="+")
    contentpath = models.CharField("place dans le formulaire", max_length=400)
    page_count = models.PositiveSmallIntegerField("pages")

    class Meta:
        verbose_name = "sigle à définir"
        verbose_name_plural = "sigles à définir"
        ordering = ["-page_count", "acronym"]

    def __str__(self) -> str:
        return self.acronym
