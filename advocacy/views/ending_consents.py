"""The officer's screen that takes back somebody's consent."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from advocacy.consents import covered_by, pages_around, withdraw
from advocacy.forms import WithdrawalForm
from home.consents import Consent


@require_admin_access
@permission_required("home.change_consent", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_consent(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Says what will be deleted, and asks; then it is."""
    consent = get_object_or_404(Consent, pk=consent_id)
    back = redirect("wagtailsnippets_home_consent:list")
    if consent.is_over:
        messages.info(request, f"L’accord {consent.reference} est déjà terminé\u00a0: il ne couvre plus rien.")
        return back
    form = WithdrawalForm(request.POST or None, consent=consent)
    if request.method == "POST" and form.is_valid():
        withdraw(consent, at=timezone.now(), channels=form.taken_back())
        messages.success(request, f"C’est fait\u00a0: ce que l’accord {consent.reference} ne permet plus est effacé partout.")
        return back
    covered = covered_by(consent)
    context = {"consent": consent, "form": form, "covered": covered, "around": pages_around(covered)}
    return render(request, "advocacy/admin/withdraw_consent.html", context)
