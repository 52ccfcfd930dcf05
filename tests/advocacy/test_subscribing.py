"""`/abonnement/`: two steps in, one button out, and nothing that tells who subscribes."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.keys import read_ring
from accounts.models import OutgoingMail, User
from advocacy import subscribing
from advocacy.demo import build_subscribers
from advocacy.models import Subscriber
from advocacy.subscribing import CONFIRMATION_LIFETIME, forget_unconfirmed
from advocacy.views.subscribing import LIMIT_PER_CLIENT, MAILS_A_DAY
from tests.advocacy.subscriptions import ADDRESS, ask_for_mails, links_of, subscribe
from tests.conftest import RunTasks

FORM = "/abonnement/"
ASKED = "/abonnement/envoye/"


def confirm_path(subscriber: Subscriber) -> str:
    return f"/abonnement/confirmer/{links_of(subscriber)['confirmer']}/"


def stop_path(subscriber: Subscriber) -> str:
    return f"/abonnement/arreter/{links_of(subscriber)['arreter']}/"


def heading(page: bytes) -> str:
    found = re.search(r"<h1>([^<]+)</h1>", page.decode())
    assert found
    return unescape(found[1])


def test_from_the_form_to_the_end_by_the_links_of_the_mails(db: None, client: Client, run_tasks: RunTasks) -> None:
    response = client.post(FORM, {"email": " Lectrice@Demo.test "})
    assert (response.status_code, response["Location"]) == (302, ASKED)
    assert heading(client.get(ASKED).content) == "Regardez votre boîte"
    run_tasks()
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([ADDRESS], "Confirmez votre abonnement")
    [link] = re.findall(r"http://localhost:8000(/abonnement/\S+)", str(sent.body))
    assert "demo.test" not in link

    page = client.get(link)
    assert heading(page.content) == "Confirmer votre abonnement"
    assert Subscriber.objects.confirmed().count() == 0
    assert heading(client.post(link, follow=True).content) == "Votre abonnement est confirmé"
    confirmed_at = Subscriber.objects.confirmed().get().confirmed_at
    assert heading(client.post(link, follow=True).content) == "Votre abonnement est confirmé"
    assert Subscriber.objects.get().confirmed_at == confirmed_at

    client.post(FORM, {"email": ADDRESS})
    run_tasks()
    assert mail.outbox[-1].subject == "Vous êtes déjà abonné·e"
    [link] = re.findall(r"http://localhost:8000(/abonnement/\S+)", str(mail.outbox[-1].body))
    assert heading(client.get(link).content) == "Arrêter nos courriels"
    assert Subscriber.objects.count() == 1
    assert heading(client.post(link).content) == "Votre abonnement est arrêté"
    assert Subscriber.objects.count() == 0
    assert heading(client.get(link).content) == "Votre abonnement est arrêté"
    assert heading(client.post(link).content) == "Votre abonnement est arrêté"


def knock(email: str) -> tuple[int, str, bytes, bytes]:
    cache.clear()
    client = Client()
    response = client.post(FORM, {"email": email})
    return response.status_code, response["Location"], response.content, client.get(response["Location"]).content


def test_answer_is_the_same_for_an_unknown_a_waiting_and_a_confirmed_address(db: None) -> None:
    ask_for_mails("attend@demo.test")
    subscribe("abonnee@demo.test")
    answers = {knock(email) for email in ("inconnue@demo.test", "attend@demo.test", "abonnee@demo.test")}
    assert len(answers) == 1
    assert OutgoingMail.objects.filter(recipient="abonnee@demo.test").count() == 1


def test_time_is_about_the_same(db: None) -> None:
    subscribe("abonnee@demo.test")
    shortest = {"abonnee@demo.test": float("inf"), "inconnue{}@demo.test": float("inf")}
    # The shortest of many: a busy machine slows down some of them.
    for turn in range(15):
        for email in shortest:
            cache.clear()
            start = time.perf_counter()
            Client().post(FORM, {"email": email.format(turn)})
            shortest[email] = min(shortest[email], time.perf_counter() - start)
    first, second = shortest.values()
    assert 0.5 < first / second < 2


def test_form_says_what_is_wrong_and_keeps_what_was_typed(db: None, client: Client) -> None:
    text = client.post(FORM, {"email": "lectrice@"}).content.decode()
    assert "Cette adresse e-mail n’est pas complète." in unescape(text)
    assert 'value="lectrice@"' in text
    assert OutgoingMail.objects.count() == 0


def test_form_is_kept_by_no_cache_and_sets_the_csrf_cookie_alone(db: None, client: Client) -> None:
    response = client.get(FORM)
    assert "no-store" in response["Cache-Control"]
    assert set(response.cookies) == {"csrftoken"}


def test_page_of_the_button_that_stops_sets_no_cookie(db: None) -> None:
    path = stop_path(subscribe())
    client = Client()
    assert not client.get(path).cookies
    assert not client.post(path).cookies
    assert Subscriber.objects.count() == 0


def test_mail_program_stops_by_itself_in_one_post(db: None) -> None:
    path = stop_path(subscribe())
    client = Client(enforce_csrf_checks=True)
    response = client.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert Subscriber.objects.count() == 0


def test_confirming_asks_for_the_forms_own_token(db: None) -> None:
    path = confirm_path(ask_for_mails())
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403
    assert Subscriber.objects.confirmed().count() == 0


def test_opening_a_link_changes_nothing(db: None, client: Client) -> None:
    waiting, confirmed = ask_for_mails("attend@demo.test"), subscribe()
    before = list(Subscriber.objects.order_by("pk").values())
    for path in (confirm_path(waiting), stop_path(waiting), stop_path(confirmed)):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert list(Subscriber.objects.order_by("pk").values()) == before


def test_link_to_confirm_grows_old_and_the_link_to_stop_does_not(db: None, client: Client) -> None:
    old = timezone.now() - CONFIRMATION_LIFETIME - timedelta(minutes=1)
    waiting = ask_for_mails(at=old)
    response = client.post(confirm_path(waiting), follow=True)
    assert (response.status_code, heading(response.content)) == (404, "Ce lien ne sert plus")
    assert 'href="/abonnement/"' in response.content.decode()
    assert Subscriber.objects.confirmed().count() == 0
    reader = subscribe("abonnee@demo.test", at=timezone.now() - timedelta(days=4000))
    assert heading(client.get(stop_path(reader)).content) == "Arrêter nos courriels"


def test_asking_again_gives_a_fresh_link(db: None, client: Client) -> None:
    ask_for_mails(at=timezone.now() - CONFIRMATION_LIFETIME - timedelta(minutes=1))
    again = ask_for_mails()
    assert Subscriber.objects.count() == 1
    assert client.post(confirm_path(again), follow=True).status_code == 200


def test_link_to_confirm_is_dead_once_stopped(db: None, client: Client) -> None:
    subscriber = ask_for_mails()
    path = confirm_path(subscriber)
    client.post(stop_path(subscriber))
    ask_for_mails()
    assert client.post(path, follow=True).status_code == 404
    assert Subscriber.objects.confirmed().count() == 0


@pytest.mark.parametrize("kind", ["confirmer", "arreter"])
def test_spoilt_and_exchanged_links_do_nothing(db: None, client: Client, kind: str) -> None:
    subscriber = ask_for_mails()
    links = links_of(subscriber)
    other = links["arreter" if kind == "confirmer" else "confirmer"]
    for token in (links[kind][:-1], str(subscriber.pk), f"{subscriber.pk}.x", other, "é"):
        assert client.post(f"/abonnement/{kind}/{token}/", follow=True).status_code == 404
    assert Subscriber.objects.filter(confirmed_at=None).count() == 1


def test_former_secret_still_opens_links_and_knows_addresses(db: None, client: Client, settings: Settings) -> None:
    subscriber = subscribe()
    path = stop_path(subscriber)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "un-autre-secret-tout-neuf-et-assez-long-pour-servir"
    subscribing.ask(ADDRESS, now=timezone.now())
    assert Subscriber.objects.count() == 1
    subscribing.reencrypt_addresses()
    # Rotated: the address is known under the present secret alone.
    former, settings.SECRET_KEY_FALLBACKS = settings.SECRET_KEY_FALLBACKS, []
    subscribing.ask(ADDRESS, now=timezone.now())
    assert Subscriber.objects.count() == 1
    settings.SECRET_KEY_FALLBACKS = former
    client.post(path)
    assert Subscriber.objects.count() == 0


def test_robot_that_fills_the_hidden_field_is_thanked_and_ignored(db: None, client: Client) -> None:
    response = client.post(FORM, {"email": ADDRESS, "website": "https://example.org"})
    assert (response.status_code, response["Location"]) == (302, ASKED)
    assert (Subscriber.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_one_address_is_not_written_to_again_and_again(db: None, client: Client) -> None:
    answers = {client.post(FORM, {"email": email})["Location"] for email in [ADDRESS, ADDRESS.upper()] * MAILS_A_DAY}
    assert answers == {ASKED}
    assert OutgoingMail.objects.count() == MAILS_A_DAY
    assert f"plus de {MAILS_A_DAY}\u00a0fois par jour" in client.get(ASKED).content.decode()


def test_one_client_asks_so_often_and_is_told(db: None, client: Client) -> None:
    for number in range(LIMIT_PER_CLIENT):
        assert client.post(FORM, {"email": f"lectrice{number}@demo.test"}).status_code == 302
    response = client.post(FORM, {"email": ADDRESS})
    assert response.status_code == 429
    assert "nous faisons une pause" in response.content.decode()
    assert OutgoingMail.objects.count() == LIMIT_PER_CLIENT


def test_address_lies_encrypted_and_bound_to_its_row(db: None) -> None:
    first, second = subscribe(), subscribe("autre@demo.test")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM advocacy_subscriber")
        assert "demo.test" not in repr(cursor.fetchall())
    assert first.email == ADDRESS
    first.encrypted_email = second.encrypted_email
    with pytest.raises(Exception, match="cannot be read"):
        assert first.email


def test_rotation_of_the_keys_reaches_the_addresses(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_FILE = tmp_path / "keys"
    read_ring()
    subscriber = subscribe()
    before = subscriber.encrypted_email
    call_command("rotate_keys", drop_old=True, stdout=StringIO())
    subscriber.refresh_from_db()
    assert subscriber.encrypted_email.partition(":")[0] != before.partition(":")[0]
    assert subscriber.email == ADDRESS


def test_unconfirmed_are_forgotten_with_their_mails(db: None) -> None:
    now = timezone.now()
    for email, age in (("vieille@demo.test", CONFIRMATION_LIFETIME + timedelta(minutes=1)), ("neuve@demo.test", timedelta(days=6))):
        ask_for_mails(email, at=now - age)
    subscribe(at=now - timedelta(days=900))
    forget_unconfirmed(now)
    assert sorted(subscriber.email for subscriber in Subscriber.objects.all()) == [ADDRESS, "neuve@demo.test"]
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == ["neuve@demo.test"]


def test_stopping_takes_back_the_mails_that_wait_and_no_other(db: None, client: Client) -> None:
    subscriber = ask_for_mails()
    ask_for_mails("autre@demo.test")
    client.post(stop_path(subscriber))
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == ["autre@demo.test"]


def test_officer_sees_how_many_and_no_address(communication_officer: User, signed_in: Callable[[User], Client]) -> None:
    subscribe()
    subscribe("autre@demo.test")
    ask_for_mails("attend@demo.test")
    text = signed_in(communication_officer).get("/admin/").content.decode()
    assert "<strong>2 personnes</strong> reçoivent un courriel" in text
    assert "@demo.test" not in text.replace(communication_officer.email, "")


def test_demo_has_subscribers_once(db: None) -> None:
    for _ in range(2):
        build_subscribers(timezone.now())
    assert (Subscriber.objects.confirmed().count(), Subscriber.objects.count()) == (2, 3)
