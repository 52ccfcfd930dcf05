"""What a bénévole put to use in a year: what their missions teach, in the words of the missions, and the trainings they attended."""

from collections.abc import Iterable

from volunteers.hours import TRAININGS, Year
from volunteers.models import Mission

# Where it comes from (a mission, or the trainings), and what it is.
Skill = tuple[str, str]


def with_skills(years: Iterable[Year]) -> list[tuple[Year, list[Skill]]]:
    """Each year with its skills, those of the missions that took the most time first. One query in all.

    Hours know missions by their titles: one that was renamed since, or says nothing of what it teaches, has no line.
    """
    years = list(years)
    titles = {entry.mission for year in years for entry in year.entries}
    learnt = dict(Mission.objects.filter(title__in=titles).exclude(learnt="").values_list("title", "learnt"))
    return [(year, _skills_of(year, learnt)) for year in years]


def _skills_of(year: Year, learnt: dict[str, str]) -> list[Skill]:
    skills = [(title, learnt[title]) for title, _ in year.by_mission if title in learnt]
    # The last day comes first in a year: here the first training does.
    attended = dict.fromkeys(entry.what for entry in reversed(year.entries) if entry.mission == TRAININGS)
    return [*skills, (TRAININGS, ", ".join(attended))] if attended else skills
