"""The theory of change: what stands in the way, what is done, what changes for people, what changes in the end."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.snippets.models import register_snippet

from advocacy.models.versions import FrozenInVersions


@dataclass(frozen=True)
class Stage:
    """One stage of a theory of change, with what stands in it."""

    code: str
    name: str
    texts: list[str]


@register_snippet
class TheoryOfChange(FrozenInVersions):  # type: ignore[django-manager-missing]  # Wagtail's Orderable has no types.
    """One theory of change, with its elements by stage."""

    title = models.CharField("titre", max_length=120)
    source = models.CharField("établie avec", max_length=160, blank=True)

    panels: ClassVar = [
        FieldPanel("title"),
        FieldPanel("source"),
        InlinePanel("elements", heading="Éléments", label="Élément", icon="list-ul", min_num=1),
    ]

    class Meta:
        verbose_name = "théorie du changement"
        verbose_name_plural = "théories du changement"

    def __str__(self) -> str:
        return self.title

    @property
    def change_sentence(self) -> str:
        return f"La théorie du changement est modifiée : {self.title}."

    @cached_property
    def stages(self) -> list[Stage]:
        """Barriers, actions, changes, impact: those that hold something, each with its elements in order."""
        elements = list(self.elements.all())
        stages = [Stage(code, name, [one.text for one in elements if one.stage == code]) for code, name in TheoryElement.Stage.choices]
        return [stage for stage in stages if stage.texts]


class TheoryElement(Orderable):
    """One line of a theory of change, in the stage where it belongs."""

    class Stage(models.TextChoices):
        BARRIER = "barrier", "Obstacles"
        ACTION = "action", "Actions"
        CHANGE = "change", "Changements"
        IMPACT = "impact", "Impact"

    theory = ParentalKey(TheoryOfChange, on_delete=models.CASCADE, related_name="elements")
    stage = models.CharField("étape", max_length=8, choices=Stage)
    text = models.CharField("texte", max_length=240)

    panels: ClassVar = [FieldPanel("stage"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = "élément"

    def __str__(self) -> str:
        return self.text
