"""Mails to people: written as rows with the change that causes them, sent by the worker."""

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def write_mail(template: str, *, to: str, subject: str, context: Mapping[str, Any]) -> None:
    """Puts in the outbox a mail made from `emails/<template>.txt` and `.html`. The subject holds no personal data."""
    message = EmailMultiAlternatives(subject, render_to_string(f"emails/{template}.txt", dict(context)), to=[to])
    message.attach_alternative(render_to_string(f"emails/{template}.html", dict(context)), "text/html")
    message.send()
