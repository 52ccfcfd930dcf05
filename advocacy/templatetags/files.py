"""The size of a stored file, which a template may not fail for."""

from django import template
from django.db.models.fields.files import FieldFile

register = template.Library()


@register.filter
def stored_size(file: FieldFile) -> int | None:
    """Bytes; None for a file that was not made, or is not there any more."""
    try:
        return file.size if file else None
    except FileNotFoundError:
        return None
