"""Before something that cannot be undone, a person says again who they are: password, second factor or a new mailed code."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode


def is_proof_due(request: HttpRequest) -> bool:
    """Whether the last sign-in or confirmation is older than the delay of re-authentication."""
    records = get_authentication_records(request, request.user)
    return not records or time.time() - records[-1]["at"] >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def ask_for_proof(request: HttpRequest, *, then: str) -> HttpResponse:
    """Sends the person to confirm who they are, and back to `then`, a path of this site.

    Whoever has neither password nor second factor signs in anew, by a mailed code: django-allauth would ask them for nothing.
    """
    flows = get_reauthentication_flows(request.user)
    if flows:
        way = reverse("account_reauthenticate" if flows[0]["id"] == "reauthenticate" else "mfa_reauthenticate")
    else:
        logout(request)
        way = reverse("account_request_login_code")
    return redirect(f"{way}?{urlencode({REDIRECT_FIELD_NAME: then})}")
