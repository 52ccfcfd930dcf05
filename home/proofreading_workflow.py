"""The one workflow of the site, which migrations make: it names no model of ours."""

from typing import Any, Final

NAME: Final = "Relecture"
GROUP: Final = "coordination"


def set_up_proofreading(apps: Any) -> None:
    """Makes the one workflow of the site, for every page, answered by the coordination; that which Wagtail brings goes.

    Takes an app registry, a migration's or the real one, and may be called again.
    """
    workflows = apps.get_model("wagtailcore", "Workflow").objects
    tasks = apps.get_model("wagtailcore", "GroupApprovalTask").objects
    workflows.exclude(name=NAME).delete()
    tasks.exclude(name=NAME).delete()
    workflow, _ = workflows.get_or_create(name=NAME)
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtailcore", model="groupapprovaltask"
    )
    task, _ = tasks.get_or_create(name=NAME, defaults={"content_type": content_type})
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    task.groups.add(group)
    apps.get_model("wagtailcore", "WorkflowTask").objects.get_or_create(workflow=workflow, task_id=task.pk, defaults={"sort_order": 0})
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    if root is not None:
        apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(page=root, defaults={"workflow": workflow})
