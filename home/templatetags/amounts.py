"""`{% load amounts %}`: the wording of home/amounts.py in templates."""

from django import template

from home.amounts import show_euros

register = template.Library()

register.filter("short_euros", show_euros)
