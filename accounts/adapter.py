"""How django-allauth is fitted to this site: who goes where after signing in, its mails, its secrets, its sentences."""

import time
from typing import Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.addresses import client_address
from accounts.keys import decrypt, encrypt
from accounts.models import User
from accounts.outbox import write_mail
from accounts.roles import Role

MFA_FIELD: Final = "mfa_authenticator.data"

SUBJECTS: Final = {
    "account_already_exists": "Vous avez déjà un compte",
    "closed_account": "Votre compte est fermé",
    "email_changed": "Votre adresse e-mail a changé",
    "email_confirm": "Votre adresse e-mail est confirmée",
    "email_confirmation": "Votre code de confirmation",
    "email_confirmation_signup": "Votre code de confirmation",
    "email_deleted": "Une adresse e-mail a été retirée de votre compte",
    "login_code": "Votre code de connexion",
    "password_changed": "Votre mot de passe a changé",
    "password_reset": "Votre mot de passe a changé",
    "password_reset_code": "Votre code pour changer de mot de passe",
    "password_set": "Votre compte a maintenant un mot de passe",
    "recovery_codes_generated": "De nouveaux codes de secours ont été créés",
    "totp_activated": "La double authentification est activée",
    "totp_deactivated": "L’application d’authentification a été retirée",
    "unknown_account": "Aucun compte à cette adresse",
    "webauthn_added": "Une clé d’accès a été ajoutée",
    "webauthn_removed": "Une clé d’accès a été retirée",
}
"""The mails that allauth asks for, by the last part of its template's name. They live in templates/emails/accounts/."""

ABOUT_NOBODY: Final = ("unknown_account", "account_already_exists")

REAUTHENTICATION_WAYS: Final = {
    "reauthenticate": "Avec mon mot de passe",
    "mfa_reauthenticate": "Avec mon application d’authentification ou un code de secours",
    "mfa_reauthenticate:webauthn": "Avec ma clé d’accès",
}


def start_page(user: User) -> str:
    """Where somebody lands after signing in: their own start page."""
    if user.has_role(Role.COORDINATOR, Role.TREASURER):
        return reverse("coordination_home")
    if user.has_role(Role.COMMUNICATION):
        return reverse("wagtailadmin_home")
    return reverse("space_home")


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est fermé.",
        "duplicate_email": "C’est déjà l’adresse de votre compte.",
        "email_password_mismatch": "L’adresse e-mail ou le mot de passe est incorrect.",
        "email_taken": "Cette adresse e-mail est déjà utilisée.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_code": "Ce code est incorrect. Vérifiez-le, ou demandez-en un autre.",
        "incorrect_password": "Ce mot de passe est incorrect.",
        "invalid_login": "La connexion n’a pas abouti. Recommencez.",
        "same_as_current": "C’est la même adresse qu’avant : indiquez-en une autre.",
        "too_many_login_attempts": "Trop d’essais. Demandez un nouveau code, ou attendez quelques minutes.",
        "rate_limited": "Trop de demandes en peu de temps. Attendez quelques instants avant de recommencer.",
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return start_page(request.user)  # type: ignore[arg-type]

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_safe_url(self, url: str | None) -> bool:
        # Only paths of this site: allauth would also accept every host of ALLOWED_HOSTS.
        return bool(url) and str(url).startswith("/") and super().is_safe_url(url)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        name = template_prefix.rpartition("/")[2]
        # Said in the mailbox alone: the page answers as for any address.
        if name in ABOUT_NOBODY and User.objects.filter(email__iexact=email, is_active=False).exists():
            name = "closed_account"
        write_mail(f"accounts/{name}", to=email, subject=SUBJECTS[name], context={**context, "email": email})

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        return [{**method, "description": REAUTHENTICATION_WAYS[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Asks again for the password or the second factor, unless the person has just signed in with them."""
        request = allauth_context.request
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": "La double authentification protège ce compte : l’adresse ne peut pas être changée ainsi.",
        "cannot_delete_authenticator": "La double authentification ne peut pas être retirée.",
        "cannot_generate_recovery_codes": "Activez d’abord la double authentification : les codes de secours viennent ensuite.",
        "incorrect_code": "Ce code est incorrect.",
        "unverified_email": "Confirmez d’abord votre adresse e-mail.",
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text, field=MFA_FIELD)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text, field=MFA_FIELD)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 allauth's own name
        return f"Clé {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Polaris 14"}
