"""The way in for a bénévole to be."""

from allauth.account.views import SignupView

from volunteers.forms.sign_up import SignUpForm


class SignUpView(SignupView):
    """`/benevoles/inscription/`: django-allauth's own view, for its limits, its silence on known addresses and its codes."""

    template_name = "volunteers/sign_up.html"
    form_class = SignUpForm


sign_up = SignUpView.as_view()
