"""The pages around the form: `/don/`, and one below it for each campaign."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from donations.page_forms import CampaignForm
from home.bases import BasePage
from home.blocks import BodyBlock
from home.private_branches import is_private

AMOUNTS_SHOWN: Final = 4
# Offered as long as the officer has chosen none, by rhythm (`Gift.Rhythm`).
FIRST_EUROS: Final[Mapping[str, Sequence[int]]] = MappingProxyType({"once": (20, 50, 100), "monthly": (10, 20, 50)})


class AmountBlock(blocks.StructBlock):
    euros = blocks.IntegerBlock(label="Montant, en euros", min_value=5, max_value=5000)
    text = blocks.CharBlock(
        label="Ce qu’il rend possible",
        required=False,
        max_length=90,
        help_text="Court et vrai\u00a0: une équivalence que vos comptes ou votre rapport permettent de vérifier.",
    )

    class Meta:
        label_format = "{euros} €"
        group = "Montants"
        preview_template = "blocks/previews/amount.html"
        preview_value: ClassVar = {"euros": 50, "text": "Ce que cette somme rend possible."}


class AmountsBlock(blocks.StreamBlock):
    once = AmountBlock(label="Une fois", icon="pick", description="Un montant proposé pour un don fait une seule fois.")
    monthly = AmountBlock(label="Chaque mois", icon="calendar", description="Un montant proposé pour un don mensuel.")

    class Meta:
        block_counts: ClassVar = {"once": {"max_num": AMOUNTS_SHOWN}, "monthly": {"max_num": AMOUNTS_SHOWN}}


class DonationPage(BasePage):
    """The words around the form at `/don/`; the form itself is served by `donations.views.giving.give`."""

    amounts = StreamField(
        AmountsBlock(),
        verbose_name="montants proposés",
        blank=True,
        help_text="Pour un don fait une fois, et pour un don mensuel. Les campagnes les proposent aussi.",
    )
    amounts_note = models.CharField(
        "d’où viennent ces équivalences",
        max_length=240,
        blank=True,
        help_text="Affiché sous les montants, en petit\u00a0: le calcul, la source.",
    )
    body = StreamField(
        BodyBlock(),
        verbose_name="contenu",
        blank=True,
        help_text="Affiché sous le formulaire\u00a0: à quoi servent les dons, questions fréquentes.",
    )

    reader_word: ClassVar = "Don"
    page_description = "La page de don et son formulaire."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["donations.CampaignPage"]
    max_count = 1
    content_panels = [*BasePage.content_panels, FieldPanel("amounts"), FieldPanel("amounts_note"), FieldPanel("body")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "page de don"

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        # The editor's preview shows the words alone; donors always meet the form, wherever the page was moved to.
        if getattr(request, "is_preview", False):
            return super().serve(request, *args, **kwargs)
        return redirect("give")

    def amounts_for(self, rhythm: str) -> dict[int, str]:
        """What each suggested amount, in euros, makes possible; without words where nobody wrote any."""
        chosen = {block.value["euros"]: block.value["text"] for block in self.amounts if block.block_type == rhythm}
        return chosen or dict.fromkeys(FIRST_EUROS[rhythm], "")


class CampaignQuerySet(PageQuerySet):
    def open_to_all(self) -> Self:
        """Published, for everybody."""
        return self.live().filter(~is_private())

    def running_on(self, day: date) -> Self:
        """Those not over that day."""
        return self.open_to_all().filter(Q(ends_on=None) | Q(ends_on__gte=day))


class CampaignPage(BasePage):
    """A campaign: what is aimed at, until when, at an address of its own. A campaign that received gifts stays."""

    aim_cents = models.PositiveIntegerField("objectif, en centimes", null=True, blank=True)
    ends_on = models.DateField("dernier jour", null=True, blank=True)
    body = StreamField(
        BodyBlock(),
        verbose_name="contenu",
        blank=True,
        help_text="Affiché sous le formulaire\u00a0: pourquoi cette campagne.",
    )

    base_form_class = CampaignForm
    reader_word: ClassVar = "Campagne"
    page_description = "Un objectif précis, avec sa propre adresse et ce qui est déjà collecté."
    template = "donations/donation_page.html"
    parent_page_types: ClassVar = ["donations.DonationPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [*BasePage.content_panels, FieldPanel("aim_cents"), FieldPanel("ends_on"), FieldPanel("body")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    objects = PageManager.from_queryset(CampaignQuerySet)()

    class Meta:
        verbose_name = "campagne"
        constraints = [
            models.CheckConstraint(
                condition=Q(aim_cents__isnull=True) | Q(aim_cents__gt=0),
                name="donations_campaign_aim_positive",
                violation_error_message="L’objectif doit dépasser 0\u00a0€.",
            )
        ]

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if getattr(request, "is_preview", False):
            return super().serve(request, *args, **kwargs)
        return redirect(self.own_path)

    @property
    def own_path(self) -> str:
        """Where its form is, whatever the address of the page above."""
        return reverse("give_campaign", args=[self.slug])

    def is_over(self, day: date) -> bool:
        return self.ends_on is not None and self.ends_on < day
