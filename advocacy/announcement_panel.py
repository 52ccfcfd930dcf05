"""In an item's form: whether it was announced to the subscribers, or what its publication will do."""

from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel


class AnnouncementPanel(Panel):
    """Counts, never an address."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "advocacy/admin/announcement.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            item = self.instance
            return {
                **context,
                "announcement": item.find_announcement(),
                "is_wanted": item.announce,
                "may_be_announced": item.may_be_announced(timezone.localdate()),
                "is_private": bool(item.pk) and item.get_view_restrictions().exists(),
                "subscriber_count": item.count_subscribers(),
            }
