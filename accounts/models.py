"""People who can sign in, and the mails that wait to leave."""

import uuid
from collections.abc import Collection
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.roles import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # Wagtail’s pictures, untyped, point to it
    """A person with an account: bénévole, employee, communication officer, treasurer. Signs in by e-mail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("adresse e-mail", max_length=254, unique=True)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80, blank=True)
    is_active = models.BooleanField("compte actif", default=True)
    is_staff = models.BooleanField("administration technique", default=False)
    date_joined = models.DateTimeField("inscription", default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "utilisateur·rice"
        verbose_name_plural = "utilisateur·rices"
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="accounts_user_email_unique", violation_error_message="Cette adresse e-mail est déjà utilisée."
            ),
        ]

    def __str__(self) -> str:
        # Wagtail and the history tables keep this text for good: it must not name a person.
        return f"Compte {str(self.id)[:8]}"

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(name) for name in self.groups.values_list("name", flat=True) if name in Role.values)

    def has_role(self, *roles: Role) -> bool:
        """True for a superuser, or when the user holds one of the roles."""
        return self.is_superuser or not self.roles.isdisjoint(roles)

    @property
    def is_team(self) -> bool:
        """Staff of any kind: those for whom multi-factor sign-in is mandatory."""
        return self.is_superuser or self.is_staff or bool(self.roles)


def users_with_role(roles: Collection[Role]) -> models.QuerySet[User]:
    """Active users holding one of the roles (superusers only when they are in its group)."""
    return User.objects.filter(is_active=True, groups__name__in=[role.value for role in roles]).distinct()


class OutgoingMail(models.Model):
    """A mail of the outbox. Once it has left, neither its recipient nor its words are kept (the demo excepted)."""

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        SENT = "sent", "Envoyé"
        GIVEN_UP = "given_up", "Abandonné"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField("clé", max_length=160, unique=True, null=True, blank=True)
    recipient = models.EmailField("destinataire", blank=True)
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("texte", blank=True)
    html = models.TextField("texte mis en page", blank=True)
    headers = models.JSONField("en-têtes", default=dict, blank=True)
    calendar = models.TextField("événement pour l’agenda", blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    created_at = models.DateTimeField("écrit le")
    next_attempt_at = models.DateTimeField("prochain essai")
    sent_at = models.DateTimeField("parti le", null=True, blank=True)
    last_error = models.CharField("dernière erreur", max_length=120, blank=True)

    class Meta:
        verbose_name = "courriel"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return f"Courriel {str(self.id)[:8]}"
