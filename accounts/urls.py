"""Addresses of this app, one list for each surface: signing in and one's account (`compte`), the sent mails (`demo`).

django-allauth's views under its own names, listed one by one: what is not offered here (phones, sign-up of its own,
links by mail) does not exist. Signing up is the bénévoles' form.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.core.signing import BadSignature, Signer
from django.urls import URLPattern, path, register_converter
from django.views.generic import RedirectView

from accounts import views


class SignedNumber:
    """A row's number with its signature: the number of the neighbouring row cannot be made from it."""

    regex = r"[0-9]+:[A-Za-z0-9_-]+"
    signer = Signer(salt="accounts.urls.SignedNumber")

    def to_python(self, value: str) -> int:
        try:
            return int(self.signer.unsign(value))
        except BadSignature:
            raise ValueError(value) from None

    def to_url(self, value: int) -> str:
        return self.signer.sign(str(value))


register_converter(SignedNumber, "signed_number")

compte: list[URLPattern] = [
    path("", RedirectView.as_view(pattern_name="account_email"), name="account_home"),
    path("login/", account.login, name="account_login"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", RedirectView.as_view(pattern_name="volunteer_sign_up"), name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("email/", account.email, name="account_email"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/confirm/", account.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    path("password/reset/complete/", account.complete_password_reset, name="account_complete_password_reset"),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_password_reset_completed"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("2fa/webauthn/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<signed_number:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("2fa/webauthn/keys/<signed_number:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("sessions/", usersessions.list_usersessions, name="usersessions_list"),
]

# Wagtail's own doors take unlimited guesses: these stand before them, under their names.
wagtail_doors: list[URLPattern] = [
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="wagtailadmin_login"),
    path("admin/logout/", account.logout, name="wagtailadmin_logout"),
    path("admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password"), name="wagtailadmin_password_reset"),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="wagtailcore_login"),
]

demo: list[URLPattern] = [
    path("courriels/", views.demo_mails, name="demo_mails"),
    path("courriels/<uuid:mail_id>/html/", views.demo_mail_html, name="demo_mail_html"),
]
