"""`make faults`: each fault, then its control without one defence, which must be found out. One line a run; what did not hold below it.

`--only mail,clock` chooses, `--without breaker` (with `--only mail`) runs a control alone, `--no-controls` leaves them out,
`--markdown` writes the table of docs/faults.md. Fails when a fault is not withstood, or a control is.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.faults.names import CONTROL_SECONDS, FAULTS, Needs
from tests.faults.one import SITE
from tests.instances import Postgres, Redis

SMALL_DISK: Final = "160m"


@dataclass
class Run:
    name: str
    without: str
    seconds: float
    lines: list[dict[str, Any]]
    trouble: str = ""

    @property
    def holds(self) -> bool:
        return not self.trouble and all(line["holds"] for line in self.lines)

    @property
    def is_well(self) -> bool:
        """A control is well when it is found out, by something that did not hold rather than by its own end."""
        return not self.holds and bool(self.lines) if self.without else self.holds


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--only", default=",".join(FAULTS))
    parser.add_argument("--without", choices=sorted({needs.defence for needs in FAULTS.values()}), default="")
    parser.add_argument("--no-controls", action="store_true")
    parser.add_argument("--seconds", type=float, default=0, help="how long load lasts, rather than each fault's own time")
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    unknown = set(options.only.split(",")) - FAULTS.keys()
    if unknown:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}. There are: {', '.join(FAULTS)}.")
    runs = []
    with tempfile.TemporaryDirectory(prefix="polaris-faults-") as scratch:
        ground = Path(scratch) / "ground"
        ground.mkdir()
        say("Making the ground ready…")
        subprocess.run(command("ground", ground, 0), check=True, env=environment())
        for name in options.only.split(","):
            needs = FAULTS[name]
            if reason := missing(needs):
                say(f"{'':4} {name:9} NOT TRIED: {reason}")
                continue
            controls = [options.without] if options.without else ["", *([] if options.no_controls else [needs.defence])]
            for without in controls:
                runs.append(try_out(name, needs, Path(scratch), without, seconds=options.seconds))
                tell(runs[-1])
    wrong = [run for run in runs if not run.is_well]
    say(f"\n{len(runs) - len(wrong)} of {len(runs)} runs as they must be.")
    if options.markdown:
        tabulate(runs)
    return 1 if wrong or not runs else 0


def missing(needs: Needs) -> str:
    if needs.postgres and Postgres.missing:
        return Postgres.missing
    if needs.redis and Redis.missing:
        return Redis.missing
    if needs.small_disk and os.geteuid() != 0:
        return "a small disk is mounted for it, which needs root"
    return ""


def try_out(name: str, needs: Needs, scratch: Path, without: str, *, seconds: float) -> Run:
    lasts = seconds or (min(needs.seconds, CONTROL_SECONDS) if without else needs.seconds)
    began = time.monotonic()
    with place_for(needs, scratch, f"{name}-{without or 'whole'}") as place:
        said = place / "said.json"
        with (place / "output.txt").open("wb") as output:
            process = subprocess.Popen(
                command(name, place, lasts, without), env=environment(), stdout=output, stderr=output, start_new_session=True
            )
            try:
                process.wait(needs.bound)
            except subprocess.TimeoutExpired:
                # It ends what it started.
                process.terminate()
                process.wait(60)
        spent = time.monotonic() - began
        if not said.exists():
            return Run(name, without, spent, [], (place / "output.txt").read_text(errors="replace")[-1500:] or "It took too long.")
        words = json.loads(said.read_text())
        run = Run(name, without, spent, words["lines"])
        if (extra := words["extras"].get("log")) and not run.holds:
            run.lines.append({"what": "log", "figure": extra, "holds": True})
        return run


@contextmanager
def place_for(needs: Needs, scratch: Path, name: str) -> Iterator[Path]:
    """A copy of the ground, on a disk of its own where the fault fills it."""
    place = scratch / name
    (place / SITE).mkdir(parents=True)
    if needs.small_disk:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", str(place / SITE)], check=True)
    try:
        shutil.copytree(scratch / "ground" / SITE, place / SITE, dirs_exist_ok=True)
        yield place
    finally:
        if needs.small_disk:
            subprocess.run(["umount", "--lazy", str(place / SITE)], check=False)
        shutil.rmtree(place, ignore_errors=True)


def command(name: str, place: Path, seconds: float, without: str = "") -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "tests.faults.one", name, str(place), str(seconds), *([without] if without else [])]


def environment() -> dict[str, str]:
    """Nothing of what the caller's environment says to some other site."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ} | {"LANG": "C.UTF-8"}


def tell(run: Run) -> None:
    verdict = "ok" if run.holds else "NOT"
    title = f"{run.name} without {run.without} (must be NOT)" if run.without else f"{run.name}: {FAULTS[run.name].what}"
    say(f"{verdict:4} {title} [{run.seconds:.0f} s]")
    for line in run.lines:
        if not line["holds"] or line["what"] == "log" or (not run.without and "--verbose" in sys.argv):
            say(f"       {'' if line['holds'] else 'NOT '}{line['what']}: {line['figure']}")
    if run.trouble:
        say("       it did not come to its end:\n" + run.trouble)
    elif not run.without:
        shown = [f"{line['what']} {line['figure']}" for line in run.lines if line["holds"] and line["figure"] not in (0, True, "0")]
        say(f"       {'; '.join(shown)[:400]}")


def tabulate(runs: list[Run]) -> None:
    say("| fault | verdict | what was seen | without | found out by |\n| --- | --- | --- | --- | --- |")
    for run in runs:
        if run.without:
            continue
        seen = "; ".join(
            f"{line['what']}: {line['figure']}" for line in run.lines if line["figure"] not in (0, True) and line["what"] != "log"
        )
        control = next((other for other in runs if other.name == run.name and other.without), None)
        found = "; ".join(f"{line['what']}: {line['figure']}" for line in control.lines if not line["holds"]) if control else ""
        say(f"| {FAULTS[run.name].what} | {'ok' if run.holds else 'NOT'} | {seen} | {control.without if control else ''} | {found} |")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
