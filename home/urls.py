"""Addresses of this app, one list for each surface (public site, volunteer space, coordination)."""

from django.urls import URLPattern

public: list[URLPattern] = []
space: list[URLPattern] = []
coordination: list[URLPattern] = []
