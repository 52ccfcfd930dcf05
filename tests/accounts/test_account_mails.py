"""Every mail about an account: in French, in two parts, and with nothing personal in its subject."""

import pytest
from django.http import HttpRequest
from django.urls import reverse
from pytest_django import Settings

from accounts.adapter import SUBJECTS, AccountAdapter
from tests.accounts.mailbox import last_mail

CODES = {"login_code", "email_confirmation", "email_confirmation_signup", "password_reset_code"}


@pytest.mark.parametrize("name", sorted(SUBJECTS))
def test_mail_has_two_parts_that_say_the_same(db: None, name: str, settings: Settings) -> None:
    settings.SITE_URL = "https://polaris.test"
    AccountAdapter().send_mail(f"account/email/{name}", "zoe@demo.test", {"code": "BCDF-GHJK"})
    mail = last_mail()
    assert (mail.recipient, mail.subject) == ("zoe@demo.test", SUBJECTS[name])
    assert mail.text.startswith("Bonjour,\n\n")
    assert mail.html.startswith('<!DOCTYPE html>\n<html lang="fr">')
    for part in (mail.text, mail.html):
        assert ("BCDF-GHJK" in part) is (name in CODES)
        assert "{" not in part.partition("</style>")[2]
        assert "L’équipe de Polaris 14" in part


@pytest.mark.parametrize("name", sorted(SUBJECTS))
def test_subject_is_short_and_names_nobody(name: str) -> None:
    assert len(SUBJECTS[name]) < 60
    assert "@" not in SUBJECTS[name]
    assert "%" not in SUBJECTS[name]


@pytest.mark.parametrize(("name", "route"), [("account_already_exists", "account_login"), ("unknown_account", "account_signup")])
def test_links_lead_to_this_site(db: None, name: str, route: str, settings: Settings) -> None:
    settings.SITE_URL = "https://polaris.test"
    AccountAdapter(HttpRequest()).send_mail(f"account/email/{name}", "zoe@demo.test", {})
    for part in (last_mail().text, last_mail().html):
        assert f"https://polaris.test{reverse(route)}" in part
