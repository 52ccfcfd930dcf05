"""Today's calendar comes in from a list: a dry run that writes no activity, then one decision, carried out once. Nobody gets a mail."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Lower
from simple_history.utils import bulk_create_with_history

from accounts.models import User
from events.import_lines import COLUMNS, Outing, read_line
from events.models import Activity, ActivityImport, ImportedLeader
from events.past_activities import seats_for, write_seats
from events.planning import AIMS
from events.proposals import OUTINGS_MISSION
from home.places import Venue
from volunteers.exceptions import Reason, Refused
from volunteers.import_lines import plain_word
from volunteers.models import Mission, Volunteer
from volunteers.spreadsheets import Sheet
from volunteers.waiting_imports import BATCH, GONE, ExaminedLine, Outcome, Report, forget_undecided, lock_waiting, read_rows

MOST_SEATS: Final = 10
EXAMPLE: Final = {
    "title": "Visite d’un musée (exemple)",
    "day": "31/12/2023",
    "starts": "14 h 30",
    "ends": "17 h",
    "venue": "Musée d’exemple",
    "description": "Une visite guidée, suivie d’un goûter.",
    "aims": "culturelle, linguistique",
    "expected": "8",
    "came": "7",
    "leaders": "camille@exemple.test, sacha@exemple.test",
    "state": "tenue",
    "cost": "12,50",
    "to_bring": "une gourde",
    "kind": "sortie",
}
BETWEEN_LEADERS: Final = re.compile(r"[,;/\n]")
ADDRESS: Final = re.compile(r"[^\s@,;:<>()«»\"]+@[^\s@,;:<>()«»\"]+")
REMOVED: Final = "[adresse retirée]"
NO_MISSION: Final = Reason("mission", "La mission « Activités culturelles » manque : créez-la, puis importez.")


@dataclass
class CheckedLine(ExaminedLine):
    outing: Outing | None = None
    leaders: Sequence[Volunteer] = ()
    """The bénévoles whom the line names."""


def rows_of(sheet: Sheet) -> dict[str, Any]:
    """The lines of the list. They hold addresses still: `begin` drops them. Raises UnreadableSheetError."""
    return read_rows(sheet, COLUMNS)


def begin(rows: Mapping[str, Any], *, by: User, now: datetime) -> ActivityImport:
    """Keeps the lines until the decision; of the addresses in them, only whose they are, where the erasure of an account finds it."""
    named = {number: _addresses_in(cells.get("leaders", "")) for number, cells in rows["lines"]}
    people = _people_at({address for addresses in named.values() for address in addresses})
    lines = [
        [
            number,
            {column: ADDRESS.sub(REMOVED, text) for column, text in cells.items() if column != "leaders"},
            [place for place, address in enumerate(named[number], start=1) if address not in people],
        ]
        for number, cells in rows["lines"]
    ]
    kept = {"unknown": [ADDRESS.sub(REMOVED, title) for title in rows["unknown"]], "lines": lines}
    with transaction.atomic():
        upload = ActivityImport.objects.create(rows=kept, uploaded_by=by, uploaded_at=now)
        found = {(number, people[address]) for number, addresses in named.items() for address in addresses if address in people}
        ImportedLeader.objects.bulk_create(
            [ImportedLeader(upload=upload, line=number, volunteer_id=person) for number, person in sorted(found)], batch_size=BATCH
        )
    return upload


def _addresses_in(cell: str) -> list[str]:
    """In lower case; words that are no address are there as well, as somebody who is not found."""
    addresses: list[str] = []
    for part in filter(None, (part.strip() for part in BETWEEN_LEADERS.split(cell))):
        addresses += ADDRESS.findall(part.lower()) or [part]
    return addresses


def _people_at(addresses: Iterable[str]) -> dict[str, UUID]:
    """The bénévoles by those of the addresses, in lower case, that are theirs."""
    people: dict[str, UUID] = {}
    wanted = sorted(addresses)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        for path in ("user__emailaddress__email", "user__email"):
            found = Volunteer.objects.annotate(address=Lower(path)).filter(address__in=batch)
            people.update(found.values_list("address", "pk"))
    return people


def examine(upload: ActivityImport, *, now: datetime) -> Report[CheckedLine]:
    """What importing the lines now would do. The query count grows with batches of lines, not with lines."""
    venues = {plain_word(venue.name): venue for venue in Venue.objects.order_by("-pk")}
    leaders: dict[int, list[Volunteer]] = defaultdict(list)
    for leader in upload.leaders.select_related("volunteer__user"):
        leaders[leader.line].append(leader.volunteer)
    lines = [_check(number, cells, unknown, leaders.get(number, []), venues, now=now) for number, cells, unknown in upload.rows["lines"]]
    _tell_known(lines)
    return Report(lines, upload.rows["unknown"])


def _check(
    number: int,
    cells: Mapping[str, str],
    unknown: Sequence[int],
    leaders: Sequence[Volunteer],
    venues: Mapping[str, Venue],
    *,
    now: datetime,
) -> CheckedLine:
    if cells.get("title") == EXAMPLE["title"]:
        return CheckedLine(number, cells, Outcome.WRONG, errors={"title": ["C’est la ligne inventée du modèle : retirez-la."]})
    reading = read_line(cells, venues, now=now)
    if len(leaders) > MOST_SEATS:
        reading.errors["leaders"] = [f"Une sortie a {MOST_SEATS} places d’animation au plus."]
    if reading.errors or reading.outing is None:
        return CheckedLine(number, cells, Outcome.WRONG, errors=reading.errors)
    remarks = reading.remarks
    if leaders and not reading.outing.is_held:
        remarks.append("Les places d’une sortie à venir se prennent une fois publiée : qui l’anime n’est pas repris.")
    if unknown and reading.outing.is_held:
        remarks.append(_unknown_sentence(unknown))
    kept = leaders if reading.outing.is_held else ()
    return CheckedLine(number, cells, Outcome.NEW, remark=" ".join(remarks), outing=reading.outing, leaders=kept)


def _unknown_sentence(places: Sequence[int]) -> str:
    """By their places in the cell: the addresses themselves are not kept."""
    ordinals = ["1re" if place == 1 else f"{place}e" for place in places]
    if len(ordinals) == 1:
        return f"Animation : la {ordinals[0]} adresse n’est celle d’aucun·e bénévole. Elle est laissée de côté."
    said = f"{', '.join(ordinals[:-1])} et {ordinals[-1]}"
    return f"Animation : les {said} adresses ne sont celles d’aucun·e bénévole. Elles sont laissées de côté."


def _tell_known(lines: Iterable[CheckedLine]) -> None:
    """Same title and same start: the activity is there already, or an earlier line says it."""
    new = [(line, line.outing) for line in lines if line.outing]
    starts = sorted({outing.starts_at for _, outing in new})
    known: set[tuple[str, datetime]] = set()
    for start in range(0, len(starts), BATCH):
        found = Activity.objects.filter(starts_at__in=starts[start : start + BATCH]).order_by()
        known.update((plain_word(title), starts_at) for title, starts_at in found.values_list("title", "starts_at"))
    seen: dict[tuple[str, datetime], int] = {}
    for line, outing in new:
        key = (plain_word(outing.title), outing.starts_at)
        if key in known:
            line.remark = "Une activité de ce titre commence déjà à cette heure-là : rien ne change."
        elif key in seen:
            line.remark = f"Cette sortie est déjà à la ligne {seen[key]} : rien de plus."
        else:
            seen[key] = line.number
            continue
        line.outcome, line.outing, line.leaders = Outcome.KNOWN, None, ()


def carry_out(upload_id: UUID, *, by: User, now: datetime) -> int:
    """Imports those of the lines that can be, after the same checks again; returns how many outings came in. Raises Refused.

    A second call, however near, finds nothing: the waiting import goes with the first.
    """
    with transaction.atomic():
        upload = lock_waiting(ActivityImport, upload_id)
        if upload is None:
            raise Refused([GONE])
        mission = Mission.objects.filter(slug=OUTINGS_MISSION).first()
        if mission is None:
            raise Refused([NO_MISSION])
        # Whoever erases their account meanwhile is gone before their seats are written, or goes with them.
        named = upload.leaders.order_by().values("volunteer")
        list(Volunteer.objects.select_for_update().filter(pk__in=named).order_by("pk").values_list("pk"))
        report = examine(upload, now=now)
        if not report.new:
            raise Refused([Reason("nothing", "Aucune activité n’est à importer : rien n’a changé.")])
        upload.delete()
        _write_outings(report.new, mission, by=by)
        return len(report.new)


def forget_waiting(now: datetime) -> None:
    """Deletes the imports that nobody decided within a day."""
    forget_undecided(ActivityImport, now=now)


def _write_outings(lines: Sequence[CheckedLine], mission: Mission, *, by: User) -> None:
    pairs = [(line, _activity(line.outing, line.leaders, mission)) for line in lines if line.outing]
    bulk_create_with_history([activity for _, activity in pairs], Activity, batch_size=BATCH, default_user=by)
    write_seats([(activity, line.leaders) for line, activity in pairs], by=by)


def _activity(outing: Outing, leaders: Sequence[Volunteer], mission: Mission) -> Activity:
    """Not saved. Nobody knows any more when a past one was published, or how long its seats were free: as late as can be, and nothing."""
    return Activity(
        title=outing.title,
        description=outing.description,
        kind=outing.kind,
        **{name: name in outing.aims for name in AIMS},
        starts_at=outing.starts_at,
        ends_at=outing.ends_at,
        venue=outing.venue,
        # Not among the arrangements, which are read as soon as a seat is taken: this waits for the eve.
        meeting_point=outing.place_words,
        mission=mission,
        facilitator_seats=seats_for(outing.kind, leaders),
        participants_expected=outing.expected,
        participants_count=outing.came,
        status=Activity.Status.HELD if outing.is_held else Activity.Status.ACCEPTED,
        published_at=outing.starts_at if outing.is_held else None,
        cost_cents=outing.cost_cents,
        payer=Activity.Payer.ASSOCIATION if outing.cost_cents else Activity.Payer.NOBODY,
        to_bring=outing.to_bring,
    )
