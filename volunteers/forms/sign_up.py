"""The sign-up of a bénévole: django-allauth's form with our questions."""

from typing import Any, Final

from allauth.account.forms import SignupForm
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from volunteers import consents, onboarding
from volunteers.forms.fields import MissionsField, NameField
from volunteers.models import Consent


class SignUpForm(SignupForm):
    """Makes a user without a password and their volunteer file. Fields it does not name change nothing."""

    first_name = NameField(label="Prénom", autocomplete="given-name", error_messages={"required": "Indiquez votre prénom."})
    last_name = NameField(label="Nom", autocomplete="family-name", error_messages={"required": "Indiquez votre nom."})
    missions = MissionsField(label="Missions qui vous attirent", help_text="Une ou plusieurs. Vous pourrez en changer quand vous voudrez.")
    is_adult = forms.BooleanField(
        label=consents.WORDS[Consent.Kind.ADULT],
        error_messages={"required": "Nos missions sont ouvertes aux personnes majeures : cochez la case si c’est votre cas."},
    )
    accepts_privacy = forms.BooleanField(
        label=consents.WORDS[Consent.Kind.PRIVACY],
        help_text=consents.PRIVACY_HINT,
        error_messages={"required": "Sans votre accord, nous ne pouvons pas garder votre inscription."},
    )

    field_order: Final = ["first_name", "last_name", "email", "missions", "is_adult", "accepts_privacy"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = "Adresse e-mail"
        email.help_text = "Nous y envoyons tout de suite un code à recopier."
        email.widget.attrs.pop("placeholder", None)
        email.error_messages |= {
            "required": "Indiquez votre adresse e-mail.",
            "invalid": "Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.fr.",
        }

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by django-allauth once the user is saved."""
        onboarding.register(user, missions=self.cleaned_data["missions"], now=timezone.now())

    def save(self, request: HttpRequest) -> User:
        with transaction.atomic():
            return super().save(request)

    def try_save(self, request: HttpRequest) -> Any:
        try:
            return super().try_save(request)
        except IntegrityError:
            # Somebody signed up with this address since the form was checked: the same answer as for any known address.
            self.account_already_exists = True
            return super().try_save(request)
