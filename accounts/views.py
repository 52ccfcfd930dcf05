"""The mails of the demo. Everything about signing in is django-allauth's."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.models import OutgoingMail

SHOWN = 50


@require_safe
@never_cache
def demo_mails(request: HttpRequest) -> HttpResponse:
    """The last mails written by the site, whether the worker has sent them or not."""
    mails = OutgoingMail.objects.exclude(text="").order_by("-created_at")[:SHOWN]
    return render(request, "account/demo_mails.html", {"mails": mails})


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_replace({"sandbox": ["allow-popups"], "script-src": ["'none'"], "style-src": ["'unsafe-inline'"]})
def demo_mail_html(request: HttpRequest, mail_id: str) -> HttpResponse:
    """One mail as a mail reader lays it out. Its styles are inline, as mails' must be: nothing runs on this page."""
    return HttpResponse(get_object_or_404(OutgoingMail, pk=mail_id).html)
