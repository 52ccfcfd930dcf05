"""`/coordination/dons/importer/`: the file, the report, the decision."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from donations import imports
from donations.import_lines import WHO
from donations.models import Donor, Gift, GiftImport, Payment
from tests.conftest import SignIn
from tests.donations.factories import CampaignFactory, DonorFactory
from tests.volunteers.counting import count_queries
from tests.volunteers.words import plain
from volunteers.waiting_imports import KEPT

pytestmark = pytest.mark.django_db
URL = "/coordination/dons/importer/"
HEADER = "Date;Montant;Moyen;Prénom;Nom;E-mail;Adresse;Code postal;Ville;Référence bancaire;Campagne;Reçu souhaité;Humeur\n"
LIST = (
    f"{HEADER}31/12/2023;50,00;chèque;Nadia;Fictif;nadia@demo.test;1 rue de l’Exemple;75014;Paris;CHQ 1;Rentrée;oui;bonne\n"
    "30/12/2023;1 200 €;virement;;Sans-Courriel;;;92120;Montrouge;;;;\n"
    "29/12/2023;20;carte;;Sans-Courriel;;;92120;Montrouge;;;;\n"
)


@pytest.fixture
def treasury(treasurer: User, signed_in: SignIn) -> Client:
    CampaignFactory(title="Rentrée")
    return signed_in(treasurer)


def send(client: Client, content: str) -> Any:
    return client.post(URL, {"file": SimpleUploadedFile("dons.csv", content.encode())})


def words(response: Any) -> str:
    return plain(response.content.decode())


def report_of() -> str:
    return f"{URL}{GiftImport.objects.get().pk}/"


def bring_in(client: Client, content: str) -> str:
    send(client, content)
    return words(client.post(report_of(), {"import": "1"}, follow=True))


def test_past_gifts_come_in_after_a_dry_run_and_a_second_time_not_at_all(treasury: Client, treasurer: User) -> None:
    send(treasury, LIST)
    page = words(treasury.get(report_of()))
    said = ("seront notés : 1 270,00 €", "Importer les 3 dons", "Colonne laissée de côté : « Humeur »", "Nadia Fictif")
    assert ([word in page for word in said], Gift.objects.count()) == ([True] * 4, 0)
    assert "3 dons sont importés." in words(treasury.post(report_of(), {"import": "1"}, follow=True))
    rows = Payment.objects.order_by("-paid_at").values_list(
        "gift__donor__last_name", "amount_cents", "gift__source", "method", "bank_reference"
    )
    assert list(rows) == [
        ("Fictif", 5000, "cheque", "cheque", "CHQ 1"),
        ("Sans-Courriel", 120000, "transfer", "transfer", ""),
        ("Sans-Courriel", 2000, "elsewhere", "card", ""),
    ]
    first = Gift.objects.select_related("donor", "campaign").first()
    assert first
    assert (first.campaign and first.campaign.title, first.wants_receipt, first.donor.has_postal_address) == ("Rentrée", True, True)
    assert (f"{timezone.localtime(first.created_at):%d/%m/%Y %H:%M}", first.recorded_by) == ("31/12/2023 12:00", treasurer)
    assert (Donor.objects.count(), OutgoingMail.objects.count(), GiftImport.objects.count()) == (2, 0, 0)
    assert "Aucun don n’est à importer" in bring_in(treasury, LIST)
    assert (Gift.objects.count(), Donor.objects.count()) == (3, 2)


def test_a_known_file_takes_the_gift_and_does_not_change(treasury: Client) -> None:
    donor = DonorFactory(email="nadia@demo.test", last_name="Autrement")
    bring_in(treasury, LIST)
    donor.refresh_from_db()
    assert (donor.last_name, donor.gifts.count()) == ("Autrement", 1)


def test_every_error_of_a_line_is_beside_its_column_and_the_others_come_in(treasury: Client) -> None:
    send(
        treasury,
        f"{HEADER}31/02/2023;douze;troc;;;;;;;;Inconnue;peut-être;\n31/12/2023;5;espèces;;Fictif;;;;;;;;\n31/12/2023;5;liquide;;FICTIF;;;;;;;;\n",
    )
    page = words(treasury.get(report_of()))
    said = ("Écrivez une date passée qui existe", "Écrivez un montant en euros", "Écrivez chèque, virement", "Aucune campagne n’a ce titre")
    assert [word in page for word in (*said, "Écrivez oui ou non.", "Ce don est déjà à la ligne 3")] == [True] * 6
    answer = words(treasury.post(report_of(), {"import": "1"}, follow=True))
    assert ("Un don est importé." in answer, "lignes du fichier : 2." in answer, Gift.objects.count()) == (True, True, 1)


def test_a_line_from_nobody_is_wrong(treasury: Client) -> None:
    send(treasury, f"{HEADER}31/12/2023;5;espèces;Nadia;;;;;;;;;\n")
    assert "Il manque de qui vient ce don" in words(treasury.get(report_of()))


def test_a_line_from_nobody_says_so_beside_its_other_errors(treasury: Client) -> None:
    send(treasury, "Date;Montant;Moyen;Campagne\n31/12/2023;50;chèque;Inconnue\n")
    page = words(treasury.get(report_of()))
    assert ("Aucune campagne n’a ce titre" in page, plain(WHO) in page) == (True, True)


def test_a_siren_is_read_as_it_is_printed(treasury: Client) -> None:
    bring_in(treasury, "Date;Montant;Moyen;Raison sociale;SIREN\n31/12/2023;50;chèque;Société fictive;123\u202f456\u00a0789\n")
    assert Donor.objects.get().siren == "123456789"


def test_abandoning_writes_nothing(treasury: Client) -> None:
    send(treasury, LIST)
    assert "rien n’a été écrit" in words(treasury.post(report_of(), {"abandon": "1"}, follow=True))
    assert (Gift.objects.count(), GiftImport.objects.count()) == (0, 0)


def test_a_list_without_decision_is_forgotten_the_next_day(treasury: Client) -> None:
    send(treasury, LIST)
    imports.forget_waiting(timezone.now() + KEPT)
    assert GiftImport.objects.count() == 0


def test_many_lines_cost_as_many_queries_as_few(treasury: Client) -> None:
    def lines(count: int) -> str:
        return HEADER + "".join(f"31/12/2023;{n};espèces;;Fictif {n};n{n}@demo.test;;;;;;;\n" for n in range(1, count))

    send(treasury, lines(3))
    treasury.get(report_of())
    few = count_queries(treasury, report_of())
    GiftImport.objects.all().delete()
    send(treasury, lines(90))
    assert count_queries(treasury, report_of()) == few


def test_the_model_can_be_read_back_and_its_invented_line_is_refused(treasury: Client) -> None:
    send(treasury, treasury.get(f"{URL}modele/").content.decode())
    assert "C’est la ligne inventée du modèle" in words(treasury.get(report_of()))
