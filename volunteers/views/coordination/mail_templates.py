"""Texts that the coordination sends again and again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.roles import Role
from volunteers.forms.bulk_mails import MailTemplateForm
from volunteers.models import MailTemplate


@role_required(Role.COORDINATOR)
@require_safe
def mail_templates(request: HttpRequest) -> HttpResponse:
    return render(request, "volunteers/coordination/mail_templates.html", {"templates": MailTemplate.objects.all()})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_mail_template(request: HttpRequest) -> HttpResponse:
    return _edit(request, MailTemplate(), is_new=True)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def mail_template(request: HttpRequest, template_id: UUID) -> HttpResponse:
    return _edit(request, get_object_or_404(MailTemplate, pk=template_id), is_new=False)


def _edit(request: HttpRequest, found: MailTemplate, *, is_new: bool) -> HttpResponse:
    # What is typed goes into the instance: the title of the page is what is kept.
    title = found.title or "Nouveau modèle"
    form = MailTemplateForm(request.POST or None, instance=found)
    if form.is_valid():
        saved = form.save()
        messages.success(request, f"Le modèle «\u00a0{saved}\u00a0» est enregistré.")
        return redirect("coordination_mail_templates")
    context = {"form": form, "title": title, "template_id": None if is_new else found.pk}
    return render(request, "volunteers/coordination/mail_template.html", context)


@role_required(Role.COORDINATOR)
@require_POST
def delete_mail_template(request: HttpRequest, template_id: UUID) -> HttpResponse:
    get_object_or_404(MailTemplate, pk=template_id).delete()
    messages.success(request, "Le modèle est supprimé.")
    return redirect("coordination_mail_templates")
