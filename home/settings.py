"""What the association says of itself on every page, edited in the CMS."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="group")
class AssociationSettings(BaseSiteSetting):
    """Name, contact and networks; templates read it with `{% association as association %}`."""

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

    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("baseline")], "Identité"),
        MultiFieldPanel([FieldPanel("address"), FieldPanel("email"), FieldPanel("phone"), FieldPanel("answer_days")], "Contact"),
        MultiFieldPanel([FieldPanel("linkedin"), FieldPanel("instagram"), FieldPanel("facebook")], "Réseaux"),
    ]

    class Meta:
        verbose_name = "L’association"


def default_association() -> AssociationSettings:
    """What the association says of itself where no page is being answered: in mails and in the coordination."""
    return AssociationSettings.objects.filter(site__is_default_site=True).first() or AssociationSettings()
