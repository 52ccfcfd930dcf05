"""The way in for a bénévole to be."""

from typing import Any

from allauth.account.views import SignupView

from volunteers.forms.sign_up import SignUpForm
from volunteers.models import Mission


class SignUpView(SignupView):
    """`/benevoles/inscription/`: django-allauth's own view, for its limits, its silence on known addresses and its codes."""

    template_name = "volunteers/sign_up.html"
    form_class = SignUpForm

    def get_initial(self) -> dict[str, Any]:
        """`?mission=` ticks the mission whose page was read."""
        initial: dict[str, Any] = super().get_initial()
        wished = Mission.objects.open().filter(slug=self.request.GET.get("mission", ""))
        return {**initial, "missions": wished}


sign_up = SignUpView.as_view()
