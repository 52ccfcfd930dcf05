"""What awareness items are filed under: themes, poles, series. Edited by the communication officer."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.snippets.models import register_snippet


@register_snippet
class Subject(models.Model):
    """A theme of awareness items, or the pole of the association that they come from."""

    class Family(models.TextChoices):
        THEME = "theme", "Thème"
        POLE = "pole", "Pôle"

    name = models.CharField("nom", max_length=60, unique=True)
    slug = models.SlugField(
        "adresse", max_length=60, unique=True, help_text="Dans l’adresse de la liste et de son flux : à ne plus changer."
    )
    family = models.CharField("famille", max_length=8, choices=Family, default=Family.THEME)

    panels: ClassVar = [
        TitleFieldPanel("name", targets=["slug"], placeholder=False),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("family"),
    ]

    class Meta:
        verbose_name = "thème ou pôle"
        verbose_name_plural = "thèmes et pôles"
        ordering = ["family", "name"]

    def __str__(self) -> str:
        return self.name


@register_snippet
class Series(models.Model):  # type: ignore[django-manager-missing]  # Wagtail’s pages, untyped, point to it
    """Items that are read one after the other, in the order of their dates."""

    title = models.CharField("titre", max_length=120, unique=True)
    introduction = models.TextField("présentation", blank=True, max_length=400)

    panels: ClassVar = [FieldPanel("title"), FieldPanel("introduction")]

    class Meta:
        verbose_name = "série"
        verbose_name_plural = "séries"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
