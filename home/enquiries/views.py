"""`/demandes/…`: the form of the public, and the page that says thank you."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import client_address
from accounts.limits import allow
from home.enquiries.forms import EnquiryForm
from home.enquiries.models import Audience
from home.enquiries.sending import send
from home.routing import serve_page

LIMIT_SECONDS: Final = 600
LIMIT_PER_ADDRESS: Final = 5
LIMIT_OVERALL: Final = 100
TOO_MANY: Final = (
    "Plusieurs demandes sont parties en peu de temps, et nous faisons une courte pause par sécurité. "
    "Ce que vous avez écrit est gardé ci-dessous : envoyez à nouveau dans dix minutes."
)
TITLES: Final[dict[Audience, tuple[str, str]]] = {
    Audience.COMPANIES: ("Entreprises", "Parlons de votre projet"),
    Audience.PROFESSIONALS: ("Professionnel·les de l’accueil", "Orienter vers le programme"),
    Audience.EVERYBODY: ("Contact", "Nous écrire"),
}


def find_audience(value: str) -> Audience:
    try:
        return Audience(value)
    except ValueError:
        raise Http404 from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_form(request: HttpRequest, audience: str) -> HttpResponse:
    """The form alone; pages of the site show it among their words, and send it here."""
    chosen = find_audience(audience)
    if request.method != "POST":
        return _show(request, EnquiryForm(audience=chosen))
    form = EnquiryForm(request.POST, audience=chosen)
    if not form.is_valid():
        return _show(request, form)
    if not _may_go_on(request):
        return _show(request, form, problem=TOO_MANY, status=429)
    send(form.words, audience=chosen, topic=form.chosen_topic, form_token=form.token, now=timezone.now())
    return redirect("enquiry_thanks", chosen.value)


@never_cache
@require_safe
def enquiry_thanks(request: HttpRequest, audience: str) -> HttpResponse:
    """Where everybody is sent who sent a form: what happens next, and nothing of the person."""
    eyebrow, _ = TITLES[find_audience(audience)]
    return render(request, "home/enquiries/thanks.html", {"eyebrow": eyebrow})


def contact(request: HttpRequest) -> HttpResponse:
    """`/contact/`, which every footer links to: the page that the officer wrote there, or the form alone until there is one."""
    try:
        return serve_page(request, "contact/")
    except Http404:
        return enquiry_form(request, Audience.EVERYBODY.value)


def _may_go_on(request: HttpRequest) -> bool:
    return allow(f"enquiry:{client_address(request)}", limit=LIMIT_PER_ADDRESS, seconds=LIMIT_SECONDS) and allow(
        "enquiry", limit=LIMIT_OVERALL, seconds=LIMIT_SECONDS
    )


def _show(request: HttpRequest, form: EnquiryForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    eyebrow, title = TITLES[form.audience]
    context = {"form": form, "problem": problem, "eyebrow": eyebrow, "title": title}
    return render(request, "home/enquiries/enquiry_form.html", context, status=status)
