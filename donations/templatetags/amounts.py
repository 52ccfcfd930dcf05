"""`{% load amounts %}`: the wording of donations/amounts.py in templates."""

from django import template

from donations.amounts import show_euros

register = template.Library()

register.filter("short_euros", show_euros)
