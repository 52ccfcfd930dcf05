"""Donors, what they mean to give, the money that moved, and what Stripe told us."""

from donations.models.donors import Donor
from donations.models.gifts import Gift, GiftQuerySet, MonthlyPlan
from donations.models.ledger import BalanceLine, MoneyAlert, Payout, StripeEvent
from donations.models.office import DonorReading, GiftImport
from donations.models.pages import CampaignPage, DonationPage
from donations.models.payments import (
    DISPUTE_TRANSITIONS,
    REFUND_TRANSITIONS,
    TRANSITIONS,
    ChequeBatch,
    Dispute,
    Payment,
    PaymentQuerySet,
    Refund,
)
from donations.models.receipt_settings import ReceiptBody, ReceiptEligibility, ReceiptSignatory, SignatureImage, TaxRate
from donations.models.receipts import RECEIPT_TRANSITIONS, PaymentRelease, ReceiptCounter, ReceiptLine, ReceiptRun, TaxReceipt
from donations.models.settings import DonationSettings, LedgerAccount

__all__ = [
    "DISPUTE_TRANSITIONS",
    "RECEIPT_TRANSITIONS",
    "REFUND_TRANSITIONS",
    "TRANSITIONS",
    "BalanceLine",
    "CampaignPage",
    "ChequeBatch",
    "Dispute",
    "DonationPage",
    "DonationSettings",
    "Donor",
    "DonorReading",
    "Gift",
    "GiftImport",
    "GiftQuerySet",
    "LedgerAccount",
    "MoneyAlert",
    "MonthlyPlan",
    "Payment",
    "PaymentQuerySet",
    "PaymentRelease",
    "Payout",
    "ReceiptBody",
    "ReceiptCounter",
    "ReceiptEligibility",
    "ReceiptLine",
    "ReceiptRun",
    "ReceiptSignatory",
    "Refund",
    "SignatureImage",
    "StripeEvent",
    "TaxRate",
    "TaxReceipt",
]
