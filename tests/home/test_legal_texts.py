"""What legal texts say of the association comes from its settings; what is missing is marked, and told to the officer."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Site

from accounts.models import User
from home.dates import short_day
from home.demo import add_text
from home.demo_legal import LEGAL_PAGES
from home.models import AssociationSettings, HomePage
from tests.conftest import SignIn

MISSING = "[à compléter par l’association\u00a0: "
FILLED = {
    "address": "1 rue de l’Étoile\n75018 Paris",
    "email": "bonjour@polaris.example",
    "phone": "01 02 03 04 05",
    "rna": "W751234567",
    "siren": "123 456 789",
    "publication_director": "Camille, présidence",
    "host_name": "Un hébergeur",
    "host_address": "2 rue du Nuage, Lille",
    "host_phone": "03 00 00 00 00",
    "data_contact": "donnees@polaris.example",
    "legal_texts_reviewed_on": "2026-03-01",
    "accessibility_contact": "acces@polaris.example",
}


@pytest.fixture
def legal_pages(home_page: HomePage) -> list[str]:
    return [add_text(home_page, text).url for text in LEGAL_PAGES]


def fill(**values: Any) -> AssociationSettings:
    settings = AssociationSettings(site=Site.objects.get(is_default_site=True), **values)
    settings.full_clean()
    settings.save()
    return settings


def test_every_fact_is_marked_while_it_is_missing(legal_pages: list[str], client: Client) -> None:
    text = "".join(client.get(address).content.decode() for address in legal_pages)
    labels = [AssociationSettings().fact(name).label for name in AssociationSettings.LEGAL_FACTS]
    assert [label for label in labels if f'<mark class="to-complete">{MISSING}{label}]</mark>' not in text] == []
    assert f"{MISSING}date, organisme et taux du premier audit]" in text


def test_facts_of_the_settings_are_told_and_nothing_is_marked(legal_pages: list[str], client: Client) -> None:
    fill(**FILLED, audited_on="2026-02-01", audited_by="Un organisme", audit_rate=81)
    texts = [client.get(address).content.decode() for address in legal_pages]
    assert not any(MISSING in text for text in texts)
    notice, privacy, accessibility = texts
    for said in (
        "W751234567",
        "123 456 789",
        "Camille, présidence",
        "Un hébergeur",
        'href="tel:0300000000"',
        "1 rue de l’Étoile 75018 Paris",
    ):
        assert said in notice
    assert 'href="mailto:donnees@polaris.example"' in privacy
    assert short_day(date(2026, 3, 1)) in privacy
    assert "partiellement conforme" in accessibility
    assert "81\u202f% des critères" in accessibility


@pytest.mark.parametrize(
    ("rate", "state"),
    [
        (None, "non conforme"),
        (49, "non conforme"),
        (50, "partiellement conforme"),
        (99, "partiellement conforme"),
        (100, "totalement conforme"),
    ],
)
def test_conformity_is_what_the_audit_says(rate: int | None, state: str) -> None:
    assert AssociationSettings(audit_rate=rate).conformity == state


@pytest.mark.parametrize(
    ("values", "field"),
    [({"audit_rate": 80}, "audited_on"), ({"rna": "751234567"}, "rna"), ({"siren": "12"}, "siren")],
)
def test_settings_that_cannot_be_true_are_refused(home_page: HomePage, values: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        fill(**values)
    assert field in refusal.value.message_dict


def test_what_is_typed_in_the_settings_is_escaped(legal_pages: list[str], client: Client) -> None:
    evil = "<script>alert(1)</script>"
    fill(host_name=evil, name="P")
    text = client.get("/mentions-legales/").content.decode()
    assert evil not in text
    assert escape(evil) in text


def test_officer_is_told_what_is_missing_until_it_is_filled(legal_pages: list[str], signed_in: SignIn, communication_officer: User) -> None:
    client = signed_in(communication_officer)
    settings = fill(**{**FILLED, "rna": ""})
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    edit = reverse("wagtailsettings:edit", args=["home", "associationsettings", settings.site_id])
    assert f'<a href="{edit}#id_rna">Numéro RNA</a>' in text
    assert "#id_siren" not in text
    assert 'id="id_rna"' in client.get(edit).content.decode()
    AssociationSettings.objects.update(rna="W751234567")
    assert "a-completer" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_reading_without_settings_writes_none(legal_pages: list[str], client: Client) -> None:
    for address in legal_pages:
        assert client.get(address).status_code == 200
    assert not AssociationSettings.objects.exists()
