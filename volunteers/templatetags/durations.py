"""`{% load durations %}`: minutes as people say them."""

from django import template

from volunteers.onboarding import duration

register = template.Library()

register.filter("duration", duration)
