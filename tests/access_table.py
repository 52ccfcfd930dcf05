"""Who may open each address: one row for every route of the site. tests/test_access.py sends the requests.

A row is `"route name": Route(get=DOOR, post=DOOR, kwargs=…)`. A door says what each person meets there; `post=None` means
that the address takes no POST (405 for those who may read it). `kwargs` makes the object that the address names; it gets
the standing people (`World`) and may call factories. A row's objects belong to `world.ready`, when they belong to anyone.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from wagtail.models import Page, TaskState

from accounts.models import OutgoingMail
from accounts.outbox import put_in_outbox
from advocacy.models import AdvocacyDocumentPage, AdvocacyIndexPage, Testimony
from events.models import Activity, AgendaPage
from events.models.agenda import event_step
from home.contents import anchor_of
from home.models import HomePage, StandardPage
from home.proofreading_workflow import set_up_proofreading
from tests.advocacy import items, reports, subscriptions
from tests.advocacy.consents import agree
from tests.donations.access_rows import DONATIONS
from tests.donations.donor_rows import DONORS
from tests.doors import (
    COORDINATION,
    ENQUIRIES,
    NOT_YET,
    OWN,
    OWN_KEY,
    PUBLIC,
    SIGNED_IN,
    SPACE,
    TEAM,
    TO_THE_DOOR,
    E,
    M,
    R,
    Route,
    S,
    W,
    World,
    door,
)
from tests.events import factories as events
from tests.home.enquiries.factories import EnquiryFactory
from tests.volunteers.access_rows import VOLUNTEERS


def address_of_two_seats(world: World) -> dict[str, Any]:
    events.DuoRequestFactory(asker=world.ready, secret="abc")
    return {"secret": "abc"}


# Home and public pages ----------------------------------------------------------------------------

HOME: dict[str, Route] = {
    "search": Route(get=PUBLIC),
    "sitemap": Route(get=PUBLIC, post=PUBLIC),
    "robots": Route(get=PUBLIC),
    "rendition": Route(get=door(M), kwargs=lambda world: {"name": "absente.jpg"}),
    "space_home": Route(get=SPACE),
    "coordination_home": Route(get=door(R, anonymous=S, communication=W, coordinator=E, treasurer=E, superuser=E)),
    "coordination_proofreadings": Route(get=COORDINATION),
    "coordination_proofreading": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"state_id": submit_text(world).pk}),
    "contact": Route(get=PUBLIC, post=PUBLIC),
    "enquiry_form": Route(get=PUBLIC, post=PUBLIC, kwargs=lambda world: {"audience": "entreprises"}),
    "enquiry_thanks": Route(get=PUBLIC, kwargs=lambda world: {"audience": "contact"}),
    "coordination_enquiries": Route(get=ENQUIRIES),
    "coordination_enquiry": Route(get=ENQUIRIES, post=ENQUIRIES, kwargs=lambda world: {"enquiry_id": EnquiryFactory().pk}),
    "coordination_enquiry_delete": Route(get=ENQUIRIES, post=ENQUIRIES, kwargs=lambda world: {"enquiry_id": EnquiryFactory().pk}),
    "coordination_enquiry_duty": Route(get=ENQUIRIES, post=ENQUIRIES),
    "mark_page_reviewed": Route(
        post=door(R, anonymous=S, communication=E, superuser=E), kwargs=lambda world: {"page_id": HomePage.objects.get().pk}
    ),
    "coordination_proofreading_text": Route(get=COORDINATION, kwargs=lambda world: {"state_id": submit_text(world).pk}),
}


def submit_text(world: World) -> TaskState:
    """A page that the officer asks the coordination to read."""
    set_up_proofreading(apps)
    page = HomePage.objects.get().add_child(instance=StandardPage(title="Texte à relire", slug="texte-a-relire", live=False))
    page.save_revision(user=world.communication)
    return page.get_workflow().start(page, world.communication).current_task_state


# Publications -------------------------------------------------------------------------------------


def report_of(world: World) -> dict[str, Any]:
    """A published report, by its address."""
    reports.add_report(reports.add_report_index(HomePage.objects.get()))
    return {"address": "rapports-activite/2024"}


def plaidoyer_of(world: World) -> dict[str, Any]:
    """A published plaidoyer, by its address: it has its first version."""
    index = HomePage.objects.get().add_child(instance=AdvocacyIndexPage(title="Plaidoyer", slug="plaidoyer"))
    page = AdvocacyDocumentPage(title="Plaidoyer", slug="2024", edition_on=date(2024, 1, 15), authors="Polaris 14")
    index.add_child(instance=page)
    page.save_revision().publish()
    return {"address": "plaidoyer/2024"}


def chart_of(world: World) -> dict[str, Any]:
    """A chart of a published report, in its first version."""
    report = reports.add_report(reports.add_report_index(HomePage.objects.get()), reports.chart(("A", "1")))
    report.save_revision().publish()
    (placed,) = report.body_blocks()
    return {"address": "rapports-activite/2024", "block_id": UUID(placed.child.id)}


def page_id_of(publication: dict[str, Any]) -> int:
    folder, slug = publication["address"].split("/")
    return int(Page.objects.get(slug=slug, url_path__contains=f"/{folder}/").pk)


def passage_of(world: World) -> dict[str, Any]:
    """A passage of a published report, in its first version."""
    report = reports.add_report(reports.add_report_index(HomePage.objects.get()), ("paragraph", "<p>Un passage.</p>"))
    report.save_revision().publish()
    (placed,) = report.body_blocks()
    return {"address": "rapports-activite/2024", "anchor": anchor_of(placed.child.id)}


def awareness_feed(world: World) -> dict[str, Any]:
    """The feed of a rubric without items."""
    items.add_index(HomePage.objects.get())
    return {}


def subject_feed(world: World) -> dict[str, Any]:
    """That of a theme."""
    awareness_feed(world)
    return {"slug": items.add_subject("langue").slug}


ADVOCACY: dict[str, Route] = {
    "awareness_feed": Route(get=PUBLIC, kwargs=awareness_feed),
    "subject_feed": Route(get=PUBLIC, kwargs=subject_feed),
    "cite": Route(get=PUBLIC, kwargs=passage_of),
    "cite_version": Route(get=PUBLIC, kwargs=lambda world: {**passage_of(world), "number": 1}),
    "choose_note": Route(get=door(R, anonymous=S, communication=E, superuser=E)),
    "publication_versions": Route(get=PUBLIC, kwargs=plaidoyer_of),
    "publication_version": Route(get=PUBLIC, kwargs=lambda world: {**plaidoyer_of(world), "number": 1}),
    # Just published: the PDF is still being made, and the pictures are not there yet.
    "publication_pdf": Route(get=PUBLIC, kwargs=plaidoyer_of),
    "publication_version_pdf": Route(get=PUBLIC, kwargs=lambda world: {**plaidoyer_of(world), "number": 1}),
    "publication_image": Route(get=door(M), kwargs=plaidoyer_of),
    "publication_square_image": Route(get=door(M), kwargs=plaidoyer_of),
    "withdraw_testimony": Route(
        get=door(R, anonymous=S, communication=E, superuser=E),
        post=door(R, anonymous=S, communication=E, superuser=E),
        kwargs=lambda world: {"testimony_id": Testimony.objects.create(alias="Aline").pk},
    ),
    "withdraw_consent": Route(
        get=door(R, anonymous=S, communication=E, superuser=E),
        post=door(R, anonymous=S, communication=E, superuser=E),
        kwargs=lambda world: {"consent_id": agree().pk},
    ),
    "publication_kit": Route(
        get=door(R, anonymous=S, communication=E, superuser=E),
        post=door(R, anonymous=S, communication=E, superuser=E),
        kwargs=lambda world: {"page_id": page_id_of(plaidoyer_of(world))},
    ),
    "recommendations": Route(get=PUBLIC, kwargs=plaidoyer_of),
    "chart_csv": Route(get=PUBLIC, kwargs=chart_of),
    "version_chart_csv": Route(get=PUBLIC, kwargs=lambda world: {**chart_of(world), "number": 1}),
    "report_figures_csv": Route(get=PUBLIC, kwargs=report_of),
    "report_figures_json": Route(get=PUBLIC, kwargs=report_of),
    "start_report": Route(
        get=door(R, anonymous=S, communication=E, superuser=E),
        post=door(R, anonymous=S, communication=E, superuser=E),
        kwargs=lambda world: {"page_id": page_id_of(report_of(world))},
    ),
}

SUBSCRIPTION: dict[str, Route] = {
    "subscribe": Route(get=PUBLIC, post=PUBLIC),
    "subscription_asked": Route(get=PUBLIC),
    "confirm_subscription": Route(get=PUBLIC, post=PUBLIC, kwargs=lambda world: {"token": token_of("confirmer")}),
    # The link's own token is the secret; mail programs post here by themselves (RFC 8058), and it can only stop.
    "stop_subscription": Route(get=PUBLIC, post=PUBLIC, kwargs=lambda world: {"token": token_of("arreter")}),
}


def token_of(link: str) -> str:
    """The token of a link of the mail that somebody just asked for."""
    return subscriptions.links_of(subscriptions.ask_for_mails())[link]


# Events -------------------------------------------------------------------------------------------


def public_event(world: World) -> dict[str, Any]:
    """A public event of a published agenda."""
    HomePage.objects.get().add_child(instance=AgendaPage(title="Agenda", slug="agenda"))
    return {"step": event_step(events.ActivityFactory(public=True))}


def pictured_event(world: World) -> dict[str, Any]:
    public_event(world)
    return {"activity_id": pictured(public=True).pk}


def pictured(**fields: Any) -> Activity:
    return events.ActivityFactory(picture=events.ActivityPictureFactory(), **fields)


EVENTS: dict[str, Route] = {
    "public_feed": Route(get=PUBLIC, kwargs=lambda world: public_event(world) and {}),
    "public_event_picture": Route(get=PUBLIC, kwargs=pictured_event),
    "space_activity_picture": Route(get=SPACE, kwargs=lambda _: {"activity_id": pictured().pk}),
    "coordination_activity_picture": Route(get=COORDINATION, kwargs=lambda _: {"activity_id": pictured().pk}),
    "coordination_activity_picture_change": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"activity_id": pictured().pk}),
    "coordination_activity_picture_remove": Route(post=COORDINATION, kwargs=lambda _: {"activity_id": pictured().pk}),
    "public_event_calendar": Route(get=PUBLIC, kwargs=public_event),
    "space_activities": Route(get=SPACE),
    "space_activities_month": Route(get=SPACE),
    "space_activity_calendar": Route(get=OWN, kwargs=lambda world: {"activity_id": events.SeatFactory(volunteer=world.ready).activity_id}),
    "space_activity": Route(get=SPACE, kwargs=lambda world: {"activity_id": events.ActivityFactory().pk}),
    "space_propose": Route(get=SPACE, post=SPACE),
    "space_propose_again": Route(get=SPACE, post=SPACE, kwargs=lambda world: {"template_id": events.make_activity_template().pk}),
    "space_proposal": Route(get=OWN, kwargs=lambda world: {"proposal_id": events.ProposalFactory(by=world.ready).pk}),
    "space_proposal_withdraw": Route(post=OWN, kwargs=lambda world: {"proposal_id": events.ProposalFactory(by=world.ready).pk}),
    "coordination_proposals": Route(get=COORDINATION),
    "coordination_proposal": Route(get=COORDINATION, kwargs=lambda _: {"proposal_id": events.ProposalFactory().pk}),
    "coordination_proposal_accept": Route(post=COORDINATION, kwargs=lambda _: {"proposal_id": events.ProposalFactory().pk}),
    "coordination_proposal_decline": Route(post=COORDINATION, kwargs=lambda _: {"proposal_id": events.ProposalFactory().pk}),
    "coordination_proposal_ask": Route(post=COORDINATION, kwargs=lambda _: {"proposal_id": events.ProposalFactory().pk}),
    "space_activity_take": Route(post=SPACE, kwargs=lambda world: {"activity_id": events.ActivityFactory().pk}),
    "space_activity_leave": Route(post=OWN, kwargs=lambda world: {"activity_id": events.SeatFactory(volunteer=world.ready).activity_id}),
    "space_activity_report": Route(
        get=OWN, post=OWN, kwargs=lambda world: {"activity_id": events.SeatFactory(activity__over=True, volunteer=world.ready).activity_id}
    ),
    "coordination_activity_report": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"activity_id": events.ActivityFactory(over=True).pk}
    ),
    "coordination_activities": Route(get=COORDINATION),
    "coordination_activities_month": Route(get=COORDINATION),
    "coordination_activity_figures": Route(get=COORDINATION),
    "coordination_activity_facilitators": Route(get=COORDINATION),
    "coordination_activity_figures_csv": Route(get=COORDINATION),
    "coordination_activities_csv": Route(post=COORDINATION),
    "coordination_activity_facilitators_csv": Route(post=COORDINATION),
    "coordination_outing_settings": Route(get=COORDINATION, post=COORDINATION),
    "coordination_activity_import": Route(get=COORDINATION, post=COORDINATION),
    "coordination_activity_import_model": Route(get=COORDINATION),
    "coordination_activity_import_report": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"upload_id": events.ActivityImportFactory().pk}
    ),
    "coordination_activity_create": Route(get=COORDINATION, post=COORDINATION),
    "coordination_activity_past": Route(get=COORDINATION, post=COORDINATION),
    "coordination_activity": Route(get=COORDINATION, kwargs=lambda world: {"activity_id": events.ActivityFactory().pk}),
    "coordination_activity_edit": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"activity_id": events.ActivityFactory().pk}),
    "coordination_activity_publish": Route(post=COORDINATION, kwargs=lambda _: {"activity_id": events.ActivityFactory(to_publish=True).pk}),
    "coordination_activity_cancel": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda world: {"activity_id": events.ActivityFactory().pk}
    ),
    "coordination_activity_sheet": Route(get=COORDINATION, kwargs=lambda _: {"activity_id": events.ActivityFactory().pk}),
    "space_activity_sheet": Route(get=OWN, kwargs=lambda world: {"activity_id": events.SeatFactory(volunteer=world.ready).activity_id}),
    "coordination_activity_repeat": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"activity_id": events.ActivityFactory().pk}
    ),
    "coordination_series": Route(get=COORDINATION, kwargs=lambda _: {"series_id": events.make_series().pk}),
    "coordination_series_texts": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"series_id": events.make_series().pk}),
    "coordination_series_publish": Route(post=COORDINATION, kwargs=lambda _: {"series_id": events.make_series().pk}),
    "coordination_activity_copy": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"activity_id": events.ActivityFactory().pk}),
    "coordination_activity_template_make": Route(post=COORDINATION, kwargs=lambda _: {"activity_id": events.ActivityFactory(held=True).pk}),
    "coordination_activity_templates": Route(get=COORDINATION),
    "coordination_activity_template": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"template_id": events.make_activity_template().pk}
    ),
    "coordination_activity_template_remove": Route(post=COORDINATION, kwargs=lambda _: {"template_id": events.make_activity_template().pk}),
    "coordination_activity_find": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"activity_id": events.ActivityFactory().pk}),
    "space_seat_call": Route(get=OWN, kwargs=lambda world: {"call_id": events.SeatCallFactory(volunteer=world.ready).pk}),
    "space_seat_call_accept": Route(post=OWN, kwargs=lambda world: {"call_id": events.SeatCallFactory(volunteer=world.ready).pk}),
    "space_seat_call_decline": Route(post=OWN, kwargs=lambda world: {"call_id": events.SeatCallFactory(volunteer=world.ready).pk}),
    "space_activity_wait": Route(post=SPACE, kwargs=lambda _: {"activity_id": events.ActivityFactory().pk}),
    "space_seat_wait": Route(get=OWN, post=OWN, kwargs=lambda world: {"wait_id": events.SeatWaitFactory(volunteer=world.ready).pk}),
    "space_activity_duo": Route(post=SPACE, kwargs=lambda _: {"activity_id": events.ActivityFactory().pk}),
    # Whoever has the secret address may open it: it was handed to them.
    "space_duo": Route(get=SPACE, post=SPACE, kwargs=address_of_two_seats),
    "space_duo_withdraw": Route(post=OWN, kwargs=lambda world: {"duo_id": events.DuoRequestFactory(asker=world.ready).pk}),
    "coordination_seat_wait_move": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"wait_id": events.SeatWaitFactory().pk}),
    "coordination_seat_wait_release": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"wait_id": events.SeatWaitFactory(offered=True).pk}
    ),
    "coordination_duo_release": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"duo_id": events.DuoRequestFactory().pk}),
    "coordination_seat_give": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"activity_id": events.ActivityFactory().pk}),
    "coordination_seat_give_back": Route(get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"seat_id": events.SeatFactory().pk}),
    "space_activity_report_correct": Route(
        get=OWN,
        post=OWN,
        kwargs=lambda world: {"activity_id": events.OutingReportFactory(written_by=world.ready.user).activity_id},
    ),
    "coordination_activity_report_correct": Route(
        get=COORDINATION, post=COORDINATION, kwargs=lambda _: {"activity_id": events.OutingReportFactory().activity_id}
    ),
}

# Accounts and the project -------------------------------------------------------------------------

PLATFORM: dict[str, Route] = {
    "health": Route(get=PUBLIC),
    "coordination_state": Route(get=door(R, anonymous=S, superuser=E)),
    "coordination_state_retry_all": Route(post=door(R, anonymous=S, superuser=E)),
    "coordination_state_retry": Route(post=door(R, anonymous=S, superuser=E), kwargs=lambda world: {"task_id": UUID(int=0)}),
    "coordination_state_retry_mails": Route(post=door(R, anonymous=S, superuser=E)),
    "demo_mails": Route(get=PUBLIC),
    "demo_mail_html": Route(get=PUBLIC, kwargs=lambda world: {"mail_id": mail_of(world).pk}),
    "demo_components": Route(get=PUBLIC),
    # Signing in.
    "account_home": Route(get=PUBLIC, post=PUBLIC),
    "account_login": Route(get=PUBLIC, post=PUBLIC),
    "account_signup": Route(get=PUBLIC, post=PUBLIC),
    "account_logout": Route(get=PUBLIC, post=PUBLIC),
    "account_inactive": Route(get=PUBLIC),
    "account_request_login_code": Route(get=PUBLIC, post=PUBLIC),
    "account_confirm_login_code": Route(get=PUBLIC, post=PUBLIC),
    "account_email_verification_sent": Route(get=SIGNED_IN, post=SIGNED_IN),
    "account_reset_password": Route(get=PUBLIC, post=PUBLIC),
    "account_confirm_password_reset_code": Route(get=TO_THE_DOOR, post=TO_THE_DOOR),
    "account_complete_password_reset": Route(get=PUBLIC, post=PUBLIC),
    "account_password_reset_completed": Route(get=PUBLIC),
    "mfa_authenticate": Route(get=NOT_YET, post=NOT_YET),
    "mfa_login_webauthn": Route(get=NOT_YET, post=NOT_YET),
    # One's own account.
    "account_reauthenticate": Route(get=SIGNED_IN, post=SIGNED_IN),
    "account_email": Route(get=SIGNED_IN, post=SIGNED_IN),
    "account_change_password": Route(get=SIGNED_IN, post=SIGNED_IN),
    "account_set_password": Route(get=SIGNED_IN, post=SIGNED_IN),
    "usersessions_list": Route(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_index": Route(get=SIGNED_IN),
    "mfa_reauthenticate": Route(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_reauthenticate_webauthn": Route(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_activate_totp": Route(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_deactivate_totp": Route(get=TEAM, post=TEAM),
    "mfa_view_recovery_codes": Route(get=door(M, anonymous=S)),
    "mfa_generate_recovery_codes": Route(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_download_recovery_codes": Route(get=door(M, anonymous=S)),
    "mfa_list_webauthn": Route(get=SIGNED_IN),
    "mfa_add_webauthn": Route(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_edit_webauthn": Route(get=OWN_KEY, post=OWN_KEY, kwargs=lambda world: {"pk": key_of(world).pk}),
    "mfa_remove_webauthn": Route(get=OWN_KEY, post=OWN_KEY, kwargs=lambda world: {"pk": key_of(world).pk}),
    # Wagtail's doors, which are this one.
    "wagtailadmin_login": Route(get=TO_THE_DOOR, post=TO_THE_DOOR),
    "wagtailadmin_logout": Route(get=PUBLIC, post=PUBLIC),
    "wagtailadmin_password_reset": Route(get=PUBLIC, post=PUBLIC),
    "wagtailcore_login": Route(get=TO_THE_DOOR, post=TO_THE_DOOR),
}

ADMIN: Final = door(E, anonymous=S, new=R, ready=R, stranger=R, coordinator=R, treasurer=R)
"""Everything else under /admin/ is Wagtail's: one group, whose pages check finer rights themselves."""

