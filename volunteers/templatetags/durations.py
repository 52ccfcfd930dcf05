"""`{% load durations %}`: minutes as people say them."""

from django import template

from home.dates import duration

register = template.Library()

register.filter("duration", duration)
