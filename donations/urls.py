"""Addresses of this app, one list for each surface (public site, coordination, demo)."""

from django.conf import settings
from django.urls import URLPattern, path

from donations.models import Donor
from donations.views import donor as donor_views
from donations.views import giving as giving_views
from donations.views import monthly as monthly_views
from donations.views.coordination import bookkeeping, cheque_batches, donors, gifts, imports, receipt_issuing, receipt_settings, receipts
from donations.views.coordination import settings as settings_pages

public: list[URLPattern] = [
    path("don/", giving_views.give, name="give"),
    path("don/merci/", giving_views.give_thanks, name="give_thanks"),
    path("don/mes-dons/", donor_views.ask_for_link, name="ask_for_my_gifts"),
    path("don/mes-dons/<str:token>/", donor_views.my_gifts, name="my_gifts"),
    path("don/mes-dons/<str:token>/adresse/", donor_views.my_details, name="my_details"),
    path("don/mes-dons/<str:token>/courriels/", donor_views.my_mails, name="my_mails"),
    path("don/mes-dons/<str:token>/donnees/", donor_views.my_data, name="my_gift_data"),
    path("don/mes-dons/<str:token>/donnees.json", donor_views.download, name="my_gift_data_file"),
    path("don/mes-dons/<str:token>/recus/<uuid:receipt_id>/", donor_views.my_receipt, name="my_receipt"),
    path("don/mes-dons/<str:token>/<uuid:gift_id>/", monthly_views.my_monthly_gift, name="my_monthly_gift"),
    path("don/mes-dons/<str:token>/<uuid:gift_id>/arreter/", monthly_views.stop_monthly_gift, name="stop_monthly_gift"),
    # After the site's own addresses, which no campaign may have (page_forms.py).
    path("don/<slug:slug>/", giving_views.give, name="give_campaign"),
    path("stripe/webhook/", giving_views.stripe_webhook, name="stripe_webhook"),
]
space: list[URLPattern] = []
coordination: list[URLPattern] = [
    path("dons/", gifts.gifts, name="coordination_gifts"),
    path("dons/exporter/", gifts.export, name="coordination_gift_export"),
    path("dons/nouveau/", donors.new_gift, name="coordination_gift_new"),
    path("dons/importer/", imports.upload, name="coordination_gift_import"),
    path("dons/importer/modele/", imports.model, name="coordination_gift_import_model"),
    path("dons/importer/<uuid:upload_id>/", imports.report, name="coordination_gift_import_report"),
    path("dons/remises/", cheque_batches.batches, name="coordination_cheque_batches"),
    path("dons/remises/nouvelle/", cheque_batches.new_batch, name="coordination_cheque_batch_new"),
    path("dons/remises/<uuid:batch_id>/", cheque_batches.batch, name="coordination_cheque_batch"),
    path("dons/remises/<uuid:batch_id>/modifier/", cheque_batches.change_batch, name="coordination_cheque_batch_change"),
    path("dons/remises/<uuid:batch_id>/rouvrir/", cheque_batches.reopen_batch, name="coordination_cheque_batch_reopen"),
    path("dons/remises/<uuid:batch_id>/supprimer/", cheque_batches.delete_batch, name="coordination_cheque_batch_delete"),
    path("dons/comptabilite/", bookkeeping.books, name="coordination_bookkeeping"),
    path("dons/comptabilite/exporter/", bookkeeping.export_books, name="coordination_bookkeeping_export"),
    path("dons/comptabilite/comptes/", bookkeeping.ledger_accounts, name="coordination_ledger_accounts"),
    path("dons/reglages/", settings_pages.gift_settings, name="coordination_gift_settings"),
    path("dons/donateurs/<uuid:donor_id>/", donors.donor, name="coordination_donor"),
    path("dons/donateurs/<uuid:donor_id>/nouveau/", donors.new_gift, name="coordination_donor_gift_new"),
    path("dons/paiements/<uuid:payment_id>/rembourser/", donors.refund_payment, name="coordination_refund"),
    path("dons/<uuid:gift_id>/retirer/", donors.remove_gift, name="coordination_gift_remove"),
    path("dons/donateurs/<uuid:donor_id>/coordonnees/", donors.write_details, name="coordination_donor_details"),
    path("dons/donateurs/<uuid:donor_id>/poste/", donors.choose_post, name="coordination_donor_post"),
    path("dons/<uuid:gift_id>/recu/", donors.wish_receipt, name="coordination_gift_receipt_wish"),
    path("recus/", receipts.receipts, name="coordination_receipts"),
    path("recus/exporter/", receipts.export, name="coordination_receipt_export"),
    path("recus/imprimer/", receipt_issuing.print_file, name="coordination_receipt_print"),
    path("recus/campagne/", receipt_issuing.run, name="coordination_receipt_run"),
    path("recus/donateurs/<uuid:donor_id>/", receipt_issuing.issue_for_donor, name="coordination_receipt_issue"),
    path("recus/donateurs/<uuid:donor_id>/apercu/", receipt_issuing.preview_for_donor, name="coordination_receipt_preview"),
    path("recus/paiements/<uuid:payment_id>/", receipt_issuing.release_payment, name="coordination_receipt_release"),
    path("recus/<uuid:receipt_id>/", receipts.receipt, name="coordination_receipt"),
    path("recus/<uuid:receipt_id>/pdf/", receipts.receipt_copy, name="coordination_receipt_copy"),
    path("recus/<uuid:receipt_id>/original/", receipts.receipt_original, name="coordination_receipt_original"),
    path("recus/<uuid:receipt_id>/corriger/", receipts.correct_receipt, name="coordination_receipt_correct"),
    path("recus/<uuid:receipt_id>/annuler/", receipts.cancel_receipt, name="coordination_receipt_cancel"),
    path("recus/reglages/", receipt_settings.overview, name="coordination_receipt_settings"),
    path("recus/reglages/habilitation/", receipt_settings.eligibility, name="coordination_receipt_eligibility"),
    path(
        "recus/reglages/habilitation/<uuid:eligibility_id>/fin/",
        receipt_settings.eligibility_end,
        name="coordination_receipt_eligibility_end",
    ),
    path("recus/reglages/mentions/", receipt_settings.body, name="coordination_receipt_body"),
    path("recus/reglages/mentions/<uuid:body_id>/", receipt_settings.body, name="coordination_receipt_coming_body"),
    path("recus/reglages/signataire/", receipt_settings.signatory, name="coordination_receipt_signatory"),
    path("recus/reglages/signataire/<uuid:signatory_id>/", receipt_settings.signatory, name="coordination_receipt_coming_signatory"),
    path("recus/reglages/signataire/<uuid:signatory_id>/signature/", receipt_settings.signature, name="coordination_receipt_signature"),
    path("recus/reglages/taux/particuliers/", receipt_settings.rate, {"kind": Donor.Kind.PERSON}, name="coordination_receipt_person_rate"),
    path("recus/reglages/taux/entreprises/", receipt_settings.rate, {"kind": Donor.Kind.COMPANY}, name="coordination_receipt_company_rate"),
    path("recus/reglages/emission/", receipt_settings.issuing, name="coordination_receipt_issuing"),
    path("recus/reglages/numeros/", receipt_settings.first_number, name="coordination_receipt_numbers"),
]
demo: list[URLPattern] = []

if settings.STRIPE_STAND_IN:
    # Outside the demo and the tests the stand-in is never loaded.
    from donations.stand_in.views import demo_stripe, demo_stripe_desk, demo_stripe_portal

    demo += [
        path("stripe/", demo_stripe_desk, name="demo_stripe_desk"),
        path("stripe/<slug:session_id>/", demo_stripe, name="demo_stripe"),
        path("stripe/portail/<slug:session_id>/", demo_stripe_portal, name="demo_stripe_portal"),
    ]
