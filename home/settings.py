"""What the association says of itself on every page and in its legal texts, edited in the CMS."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from home.dates import short_day

PARTIAL_RATE: Final = 50
"""From so many hundredths of the criteria on, RGAA 4.1 has a site call itself partly conforming; at a hundred, wholly."""


@dataclass(frozen=True)
class Fact:
    """One thing that legal texts must say. Without text, it waits for the association."""

    name: str
    label: str
    text: str
    href: str = ""


@register_setting(icon="group")
class AssociationSettings(BaseSiteSetting):
    """Name, contact, networks and legal facts; templates read it with `{% association as association %}`."""

    name = models.CharField("nom", max_length=80, default="Polaris 14")
    baseline = models.CharField("devise", max_length=160, default="Agir dès la demande d’asile")
    address = models.TextField("adresse postale", blank=True, max_length=240)
    email = models.EmailField("adresse e-mail publique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    answer_days = models.PositiveSmallIntegerField(
        "délai de réponse, en jours",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="Annoncé à qui nous écrit par un formulaire. À confirmer par l’association : 7 jours est une proposition.",
    )
    linkedin = models.URLField("LinkedIn", blank=True)
    instagram = models.URLField("Instagram", blank=True)
    facebook = models.URLField("Facebook", blank=True)
    rna = models.CharField(
        "numéro RNA",
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^W\d{9}$", "Un numéro RNA s’écrit W suivi de neuf chiffres.")],
    )
    siren = models.CharField(
        "numéro Siren",
        max_length=11,
        blank=True,
        validators=[RegexValidator(r"^\d{3} ?\d{3} ?\d{3}$", "Un numéro Siren a neuf chiffres.")],
    )
    publication_director = models.CharField(
        "directeur ou directrice de la publication", max_length=120, blank=True, help_text="Prénom, nom et fonction."
    )
    host_name = models.CharField("hébergeur", max_length=120, blank=True)
    host_address = models.TextField("adresse de l’hébergeur", blank=True, max_length=240)
    host_phone = models.CharField("téléphone de l’hébergeur", max_length=30, blank=True)
    data_contact = models.EmailField(
        "contact pour les données personnelles", blank=True, help_text="Celui du délégué à la protection des données, s’il y en a un."
    )
    legal_texts_reviewed_on = models.DateField(
        "textes légaux relus le", null=True, blank=True, help_text="Par l’association et, si possible, par un·e juriste."
    )
    accessibility_contact = models.EmailField("contact pour l’accessibilité", blank=True)
    audited_on = models.DateField("dernier audit d’accessibilité le", null=True, blank=True)
    audited_by = models.CharField("organisme de l’audit", max_length=120, blank=True)
    audit_rate = models.PositiveSmallIntegerField(
        "critères respectés, en %", null=True, blank=True, validators=[MaxValueValidator(100)], help_text="Le taux que donne l’audit."
    )

    LEGAL_FACTS: ClassVar[tuple[str, ...]] = (
        "address",
        "email",
        "phone",
        "rna",
        "siren",
        "publication_director",
        "host_name",
        "host_address",
        "host_phone",
        "data_contact",
        "legal_texts_reviewed_on",
        "accessibility_contact",
    )
    """What the legal texts show, and mark where it is missing."""

    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("baseline")], "Identité"),
        MultiFieldPanel([FieldPanel("address"), FieldPanel("email"), FieldPanel("phone"), FieldPanel("answer_days")], "Contact"),
        MultiFieldPanel([FieldPanel("linkedin"), FieldPanel("instagram"), FieldPanel("facebook")], "Réseaux"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("rna", "siren", "publication_director", "host_name", "host_address", "host_phone")],
            "Mentions légales",
        ),
        MultiFieldPanel([FieldPanel("data_contact"), FieldPanel("legal_texts_reviewed_on")], "Données personnelles"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("accessibility_contact", "audited_on", "audited_by", "audit_rate")], "Accessibilité"
        ),
    ]

    class Meta:
        verbose_name = "L’association"

    def clean(self) -> None:
        super().clean()
        audit = {"audited_on": self.audited_on, "audited_by": self.audited_by, "audit_rate": self.audit_rate}
        missing = [name for name, value in audit.items() if value in (None, "")]
        if missing and len(missing) < len(audit):
            raise ValidationError(dict.fromkeys(missing, "Un audit a une date, un organisme et un taux\u00a0: les trois, ou aucun."))

    def fact(self, name: str) -> Fact:
        """One of LEGAL_FACTS, as pages show it."""
        field, value = self._meta.get_field(name), getattr(self, name)
        text = short_day(value) if isinstance(value, date) else " ".join(str(value or "").split())
        scheme = "mailto:" if isinstance(field, models.EmailField) else "tel:" if name.endswith("phone") else ""
        return Fact(name, str(field.verbose_name), text, f"{scheme}{text.replace(' ', '')}" if scheme and text else "")

    def missing_facts(self) -> list[Fact]:
        """Those that the legal texts still mark as missing."""
        return [fact for fact in map(self.fact, self.LEGAL_FACTS) if not fact.text]

    @property
    def conformity(self) -> str:
        """What RGAA 4.1 has a site say of itself. Without an audit it is not conforming, however good it may be."""
        if self.audit_rate is None or self.audit_rate < PARTIAL_RATE:
            return "non conforme"
        return "partiellement conforme" if self.audit_rate < 100 else "totalement conforme"


def find_association(request: HttpRequest | None) -> AssociationSettings:
    """What the association says of itself, in one query a request; the defaults, unsaved, where nothing is written yet.

    Wagtail's own look-up writes the row that it does not find: reading a page writes nothing here.
    """
    site = None if request is None else Site.find_for_request(request)
    if request is None or site is None:
        return AssociationSettings()
    if not hasattr(request, "_association"):
        found = AssociationSettings.objects.filter(site=site).first() or AssociationSettings(site=site)
        request._association = found  # type: ignore[attr-defined]
    kept: AssociationSettings = request._association  # type: ignore[attr-defined]
    return kept


def default_association() -> AssociationSettings:
    """What the association says of itself where no page is being answered: in mails and in the coordination."""
    return AssociationSettings.objects.filter(site__is_default_site=True).first() or AssociationSettings()
