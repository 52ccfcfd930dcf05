"""One mail a week with the outings that lack somebody, for those who chose so."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import OutgoingMail
from home.weekly_calls import write_weekly_calls
from tests.events.factories import ActivityFactory, SeatFactory
from tests.volunteers.factories import MissionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers.models import Pause

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
SATURDAY = MONDAY + timedelta(days=5)


def readers() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("recipient", flat=True))


def test_who_chose_it_reads_what_lacks_somebody_once_a_week() -> None:
    volunteer = VolunteerFactory(trained=True, mail_choice="weekly")
    ActivityFactory(title="Sortie au canal", starts_at=SATURDAY)
    led = ActivityFactory(title="Sortie que l’on anime déjà", starts_at=SATURDAY + timedelta(days=2))
    SeatFactory(activity=led, volunteer=volunteer)
    full = ActivityFactory(title="Sortie complète", starts_at=SATURDAY + timedelta(days=1))
    for _ in range(2):
        SeatFactory(activity=full)
    lessons = MissionFactory(slug="cours", title="Cours")
    volunteer.missions.add(lessons)
    ActivityFactory(title="Goûter du cours", mission=lessons, starts_at=SATURDAY - timedelta(days=1))
    ActivityFactory(title="Sortie passée", starts_at=MONDAY - timedelta(days=1))
    for hours in range(0, 24, 6):
        write_weekly_calls(MONDAY - timedelta(hours=4) + timedelta(hours=hours))
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, volunteer.user.first_name in mail.subject) == (volunteer.user.email, False)
    assert [line for line in plain(mail.text).splitlines() if line.startswith("- ")] == [
        "- Goûter du cours, vendredi 6 mars 2026, de 9 h à 12 h, Lieu communiqué la veille",
        "- Sortie au canal, samedi 7 mars 2026, de 9 h à 12 h, Lieu communiqué la veille",
    ]
    write_weekly_calls(MONDAY + timedelta(days=3))
    assert OutgoingMail.objects.count() == 1


def test_nobody_else_is_written_to() -> None:
    ActivityFactory(starts_at=SATURDAY)
    chosen = VolunteerFactory(trained=True, mail_choice="weekly")
    for choice in ("all", "mine"):
        VolunteerFactory(trained=True, mail_choice=choice)
    VolunteerFactory(mail_choice="weekly")
    VolunteerFactory(trained=True, mail_choice="weekly", left_on=date(2026, 1, 1))
    VolunteerFactory(trained=True, mail_choice="weekly", user__is_active=False)
    Pause.objects.create(volunteer=VolunteerFactory(trained=True, mail_choice="weekly"), since=date(2026, 3, 2))
    write_weekly_calls(MONDAY)
    assert readers() == [chosen.user.email]


def test_nothing_to_propose_nothing_written() -> None:
    VolunteerFactory(trained=True, mail_choice="weekly")
    write_weekly_calls(MONDAY)
    assert readers() == []
