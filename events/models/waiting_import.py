"""A calendar of outings between its dry run and the decision."""

from typing import ClassVar

from django.db import models

from volunteers.models import Volunteer, WaitingImport


class ActivityImport(WaitingImport):
    """Its rows hold no address: the bénévoles whom the file named are `leaders`, which go with their account."""

    class Meta:
        verbose_name = "import d’activités"
        verbose_name_plural = "imports d’activités"


class ImportedLeader(models.Model):
    """That a line of the file says who led the outing."""

    upload = models.ForeignKey(ActivityImport, verbose_name="import", on_delete=models.CASCADE, related_name="leaders")
    line = models.PositiveIntegerField("ligne")
    volunteer = models.ForeignKey(Volunteer, verbose_name="animateur·rice", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "animateur·rice d’un import"
        verbose_name_plural = "animateur·rices d’un import"
        ordering: ClassVar = ["line", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["upload", "line", "volunteer"], name="events_import_leader_once_a_line")]

    def __str__(self) -> str:
        return f"Ligne {self.line}"
