"""The forms of django-allauth, with our words: labels that say what is asked, no placeholder in their stead."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

EMAIL_ERRORS = {"required": "Indiquez votre adresse e-mail.", "invalid": "Cette adresse e-mail n’est pas complète : prenom@exemple.fr."}
PASSWORD_ERRORS = {"required": "Indiquez votre mot de passe."}
CODE_ERRORS = {"required": "Saisissez le code."}
LONG_ENOUGH_HINT = "12 caractères au moins. Une phrase de quelques mots convient très bien."
MAILED_CODE_HINT = "Huit lettres, dans le courriel que nous venons d’envoyer. Majuscules ou minuscules, avec ou sans tiret."


def reword(form: forms.BaseForm, name: str, label: str, *, hint: str = "", errors: dict[str, str] | None = None, **attrs: str) -> None:
    """Gives a field of allauth our label, hint, errors and attributes, and takes away its placeholder and help link."""
    field = form.fields[name]
    field.label = label
    field.help_text = hint
    field.error_messages.update(errors or {})
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "login", "Adresse e-mail", errors=EMAIL_ERRORS, autocomplete="username")
        reword(self, "password", "Mot de passe", errors=PASSWORD_ERRORS)

    def _setup_password_field(self) -> None:
        """Keeps the password, which allauth takes away when signing up asks for none: both ways of signing in are open."""


class RequestLoginCodeForm(account.RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "email", "Adresse e-mail", hint="Celle de votre compte : le code y arrive en une minute.", errors=EMAIL_ERRORS)


class ConfirmLoginCodeForm(account.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword_mailed_code(self)


class ConfirmEmailVerificationCodeForm(account.ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword_mailed_code(self)


class ConfirmPasswordResetCodeForm(account.ConfirmPasswordResetCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword_mailed_code(self)


def reword_mailed_code(form: forms.BaseForm) -> None:
    reword(
        form,
        "code",
        "Code reçu par courriel",
        hint=MAILED_CODE_HINT,
        errors=CODE_ERRORS,
        autocapitalize="characters",
        spellcheck="false",
    )


class AddEmailForm(account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = "Un code y sera envoyé ; l’adresse change quand vous l’avez saisi."
        reword(self, "email", "Nouvelle adresse e-mail", hint=hint, errors=EMAIL_ERRORS, autocomplete="email")


class NewPasswordMixin:
    """A new password is typed twice: it cannot be seen while it is typed."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "password1", "Nouveau mot de passe", hint=LONG_ENOUGH_HINT, errors=PASSWORD_ERRORS)  # type: ignore[arg-type]
        reword(self, "password2", "Le même, une seconde fois", errors=PASSWORD_ERRORS)  # type: ignore[arg-type]

    def clean(self) -> dict[str, Any]:
        # Said here rather than by allauth, whose sentence is not ours.
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}  # type: ignore[arg-type]
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "Les deux mots de passe ne sont pas les mêmes.")  # type: ignore[attr-defined]
        return cleaned


class ResetPasswordKeyForm(NewPasswordMixin, account.ResetPasswordKeyForm):
    pass


class SetPasswordForm(NewPasswordMixin, account.SetPasswordForm):
    pass


class ChangePasswordForm(NewPasswordMixin, account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "oldpassword", "Mot de passe actuel", errors=PASSWORD_ERRORS)


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "email", "Adresse e-mail", hint="Celle de votre compte : nous y envoyons un code.", errors=EMAIL_ERRORS)


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "password", "Mot de passe", errors=PASSWORD_ERRORS)


class AuthenticateForm(mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword_application_code(self)


class MFAReauthenticateForm(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword_application_code(self)


def reword_application_code(form: forms.BaseForm) -> None:
    hint = "Les six chiffres affichés par votre application, ou l’un de vos codes de secours."
    reword(form, "code", "Code de vérification", hint=hint, errors=CODE_ERRORS, inputmode="numeric")


class ActivateTOTPForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = "Les six chiffres que l’application affiche maintenant pour Polaris 14."
        reword(self, "code", "Code de vérification", hint=hint, errors=CODE_ERRORS, inputmode="numeric")


class AddWebAuthnForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "name", "Nom de la clé", hint="Pour la reconnaître : « Mon téléphone », « Clé du bureau ».", autocomplete="off")
        hint = "L’appareil demande alors un doigt, un visage ou un code PIN, et plus aucun mot de passe."
        reword(self, "passwordless", "Me connecter avec cette clé seule", hint=hint)


class EditWebAuthnForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, "name", "Nom de la clé", errors={"required": "Donnez un nom à cette clé."}, autocomplete="off")
