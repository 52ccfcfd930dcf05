"""Addresses of this app: the sent mails, shown in the demo only. Sign-in itself is django-allauth's, under /compte/."""

from django.urls import URLPattern

demo: list[URLPattern] = []
