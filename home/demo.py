"""The demo's site: who the association is, its partners, and the tree of its pages. Adds what is missing, changes nothing."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from advocacy.demo import add_page, build_publications
from donations import demo_pages
from donations.demo import page_body
from donations.models import DonationPage
from events.models import AgendaPage
from home import demo_front as front
from home.demo_association import ASSOCIATION, PageText
from home.demo_enquiries import COMPANIES, CONTACT, write_professionals
from home.demo_joining import build_joining
from home.demo_legal import LEGAL_PAGES
from home.demo_partners import NETWORK, STRUCTURING, PartnerText
from home.demo_team import JOBS, JOBS_BODY, JOBS_INTRODUCTION, TEAM
from home.demo_writing import stream
from home.models import AssociationSettings, HomePage, JobPage, JobsPage, Partner, PartnersPage, StandardPage
from home.permissions import grant_to_communication
from home.typography import set_spaces
from volunteers.demo_words import EXPECTATIONS
from volunteers.models import VolunteeringPage


def build(now: datetime) -> None:
    """The organisations the association works with."""
    for rows, is_structuring in ((STRUCTURING, True), (NETWORK, False)):
        for row in rows:
            Partner.objects.get_or_create(
                name=row.name,
                defaults={
                    "theme": row.theme,
                    "description": set_spaces(row.description),
                    "aim": set_spaces(row.aim),
                    "results": set_spaces(row.results),
                    "bearer": set_spaces(row.bearer),
                    "is_structuring": is_structuring,
                    "pole": find_pole(row),
                },
            )


def find_pole(row: PartnerText) -> Page | None:
    """The pole that a partner works with, once there are pages."""
    return Page.objects.filter(slug=row.pole, url_path__endswith=f"/poles/{row.pole}/").first() if row.pole else None


def link_to_poles() -> None:
    """Those that were there before the pages are linked to their pole, unless somebody chose another."""
    for row in (*STRUCTURING, *NETWORK):
        pole = find_pole(row)
        if pole is not None:
            Partner.objects.filter(name=row.name, pole=None).update(pole=pole)


def build_tree(now: datetime) -> None:
    """Every public page, under a home page that the default site shows."""
    home = build_home()
    grant_to_communication(apps)
    association = add_text(home, ASSOCIATION)
    add_page(
        association,
        PartnersPage(
            title="Nos partenaires",
            slug="partenaires",
            introduction="On n’accueille pas seul. Voici les organisations avec qui nous travaillons, et ce que nous faisons ensemble.",
        ),
    )
    add_text(association, TEAM)
    build_jobs(association, now=now)
    link_to_poles()
    build_publications(home, now=now)
    introduction = "Webinaires, forums, réunions d’information, soirées : les rencontres ouvertes à tous."
    add_page(home, AgendaPage(title="Agenda", slug="agenda", introduction=introduction, show_in_menus=True))
    introduction = "Quelques heures par mois, une formation de deux heures pour commencer, et jamais seul·e."
    add_page(
        home, VolunteeringPage(title="Devenir bénévole", slug="benevoles", introduction=introduction, expectations=set_spaces(EXPECTATIONS))
    )
    introduction = "Un cours, un atelier, une sortie : un don finance du temps passé auprès des personnes."
    giving, _is_new = add_page(
        home, DonationPage(title="Faire un don", slug="don", introduction=introduction, body=page_body(), **demo_pages.amounts())
    )
    add_page(giving, demo_pages.campaign(timezone.localdate(now)))
    build_joining(home)
    for text in (COMPANIES, write_professionals(now), CONTACT, *LEGAL_PAGES):
        add_text(home, text)


def build_jobs(association: StandardPage, *, now: datetime) -> None:
    """The page of the offers, and those of the demo; one that closes is not made again once it is gone."""
    body = stream("page/nous-rejoindre", *JOBS_BODY)
    page, is_new = add_page(association, JobsPage(title="Nous rejoindre", slug="nous-rejoindre", introduction=JOBS_INTRODUCTION, body=body))
    if not is_new:
        return
    for job in JOBS:
        offer = JobPage(
            title=job.title,
            slug=job.slug,
            kind=job.kind,
            introduction=set_spaces(job.introduction),
            time_asked=job.time_asked,
            starts=job.starts,
            how_to_apply=set_spaces(job.how_to_apply),
            apply_email="recrutement@demo.test",
            closes_on=timezone.localdate(now) + timedelta(days=job.open_days) if job.open_days else None,
            body=stream(f"job/{job.slug}", *job.body),
        )
        add_page(page, offer)


def build_home() -> HomePage:
    """The home page, shown by the default site; Wagtail's own first page goes."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node() or Page.add_root(title="Racine", slug="root")
    home = HomePage.objects.first()
    if home is None:
        home, _ = add_page(
            root,
            HomePage(title=front.TITLE, slug="accueil", introduction=front.INTRODUCTION, actions=front.actions(), body=front.body()),
        )
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site, _ = Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": address.hostname or "localhost", "port": port, "root_page": home, "site_name": settings.WAGTAIL_SITE_NAME},
    )
    AssociationSettings.objects.get_or_create(
        site=site, defaults={"email": "contact@demo.test", "address": "Paris (adresse de démonstration)"}
    )
    for page in root.get_children().exclude(pk=home.pk):
        if page.specific_class is Page:
            page.delete()
    home.refresh_from_db()
    return home


def add_text(parent: Page, text: PageText) -> StandardPage:
    """A page and those under it."""
    page, _ = add_page(
        parent,
        StandardPage(
            title=text.title,
            slug=text.slug,
            introduction=text.introduction,
            eyebrow=text.eyebrow,
            body=stream(f"page/{text.slug}", *text.body),
            show_in_menus=text.in_menu,
        ),
    )
    for child in text.children:
        add_text(page, child)
    return page