# Wagtail's addresses on the public site. A number names a document or a restriction: documents are public or ask for
# their right, and no restriction has a password of its own (settings.WAGTAIL_PRIVATE_PAGE_OPTIONS).
WAGTAIL: dict[str, Route] = {
    "wagtail_serve": Route(get=PUBLIC, post=PUBLIC, args=("",)),
    "wagtaildocs_serve": Route(get=door(M), post=door(M), args=("1", "absent.pdf")),
    "wagtaildocs_authenticate_with_password": Route(get=door(M), post=door(M), kwargs=lambda world: {"restriction_id": 1}),
    "wagtailcore_authenticate_with_password": Route(
        get=door(M), post=door(M), kwargs=lambda world: {"page_view_restriction_id": 1, "page_id": 1}
    ),
}


def mail_of(world: World) -> OutgoingMail:
    put_in_outbox(to=world.ready.user.email, subject="Bonjour", text="Un mot", html="<p>Un mot</p>")
    return OutgoingMail.objects.latest("created_at")


def key_of(world: World) -> Authenticator:
    return Authenticator.objects.create(user=world.ready.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}})


ROUTES: Final[dict[str, Route]] = {**HOME, **ADVOCACY, **SUBSCRIPTION, **VOLUNTEERS, **EVENTS, **DONATIONS, **DONORS, **PLATFORM, **WAGTAIL}
