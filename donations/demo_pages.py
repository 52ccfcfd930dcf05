"""What the demo says around gifts: amounts and what they stand for, a campaign, the treasurer's decisions. Receipts are fictitious there."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from donations import demo_receipt_terms
from donations.models import CampaignPage, DonationSettings, Gift
from home.demo_writing import stream
from home.typography import set_spaces

CAMPAIGN_SLUG: Final = "un-groupe-de-plus"
CAMPAIGN_DAYS: Final = 45
# 149 171,57 € spent in 2024 for 242 people, as the report says: 616 € a year for one, 1,69 € a day.
ONCE: Final = (
    (20, "près de douze jours d’accompagnement d’une personne"),
    (50, "près d’un mois d’accompagnement"),
    (100, "près de deux mois d’accompagnement"),
)
MONTHLY: Final = (
    (10, "en un an, plus de deux mois d’accompagnement"),
    (20, "en un an, plus de quatre mois d’accompagnement"),
    (50, "en un an, presque une année entière pour une personne"),
)
NOTE: Final = (
    "Calcul : 149 171,57 € dépensés en 2024 pour 242 personnes inscrites au programme, soit environ 616 € par personne et par an. "
    "Source : rapport d’activité 2024."
)


def amounts() -> dict[str, Any]:
    """The fields of the DonationPage that are about amounts."""
    blocks = [("once", {"euros": euros, "text": text}) for euros, text in ONCE]
    blocks += [("monthly", {"euros": euros, "text": text}) for euros, text in MONTHLY]
    return {"amounts": stream("don/montants", *blocks), "amounts_note": set_spaces(NOTE)}


def campaign(today: date) -> CampaignPage:
    """An invented campaign, about what a group of French really is."""
    return CampaignPage(
        title="Un groupe de français de plus",
        slug=CAMPAIGN_SLUG,
        introduction="Campagne de démonstration, inventée pour essayer le site.",
        aim_cents=500_000,
        ends_on=today + timedelta(days=CAMPAIGN_DAYS),
        body=stream(
            "campagne",
            """
            ## Ce qu’est un groupe
            Dix semaines, trois cours de deux heures et demie par semaine, six à dix personnes du même niveau. Un test à
            l’entrée, un autre à la sortie. Pour les personnes qui apprennent, c’est toujours gratuit.
            """,
        ),
    )


def build(now: datetime) -> None:
    """Settles what the treasurer decides, and gives the campaign some of the last gifts, once."""
    DonationSettings.objects.get_or_create(
        pk=1,
        defaults={
            "bank_holder": "Association de démonstration",
            "iban": "FR76 3000 6000 0112 3456 7890 189",
            "bic": "DEMOFRPP",
            "receipt_rhythm": DonationSettings.ReceiptRhythm.GIFT,
        },
    )
    demo_receipt_terms.build(now)
    page = CampaignPage.objects.filter(slug=CAMPAIGN_SLUG).first()
    if page is None or page.gifts.exists():
        return
    recent = Gift.objects.paid().filter(rhythm=Gift.Rhythm.ONCE, created_at__gte=now - timedelta(days=CAMPAIGN_DAYS))
    Gift.objects.filter(pk__in=list(recent.values_list("pk", flat=True)[::2])).update(campaign=page)
