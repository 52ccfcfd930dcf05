"""Who may enter where. A role is a group of users; the groups are made by a migration."""

from django.db import models


class Role(models.TextChoices):
    """The value is the group's name. What each may open is in tests/test_access.py."""

    COORDINATOR = "coordination", "Coordination"
    TREASURER = "tresorerie", "Trésorerie"
    COMMUNICATION = "communication", "Communication"
