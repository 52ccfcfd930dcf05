"""Addresses made of names, told apart from those that are taken."""

from collections.abc import Collection
from itertools import chain, count
from typing import Any

from django.db import models
from django.utils.text import slugify

from home.search_text import fold


def free_slug(model: type[models.Model], name: str, *, fallback: str, length: int = 120, reserved: Collection[str] = ()) -> str:
    """The name as a part of an address, of `length` characters at most; with a number when it is `reserved` or another row has it."""
    base = slugify(fold(name))[: length - 4] or fallback
    rows: Any = model._default_manager
    taken = {*reserved, *rows.filter(slug__startswith=base).values_list("slug", flat=True)}
    others = (f"{base}-{number}" for number in count(2))
    return next(slug for slug in chain([base], others) if slug not in taken)
