"""What the communication officer may do in the content admin. Nobody else enters it, superusers aside.

The content admin holds no volunteer, participant, donor or gift; venues are the coordination's, since meeting places of
outings are told to bénévoles only.
"""

from typing import Any, Final

COMMUNICATION: Final = "communication"
# The groups that Wagtail brings: here a role is a group made by accounts, and there are no others.
FOREIGN_GROUPS: Final = ("Editors", "Moderators")

EDIT: Final = ("add", "change", "delete", "view")
MODELS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("wagtailadmin", "admin"): ("access",),
    ("home", "associationsettings"): ("change",),
    ("home", "partner"): EDIT,
    ("advocacy", "glossaryterm"): EDIT,
    ("advocacy", "subject"): EDIT,
    ("advocacy", "series"): EDIT,
    # Withdrawn rather than deleted, as testimonies.
    ("home", "consent"): ("add", "change", "view"),
    ("advocacy", "recommendation"): EDIT,
    ("advocacy", "theoryofchange"): EDIT,
    # Withdrawn rather than deleted: versions say that it was.
    ("advocacy", "testimony"): ("add", "change", "view"),
    ("wagtailredirects", "redirect"): EDIT,
}
PAGES: Final = ("add", "change", "publish", "bulk_delete", "lock", "unlock")
COLLECTIONS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("wagtailimages", "image"): ("add", "change", "choose"),
    ("wagtaildocs", "document"): ("add", "change", "choose"),
}


def grant_to_communication(apps: Any) -> None:
    """Gives the group its rights on pages, images, documents, glossary, recommendations, partners and settings.

    Takes an app registry, a migration's or the real one, and may be called again: it adds what is missing. Permissions
    that Django would only create after the migrations are created here, under the names it would give them.
    """
    groups = apps.get_model("auth", "Group").objects
    group, _ = groups.get_or_create(name=COMMUNICATION)
    groups.filter(name__in=FOREIGN_GROUPS).delete()
    for (app, model), actions in MODELS.items():
        group.permissions.add(*(_permission(apps, app, model, action) for action in actions))
    page = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    if page is not None:
        for action in PAGES:
            permission = _permission(apps, "wagtailcore", "page", action)
            apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(group=group, page=page, permission=permission)
    collection = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    if collection is not None:
        for (app, model), actions in COLLECTIONS.items():
            for action in actions:
                permission = _permission(apps, app, model, action)
                apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                    group=group, collection=collection, permission=permission
                )


def _permission(apps: Any, app: str, model: str, action: str) -> Any:
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {model}"}
    )
    return permission
