"""`{% load dates %}`: the wording of home/dates.py in templates."""

from django import template

from home import dates

register = template.Library()

register.filter("day", dates.day)
register.filter("full_day", dates.full_day)
register.filter("short_day", dates.short_day)
register.filter("month", dates.month)
register.filter("clock", dates.clock)
register.simple_tag(dates.time_span)
register.simple_tag(dates.day_and_times)
