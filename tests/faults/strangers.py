"""Whom the site depends on elsewhere: a mail server in every mood; Stripe slow, failing, or answering garbage."""

import os
import time
from typing import Final

from accounts.models import OutgoingMail
from donations.models import Gift
from donations.stand_in.store import Fault as StripeFault
from donations.stand_in.store import Store
from tests.faults.ground import Ground, Line, at_least, same, wait_until
from tests.faults.impatient_mail import PORT
from tests.faults.killing import nothing_waits, settle_down, sums_agree, waiting_mails
from tests.faults.living_site import Site
from tests.faults.mail_server import MailServer, Mood
from tests.faults.people import People
from tests.faults.process import GARBAGE
from tests.faults.traces import noted

EACH_SECONDS: Final = 8


def trouble_mail(ground: Ground) -> list[Line]:
    """One worker, so that all waits for what holds it."""
    with MailServer() as server:
        # The processes that are forked inherit it.
        os.environ[PORT] = str(server.port)
        with Site(ground, workers=1, mail="tests.faults.impatient_mail.ImpatientBackend") as site:
            lines, people = _go_through_moods(server, site)
            settle_down(90)
            refused = OutgoingMail.objects.filter(state=OutgoingMail.State.GIVEN_UP).count()
            return [
                *lines,
                people.saw_no_error(),
                *people.was_kept(),
                at_least("mails refused for good, and given up", 1, refused),
                same("mails that wait without end", 0, waiting_mails()),
                same("mails taken twice", 0, sum(count > 1 for count in server.taken.values())),
                same("mails taken", OutgoingMail.objects.filter(state=OutgoingMail.State.SENT).count(), len(server.taken)),
                *site.read_log(),
            ]


def _go_through_moods(server: MailServer, site: Site) -> tuple[list[Line], People]:
    people, lines = People(site.address), []
    with people.at_work({"write": 2}):
        for mood in (Mood.BUSY, Mood.REFUSING, Mood.AWAY, Mood.SILENT):
            server.mood = mood
            before, rounds = len(people.thanked), len(noted("rounds"))
            time.sleep(EACH_SECONDS if mood is not Mood.SILENT else 3 * EACH_SECONDS)
            lines.append(at_least(f"thanked while it was {mood}", 1, len(people.thanked) - before))
            lines.append(at_least(f"other rounds meanwhile ({mood})", 1 if mood is not Mood.SILENT else 3, len(noted("rounds")) - rounds))
        server.mood = Mood.WELL
    return lines, people


def trouble_stripe(ground: Ground) -> list[Line]:
    garbage = ground.folder / GARBAGE
    with Site(ground) as site:
        people = People(site.address)
        with people.at_work({"give": 3, "read": 1}):
            for fault in (
                StripeFault.SERVER_ERROR,
                StripeFault.UNREACHABLE,
                StripeFault.LOST_ANSWER,
                StripeFault.SLOW,
                StripeFault.TOO_MANY,
            ):
                with Store.open() as store:
                    for _request in range(12):
                        store.plan_fault(fault)
                time.sleep(3)
            garbage.touch()
            time.sleep(4)
            garbage.unlink()
            with Store.open() as store:
                while store.take_fault():
                    pass
            given = len(people.given)
            came_back = wait_until(lambda: len(people.given) > given, 30)
        settle_down(90)
        with Store.open() as store:
            paid = [charge["payment_intent"] for charge in store.select("charge", status="succeeded")]
        twice = Gift.objects.count() - Gift.objects.values("form_token").distinct().count()
        return [
            at_least("gifts", 3, len(people.given)),
            at_least("pages that said to try again", 1, people.statuses[503]),
            same("charged twice", 0, len(paid) - len(set(paid))),
            same("gifts made twice of one form", 0, twice),
            Line("recovers alone", came_back, came_back),
            people.read_within(5),
            *people.saw_no_insides(),
            *sums_agree(people),
            *nothing_waits(),
            *site.read_log(),
        ]
