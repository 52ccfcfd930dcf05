"""Mails that leave through a provider rather than by SMTP: whatever it answers, the outbox loses none and sends none twice."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from accounts.models import OutgoingMail
from accounts.outbox import DELAYS, attempt_delivery, put_in_outbox
from site_polaris import engines
from site_polaris.env import Env
from tests.servers.mail_provider import Provider, running_provider

State = OutgoingMail.State

KEYS = {"MAIL_PROVIDER_KEY": "cle-d-essai", "MAIL_PROVIDER_SECRET": "secret-d-essai"}
ANSWERS: dict[str, dict[str, Any]] = {
    "brevo": {"messageId": "<1@x>"},
    "mailgun": {"id": "<1@x>", "message": "Queued. Thank you."},
    "mailjet": {"Messages": [{"Status": "success", "To": [{"Email": "zoe@demo.test", "MessageID": 1}]}]},
    "postmark": {"ErrorCode": 0, "Message": "OK", "To": "zoe@demo.test", "MessageID": "1"},
    "scaleway": {"emails": [{"id": "1", "mail_rcpt": "zoe@demo.test", "status": "new"}]},
}
MAILJET_REFUSAL = {"Messages": [{"Status": "error", "Errors": [{"ErrorCode": "send-0003", "ErrorMessage": "zoe@demo.test"}]}]}
INACTIVE = "You tried to send to a recipient that has been marked as inactive.\n"
POSTMARK_INACTIVE = {"ErrorCode": 406, "Message": f"{INACTIVE}Found inactive addresses: zoe@demo.test. Inactive recipients are ones that…"}
POSTMARK_UNCLEAR = {"ErrorCode": 406, "Message": f"{INACTIVE}In words of another year."}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


def use(settings: Any, provider: Provider, name: str) -> None:
    """As the environment of an installation would, but for the address: production speaks to nobody without TLS."""
    backend, anymail = engines.mail(Env({"MAIL_PROVIDER": name, **KEYS}), "production")
    settings.MAIL_DELIVERY_BACKEND = backend
    settings.ANYMAIL = {**anymail, f"{name.upper()}_API_URL": provider.url, "REQUESTS_TIMEOUT": 0.3}


def try_to_send(**words: Any) -> OutgoingMail:
    put_in_outbox(to="zoe@demo.test", subject="Bonjour", **{"text": "Un mot", "html": "<p>Un mot</p>", **words})
    mail = OutgoingMail.objects.get()
    attempt_delivery(str(mail.pk), now=timezone.now())
    mail.refresh_from_db()
    return mail


def test_mail_leaves_whole_and_nothing_of_it_stays(db: None, settings: Any, provider: Provider) -> None:
    use(settings, provider, "brevo")
    headers = {"Reply-To": "equipe@demo.test", "List-Unsubscribe": "<https://www.example.org/stop/>"}
    mail = try_to_send(headers=headers, calendar="BEGIN:VCALENDAR")
    assert (mail.state, mail.recipient, mail.text) == (State.SENT, "", "")
    [(path, received, _)] = provider.requests
    assert (path, received["api-key"]) == ("/smtp/email", "cle-d-essai")
    sent = provider.last()
    assert sent["sender"] == {"name": "Polaris 14", "email": "bonjour@demo.test"}
    assert [found["email"] for found in sent["to"]] == ["zoe@demo.test"]
    assert (sent["subject"], sent["textContent"], sent["htmlContent"]) == ("Bonjour", "Un mot", "<p>Un mot</p>")
    assert sent["replyTo"]["email"] == "equipe@demo.test"
    assert sent["headers"]["List-Unsubscribe"] == "<https://www.example.org/stop/>"
    # Providers write their own, and some refuse a mail that comes with another.
    assert "Message-ID" not in sent["headers"]
    assert [found["name"] for found in sent["attachment"]] == ["polaris14.ics"]


@pytest.mark.parametrize("name", engines.PROVIDERS)
def test_each_provider_takes_a_mail_and_is_told_not_to_follow_it(db: None, settings: Any, provider: Provider, name: str) -> None:
    use(settings, provider, name)
    provider.says(200, ANSWERS[name])
    assert try_to_send().state == State.SENT
    body = provider.requests[0][2].decode()
    expected = {"mailjet": '"TrackClicks": "disabled"', "postmark": '"TrackLinks": "None"', "mailgun": "o%3Atracking-clicks=no"}
    assert expected.get(name, "") in body


@pytest.mark.parametrize(
    ("name", "status", "answer"),
    [
        ("brevo", 400, {"code": "invalid_parameter", "message": "zoe@demo.test"}),
        ("brevo", 401, {"code": "unauthorized", "message": "Key not found"}),
        ("brevo", 429, {"code": "too_many_requests"}),
        ("brevo", 500, b"<html>zoe@demo.test</html>"),
        ("brevo", 503, b""),
        ("brevo", 200, b"zoe@demo.test"),
        # Anymail raises nothing of these: the mail would count as sent.
        ("mailjet", 400, MAILJET_REFUSAL),
        ("mailjet", 200, MAILJET_REFUSAL),
        ("postmark", 422, POSTMARK_UNCLEAR),
    ],
)
def test_answer_that_is_no_yes_leaves_the_mail_waiting(
    db: None, settings: Any, provider: Provider, caplog: pytest.LogCaptureFixture, name: str, status: int, answer: Any
) -> None:
    use(settings, provider, name)
    provider.says(status, answer)
    with caplog.at_level(logging.INFO):
        mail = try_to_send()
    assert (mail.state, mail.attempts, mail.recipient) == (State.WAITING, 1, "zoe@demo.test")
    assert timedelta() < mail.next_attempt_at - timezone.now() <= DELAYS[0]
    assert "not sent (attempt 1)" in caplog.text
    assert "zoe" not in caplog.text + mail.last_error
    provider.says(200, ANSWERS[name])
    attempt_delivery(str(mail.pk), now=mail.next_attempt_at)
    mail.refresh_from_db()
    assert (mail.state, len(provider.requests)) == (State.SENT, 2)


def test_provider_that_is_slow_or_not_there_leaves_the_mail_waiting(db: None, settings: Any, provider: Provider) -> None:
    use(settings, provider, "brevo")
    provider.delay_seconds = 0.6
    mail = try_to_send()
    assert (mail.state, mail.attempts) == (State.WAITING, 1)
    settings.ANYMAIL = {**settings.ANYMAIL, "BREVO_API_URL": "http://127.0.0.1:1/"}
    attempt_delivery(str(mail.pk), now=mail.next_attempt_at)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (State.WAITING, 2)


def test_mail_is_given_up_when_its_address_is_refused_or_after_days(db: None, settings: Any, provider: Provider) -> None:
    use(settings, provider, "postmark")
    provider.says(422, POSTMARK_INACTIVE)
    refused = try_to_send()
    assert (refused.state, refused.last_error) == (State.GIVEN_UP, "AnymailRecipientsRefused")
    refused.delete()
    provider.says(500, b"")
    mail = try_to_send()
    for _ in DELAYS:
        attempt_delivery(str(mail.pk), now=mail.next_attempt_at)
        mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (State.GIVEN_UP, len(DELAYS) + 1)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"MAIL_PROVIDER": "inconnu"}, "MAIL_PROVIDER"),
        ({"MAIL_PROVIDER": "brevo"}, "MAIL_PROVIDER_KEY"),
        ({"MAIL_PROVIDER": "mailjet", "MAIL_PROVIDER_KEY": "x"}, "MAIL_PROVIDER_SECRET"),
        ({"MAIL_PROVIDER": "brevo", "MAIL_PROVIDER_KEY": "x", "MAIL_PROVIDER_URL": "http://x"}, "MAIL_PROVIDER_URL"),
    ],
)
def test_what_a_provider_lacks_stops_the_start(variables: dict[str, str], named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=named):
        engines.mail(Env(variables), "production")


def test_smtp_stays_the_default_and_the_demo_sends_nothing() -> None:
    assert engines.mail(Env({}), "production") == ("django.core.mail.backends.smtp.EmailBackend", {})
    assert engines.mail(Env({"MAIL_PROVIDER": "brevo", **KEYS}), "demo") == ("django.core.mail.backends.dummy.EmailBackend", {})
