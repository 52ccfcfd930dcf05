"""The officer's records of consents: noted, chosen, never unsaid in passing, taken back, and told before they end."""

import re
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from advocacy import models
from advocacy.consents import withdraw
from home.consents import Channel, Consent
from tests.advocacy.consents import agree
from tests.advocacy.items import add_item
from tests.advocacy.test_consent_doors import NOW, is_live, under
from tests.advocacy.test_consent_doors import draft as draft
from tests.advocacy.test_consent_doors import officer as officer
from tests.advocacy.test_consent_doors import own_files as own_files
from tests.advocacy.test_consent_doors import today as today
from tests.conftest import SignIn


def edit_of(consent: Consent) -> str:
    return reverse("wagtailsnippets_home_consent:edit", args=[consent.pk])


def consent_form(consent: Consent, **changes: object) -> dict[str, object]:
    fields = {"reference": consent.reference, "alias": consent.alias, "given_on": "2026-01-01", "until": "", **changes}
    return {**{channel.value: "on" for channel in consent.channels}, **fields}


def test_officer_lists_and_notes_consents(officer: Client) -> None:
    agree(until=date(2026, 5, 9))
    listed = officer.get(reverse("wagtailsnippets_home_consent:list")).content.decode()
    assert "Accord C-2026-001" in listed
    assert "Terminé le 9\u00a0mai 2026" in listed
    wrong = {"reference": "C-2", "alias": "Lune", "given_on": "2026-05-11", "until": "2026-05-09", "allows_site": "on"}
    refused = officer.post(reverse("wagtailsnippets_home_consent:add"), wrong)
    assert set(refused.context["form"].errors) >= {"given_on", "until"}
    officer.post(reverse("wagtailsnippets_home_consent:add"), wrong | {"given_on": "2026-05-10", "until": ""})
    assert Consent.objects.filter(alias="Lune").exists()


def test_officer_chooses_among_valid_consents_by_what_they_are(officer: Client) -> None:
    agree(alias="Comète", until=date(2026, 5, 10))
    withdraw(agree(alias="Retirée"), at=NOW)
    agree(alias="Finie", until=date(2026, 5, 9))
    for address in ("choose", "choose_results"):
        response = officer.get(reverse(f"wagtailsnippetchoosers_home_consent:{address}"))
        offered = response.json()["html"] if address == "choose" else response.content.decode()
        assert ("Comète" in offered, "Valable jusqu’au 10\u00a0mai 2026" in offered, "le site et son flux" in offered) == (True, True, True)
        assert ("C-2026-002" in offered, "Finie" in offered) == (False, False)


def test_picture_is_offered_the_same_consents(officer: Client) -> None:
    agree(alias="Comète", until=date(2026, 5, 10))
    withdraw(agree(alias="Retirée"), at=NOW)
    form = officer.get(reverse("wagtailimages:add")).content.decode()
    assert "C-2026-001, Comète, valable jusqu’au 10\u00a0mai 2026" in form
    assert "C-2026-002" not in form


def test_list_says_what_is_accepted_until_the_consent_is_over(officer: Client) -> None:
    consent = agree()
    assert consent.accepted.startswith("le site et son flux")
    withdraw(consent, at=NOW)
    assert Consent.objects.get().accepted == ""


def test_nothing_is_agreed_beforehand_and_something_must_be(officer: Client) -> None:
    form = officer.get(reverse("wagtailsnippets_home_consent:add")).content.decode()
    boxes = re.findall(r'<input[^>]*name="allows_[^>]*>', form)
    assert (len(boxes), [box for box in boxes if "checked" in box]) == (len(Channel), [])
    fields = {"reference": "C-3", "alias": "Lune", "given_on": "2026-05-10", "until": ""}
    refused = officer.post(reverse("wagtailsnippets_home_consent:add"), fields)
    assert set(refused.context["form"].errors) == {"allows_site"}
    assert not Consent.objects.exists()


def test_what_is_agreed_is_not_unsaid_in_passing(officer: Client) -> None:
    consent = agree()
    narrow = consent_form(consent)
    del narrow["allows_site"]
    assert set(officer.post(edit_of(consent), narrow).context["form"].errors) == {"allows_site"}
    past = officer.post(edit_of(consent), consent_form(consent, until="2026-05-09"))
    assert set(past.context["form"].errors) == {"until"}
    assert officer.post(edit_of(consent), consent_form(consent, until="2026-06-30")).status_code == 302
    consent.refresh_from_db()
    assert consent.until == date(2026, 6, 30)


def test_officer_takes_back_a_consent(officer: Client, draft: models.TestimonyPage, client: Client) -> None:
    consent = agree()
    under(consent, draft).get_latest_revision().publish()
    address = reverse("withdraw_consent", kwargs={"consent_id": consent.pk})
    assert address == f"/admin/accords/{consent.pk}/retirer/"
    assert f'href="{address}"' in officer.get(edit_of(consent)).content.decode()
    assert f'href="{address}"' in officer.get(reverse("wagtailsnippets_home_consent:list")).content.decode()
    asked = officer.get(address).content.decode()
    assert "Contenu 1" in asked
    assert officer.post(address, {}).status_code == 200
    assert is_live(draft)
    officer.post(address, {"channels": [channel.value for channel in Channel]})
    assert not is_live(draft)
    consent.refresh_from_db()
    assert (consent.withdrawn_at, consent.alias) == (NOW, "")
    history = officer.get(reverse("wagtailsnippets_home_consent:history", args=[consent.pk])).content.decode()
    assert "Accord retiré ou terminé\u00a0: ce qu’il couvrait est effacé." in history
    # Nothing is left to edit or to take back.
    assert officer.get(edit_of(consent)).status_code == 302
    assert officer.post(address, {"channels": ["allows_site"]}).status_code == 302
    assert officer.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 200


def test_only_those_who_write_the_site_take_back_a_consent(
    coordinator: User, treasurer: User, superuser: User, signed_in: SignIn, client: Client
) -> None:
    consent = agree()
    address = reverse("withdraw_consent", kwargs={"consent_id": consent.pk})
    assert client.post(address).status_code == 302
    assert [signed_in(user).post(address).status_code for user in (coordinator, treasurer)] == [403, 403]
    consent.refresh_from_db()
    assert not consent.is_over
    assert signed_in(superuser).get(address).status_code == 200


def test_start_page_tells_what_ends_soon_and_what_waits_for_consent(officer: Client, draft: models.TestimonyPage) -> None:
    models.TestimonyPage.objects.update(first_published_at=NOW)
    models.Testimony.objects.create(alias="Lune", text="J’attendais.")
    index = draft.get_parent().specific
    counts = []
    for number, more in ((10, 1), (20, 6)):
        for place in range(more):
            consent = agree(until=date(2026, 6, 9))
            add_item(index, number + place, models.AwarenessPage.Kind.TESTIMONY, consent=consent)
            models.Testimony.objects.create(alias="Lune", text="J’attendais.", consent=consent)
        agree(until=date(2026, 6, 10))
        officer.get("/admin/")
        with CaptureQueriesContext(connection) as queries:
            text = officer.get("/admin/").content.decode()
        counts.append(sum("home_consent" in query["sql"] for query in queries))
    assert "Ces témoignages ne sont pas en ligne, faute d’accord" in text
    assert "Ces témoignages cités ne se lisent plus" in text
    assert "Dernier jour\u00a0: 9\u00a0juin 2026" in text
    assert "10\u00a0juin 2026" not in text
    assert "Contenu 25" in text
    assert counts[0] == counts[1]
