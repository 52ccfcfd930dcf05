"""Addresses of this app, one list for each surface (public site, volunteer space, coordination)."""

from django.urls import URLPattern, path

from home import start_pages

public: list[URLPattern] = []
space: list[URLPattern] = [path("", start_pages.space_home, name="space_home")]
coordination: list[URLPattern] = [path("", start_pages.coordination_home, name="coordination_home")]
