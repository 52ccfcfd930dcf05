"""The demo's pairings, at every stage of their life, with the charter that they sign and the mentors' training. All invented."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.utils import timezone

from home.dates import midnight
from home.typography import set_spaces
from volunteers.contacts import coordinators
from volunteers.demo import FIRST_SESSION_ON, VETERANS, make_id
from volunteers.models import (
    Attendance,
    Booking,
    Mission,
    Pairing,
    PairingCharter,
    PairingSignature,
    Participant,
    Programme,
    Training,
    TrainingSession,
    Volunteer,
)
from volunteers.offers import answer_awaited_until
from volunteers.pairing_charters import signatories
from volunteers.pairing_states import move_locked, record
from volunteers.pairings import dates_of

Status, EndReason, DeclineReason, Decliner = Pairing.Status, Pairing.EndReason, Pairing.DeclineReason, Pairing.Decliner
WAY: Final = (Status.SUGGESTED, Status.OFFERED, Status.ACCEPTED, Status.AGREED, Status.ACTIVE, Status.ENDED)
# Days between the suggestion and each step; the start is a day of its own.
AFTER: Final = {Status.SUGGESTED: 0, Status.OFFERED: 1, Status.ACCEPTED: 3, Status.AGREED: 8}
PREPARED: Final = 21


class Plan(NamedTuple):
    """How far a pairing has come; `days` since it started, or since it was suggested where it has not. `why` ends it, or declines it."""

    status: Pairing.Status
    days: int
    why: str = ""
    by: str = ""
    signatures: int = 0


PLANS: Final = (
    Plan(Status.ACTIVE, 7),
    Plan(Status.ENDED, 165, EndReason.TERM),
    Plan(Status.ENDED, 225, EndReason.TERM),
    Plan(Status.ENDED, 150, EndReason.GOAL),
    Plan(Status.ENDED, 90, EndReason.MOVED),
    Plan(Status.DECLINED, 12, DeclineReason.TIME, Decliner.VOLUNTEER),
    Plan(Status.DECLINED, 20, DeclineReason.UNSAID, Decliner.PARTICIPANT),
    Plan(Status.DECLINED, 15, DeclineReason.SILENT, Decliner.VOLUNTEER),
    Plan(Status.SUGGESTED, 2),
    Plan(Status.SUGGESTED, 1),
    Plan(Status.OFFERED, 7),
    Plan(Status.ACCEPTED, 9),
    Plan(Status.ACCEPTED, 5),
    Plan(Status.AGREED, 11),
    Plan(Status.AGREED, 14, signatures=2),
    # Of the two of the language programme, one's review is late and the other's end is near.
    *(Plan(Status.ACTIVE, days) for days in (66, 20, 48, 3, 31, 63, 14, 75, 27)),
    Plan(Status.OFFERED, 3),
)
# Of that one, the bénévole has said that they must stop.
MUST_STOP: Final = 20

CHARTER: Final = """# Ce que l’on se doit, à trois

Nous nous rencontrons parce que nous le voulons bien. Chacun·e peut dire non, changer d’avis, s’arrêter.

# La personne accompagnée

- Elle choisit ce qu’elle raconte et ce qu’elle garde pour elle.
- Elle vient quand elle l’a dit, et prévient si elle ne peut pas.

# Le ou la bénévole

- Vient quand c’est convenu, écoute, et garde pour soi ce qu’on lui confie.
- Accompagne sans faire à la place ; ne donne pas d’argent, n’héberge pas, ne conseille pas sur la procédure d’asile.
- Propose un lieu public, jamais un domicile.

# L’association

- Répond à l’un·e comme à l’autre, sous deux jours.
- Fait le bilan avec chacun·e, et cherche une suite si l’on ne s’entend pas.

