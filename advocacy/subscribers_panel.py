"""On the officer's start page: how many people the mails reach. A count, never an address."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from advocacy.models import Subscriber


class SubscribersPanel(Component):
    name = "subscribers"
    template_name = "advocacy/admin/subscribers.html"
    order = 240

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"count": Subscriber.objects.confirmed().count()}
