"""Donors, what they mean to give, the money that moved, and what Stripe told us."""

from donations.models.donors import Donor
from donations.models.gifts import Gift, GiftQuerySet, MonthlyPlan
from donations.models.ledger import BalanceLine, MoneyAlert, Payout, StripeEvent
from donations.models.office import DonorReading, GiftImport
from donations.models.pages import CampaignPage, DonationPage
from donations.models.payments import DISPUTE_TRANSITIONS, REFUND_TRANSITIONS, TRANSITIONS, Dispute, Payment, PaymentQuerySet, Refund
from donations.models.settings import DonationSettings

__all__ = [
    "DISPUTE_TRANSITIONS",
    "REFUND_TRANSITIONS",
    "TRANSITIONS",
    "BalanceLine",
    "CampaignPage",
    "Dispute",
    "DonationPage",
    "DonationSettings",
    "Donor",
    "DonorReading",
    "Gift",
    "GiftImport",
    "GiftQuerySet",
    "MoneyAlert",
    "MonthlyPlan",
    "Payment",
    "PaymentQuerySet",
    "Payout",
    "Refund",
    "StripeEvent",
]
