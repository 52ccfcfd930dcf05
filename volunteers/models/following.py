"""What the coordination keeps of its own work with bénévoles: notes, mails to many, imports and exports."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from volunteers.models.volunteer import Volunteer


class Note(models.Model):
    """What a coordinator writes for the team about a bénévole, who reads it if they ask for their data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="écrite par", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField("note", max_length=1000)
    written_at = models.DateTimeField("écrite le")

    class Meta:
        verbose_name = "note"
        ordering: ClassVar = ["-written_at"]

    def __str__(self) -> str:
        return f"Note {str(self.id)[:8]}"


class MailTemplate(models.Model):
    """A text that coordinators send to many. `{prenom}` in it is the first name of who reads."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("nom du modèle", max_length=80, unique=True)
    subject = models.CharField("objet", max_length=120)
    text = models.TextField("texte", max_length=5000)

    class Meta:
        verbose_name = "modèle de courriel"
        verbose_name_plural = "modèles de courriels"
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class BulkMail(models.Model):
    """A mail that was sent to many: what and when, and to how many; not to whom, once it is written.

    Its id comes from the page that it was written on, so that one page sends once. The text goes when every mail is written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField("objet", max_length=120)
    sent_at = models.DateTimeField("envoyé le")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="envoyé par", null=True, on_delete=models.SET_NULL, related_name="+")
    count = models.PositiveIntegerField("destinataires")
    is_personal = models.BooleanField("concerne personnellement", default=False)
    text = models.TextField("texte", max_length=5000, blank=True)
    written = models.PositiveIntegerField("écrits", default=0)
    finished_at = models.DateTimeField("fini le", null=True, blank=True)

    class Meta:
        verbose_name = "courriel groupé"
        verbose_name_plural = "courriels groupés"
        ordering: ClassVar = ["-sent_at"]

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d}: {self.count}"


class BulkMailRecipient(models.Model):
    """Somebody to whom a mail to many is still to be written; deleted with the writing."""

    mail = models.ForeignKey(BulkMail, on_delete=models.CASCADE, related_name="recipients")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="mails_to_come")

    class Meta:
        verbose_name = "destinataire d’un courriel groupé"
        verbose_name_plural = "destinataires d’un courriel groupé"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["mail", "volunteer"], name="volunteers_bulk_mail_once_each")]

    def __str__(self) -> str:
        return f"Destinataire {self.pk}"


class WaitingImport(models.Model):
    """The lines of a file between their dry run and the decision; deleted with either, or the next day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rows = models.JSONField("lignes", encoder=DjangoJSONEncoder)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField("reçu le")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"Import {str(self.id)[:8]}"


class VolunteerImport(WaitingImport):
    class Meta:
        verbose_name = "import de bénévoles"
        verbose_name_plural = "imports de bénévoles"


class DataExport(models.Model):
    """That somebody took data out: who, what list, when, how many lines."""

    kind = models.CharField("liste", max_length=40)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField("le")
    count = models.PositiveIntegerField("lignes")

    class Meta:
        verbose_name = "export de données"
        verbose_name_plural = "exports de données"
        ordering: ClassVar = ["-taken_at"]

    def __str__(self) -> str:
        return f"{self.kind}, {self.taken_at:%Y-%m-%d}: {self.count}"
