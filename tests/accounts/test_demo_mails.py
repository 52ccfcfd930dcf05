"""The demo's mails are read on the site, and nowhere but in the demo."""

import uuid

from django.core.management import call_command
from django.test import Client

from accounts.models import OutgoingMail, User
from accounts.outbox import put_in_outbox
from accounts.templatetags.accounts import device, groups_of_four
from tests.conftest import RunTasks


def write(subject: str) -> OutgoingMail:
    put_in_outbox(to="zoe@demo.test", subject=subject, text=f"Texte de {subject} <b>", html=f"<p style='color: red'>{subject}</p>")
    return OutgoingMail.objects.get(subject=subject)


def test_mails_are_listed_latest_first_with_their_text(client: Client, db: None) -> None:
    write("Premier")
    write("Second")
    page = client.get("/demo/courriels/").content.decode()
    assert page.index("Texte de Second") < page.index("Texte de Premier")
    assert "zoe@demo.test" in page
    assert "Texte de Second &lt;b&gt;" in page


def test_list_may_be_empty(client: Client, db: None) -> None:
    assert "Aucun courriel pour l’instant." in client.get("/demo/courriels/").content.decode()


def test_mail_whose_words_are_gone_is_not_listed(client: Client, run_tasks: RunTasks) -> None:
    write("Parti depuis longtemps")
    run_tasks()
    assert "Parti depuis longtemps" not in client.get("/demo/courriels/").content.decode()


def test_laid_out_mail_may_run_nothing(client: Client, db: None) -> None:
    mail = write("Mis en page")
    response = client.get(f"/demo/courriels/{mail.pk}/html/")
    assert response.content.decode() == mail.html
    policy = response["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src 'none'" in policy
    assert client.get(f"/demo/courriels/{uuid.uuid4()}/html/").status_code == 404


def test_device_is_said_plainly() -> None:
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0"
    safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1"
    assert device(edge) == "Edge sur Windows"
    assert device(safari) == "Safari sur iPhone"
    assert device("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0") == "Firefox sur Linux"
    assert device("curl/8") == "Navigateur inconnu"


def test_secret_is_cut_in_fours() -> None:
    assert groups_of_four("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_demo_team_can_sign_in(client: Client, db: None) -> None:
    call_command("load_demo")
    for email in ("coordination@demo.test", "tresorerie@demo.test", "communication@demo.test", "admin@demo.test"):
        response = Client().post("/compte/login/", {"login": email, "password": "polaris-demo"})
        assert response.status_code == 302, email
    assert User.objects.get(email="admin@demo.test").is_superuser
    assert not User.objects.exclude(email__endswith="@demo.test").exists()