Texte de démonstration."""
MENTORING: Final = "mentorat-entreprise"
TRAINING: Final = (
    "mentorat-cadre-et-posture",
    "Mentorat : cadre et posture",
    "Deux heures avant de devenir mentor : ouvrir son métier sans promettre un emploi, et savoir vers qui orienter.",
)


def build(now: datetime) -> None:
    """Adds what is missing and changes nothing that is there."""
    emails = ["benevole@demo.test", *(f"benevole-{number}@demo.test" for number in range(1, VETERANS))]
    people = {volunteer.user.email: volunteer for volunteer in Volunteer.objects.filter(user__email__in=emails).select_related("user")}
    veterans = [people[email] for email in emails]
    train_mentors(veterans)
    charter, _ = PairingCharter.objects.get_or_create(
        programme=None, number=1, defaults={"text": set_spaces(CHARTER), "published_at": timezone.make_aware(FIRST_SESSION_ON)}
    )
    free = list(Participant.objects.prefetch_related("languages").order_by("folded_alias", "code"))
    for number, plan in enumerate(PLANS):
        build_pairing(number, plan, veterans[number % VETERANS], free, charter, now=now)


def train_mentors(veterans: list[Volunteer]) -> None:
    """Mentors are trained first: their mission asks for it, and those of the demo were."""
    slug, title, summary = TRAINING
    training, is_new = Training.objects.get_or_create(slug=slug, defaults={"title": set_spaces(title), "summary": set_spaces(summary)})
    if not is_new:
        return
    mission = Mission.objects.get(slug=MENTORING)
    mission.required_trainings.add(training)
    starts_at = timezone.make_aware(FIRST_SESSION_ON) + timedelta(days=28)
    session = TrainingSession.objects.create(
        pk=make_id("session", slug), training=training, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=VETERANS
    )
    for volunteer in mission.volunteers.filter(pk__in=[person.pk for person in veterans]):
        Booking.objects.create(
            pk=make_id("booking", f"{volunteer.pk}/{session.pk}"),
            session=session,
            volunteer=volunteer,
            booked_at=starts_at - timedelta(days=5),
            attendance=Attendance.PRESENT,
            attendance_marked_at=session.ends_at,
        )


def build_pairing(
    number: int, plan: Plan, volunteer: Volunteer, free: list[Participant], charter: PairingCharter, *, now: datetime
) -> None:
    """One pairing, brought along its way as people would; whoever is in it leaves the free."""
    programme = Programme.objects.filter(mission__volunteers=volunteer).order_by("slug").first()
    spoken = set(volunteer.languages.values_list("code", flat=True))
    if programme is None or not spoken:
        return
    two = programme.participants_most > 1 and plan.status == Status.ACTIVE
    people = [person for person in free if spoken & {language.code for language in person.languages.all()}][: 2 if two else 1]
    for person in people:
        free.remove(person)
    is_started = plan.status in (Status.ACTIVE, Status.ENDED)
    suggested_at = now - timedelta(days=plan.days + (PREPARED if is_started else 0))
    starts_on = timezone.localdate(suggested_at + timedelta(days=PREPARED))
    pairing, is_new = Pairing.objects.get_or_create(
        pk=make_id("pairing", number),
        defaults={
            "programme": programme,
            "volunteer": volunteer,
            "starts_on": starts_on,
            **dates_of(programme, starts_on)._asdict(),
            "requested_on": timezone.localdate(suggested_at) - timedelta(days=14 + 3 * number),
            "suggested_at": suggested_at,
        },
    )
    if is_new:
        pairing.participants.set(people)
        bring_along(pairing, plan, now=now)
        sign(pairing, plan, charter)
        if number == MUST_STOP:
            pairing.stop_asked_at = now - timedelta(days=1)
            record(pairing, by=volunteer.user, why="Arrêt demandé")
        if number == len(PLANS) - 1:
            Volunteer.objects.filter(pk=volunteer.pk).update(pairings_most=2)


def bring_along(pairing: Pairing, plan: Plan, *, now: datetime) -> None:
    """Each step on its day, by whom it is taken."""
    pairing.history.all().delete()
    team = coordinators().first()
    record_at(pairing, pairing.suggested_at or now)
    record(pairing, by=team)
    for status, at, facts in steps_to(pairing, plan, now=now):
        is_theirs = status == Status.ACCEPTED or facts.get("declined_by") == Decliner.VOLUNTEER
        by = pairing.volunteer.user if is_theirs and plan.why != DeclineReason.SILENT else team
        record_at(pairing, at)
        move_locked(pairing, status, by=None if plan.why == DeclineReason.SILENT and status == Status.DECLINED else by, **facts)


def record_at(pairing: Pairing, at: datetime) -> None:
    """The instant of the next row of the history."""
    pairing._history_date = at  # type: ignore[attr-defined]  # simple-history reads it


def steps_to(pairing: Pairing, plan: Plan, *, now: datetime) -> Iterator[tuple[Pairing.Status, datetime, dict[str, Any]]]:
    """What comes after the suggestion, up to where the plan leads: the state, the instant, the facts that go with it."""
    begun = pairing.suggested_at or now
    offered_at, accepted_at, agreed_at = (
        begun + timedelta(days=AFTER[status]) for status in (Status.OFFERED, Status.ACCEPTED, Status.AGREED)
    )
    until = answer_awaited_until(pairing.programme, now=offered_at)
    ended_on = min(pairing.ends_on, timezone.localdate(now) - timedelta(days=10))
    steps: list[tuple[Pairing.Status, datetime, dict[str, Any]]] = [
        (Status.OFFERED, offered_at, {"offered_at": offered_at, "offered_until": until, "contact": coordinators().first()}),
        (Status.ACCEPTED, accepted_at, {"accepted_at": accepted_at}),
        (Status.AGREED, agreed_at, {"agreed_on": timezone.localdate(agreed_at)}),
        (Status.ACTIVE, midnight(pairing.starts_on) + timedelta(hours=10), {}),
        (Status.ENDED, midnight(ended_on) + timedelta(hours=10), {"ended_on": ended_on, "end_reason": plan.why}),
    ]
    if plan.status == Status.DECLINED:
        told = 2 if plan.by == Decliner.PARTICIPANT else 1
        at = until if plan.why == DeclineReason.SILENT else offered_at + timedelta(days=3)
        yield from steps[:told]
        yield Status.DECLINED, at, {"declined_by": plan.by, "decline_reason": plan.why}
    else:
        yield from steps[: WAY.index(plan.status)]


def sign(pairing: Pairing, plan: Plan, charter: PairingCharter) -> None:
    """Everybody, where it started; so many, where it has not."""
    sides = signatories(pairing)
    for side in sides if plan.status in (Status.ACTIVE, Status.ENDED) else sides[: plan.signatures]:
        is_volunteer = side.who == PairingSignature.Who.VOLUNTEER
        PairingSignature.objects.create(
            pairing=pairing,
            charter=charter,
            who=side.who,
            participant=side.participant,
            typed_name=pairing.volunteer.user.get_full_name() if is_volunteer else "",
            signed_on=(pairing.agreed_on or pairing.starts_on) + timedelta(days=2),
            recorded_by=None if is_volunteer else coordinators().first(),
        )
