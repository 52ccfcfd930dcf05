"""What the form pack (templates/polaris/) asks of a form: what is required, and where its errors are."""

from dataclasses import dataclass

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput

register = template.Library()


@dataclass(frozen=True)
class ErrorLink:
    """One line of the error summary; `anchor` is the id of the input to mend, empty when there is none to go to."""

    anchor: str
    text: str


@register.filter
def is_marked_optional(field: BoundField) -> bool:
    """Whether the label says « facultatif »: not on a lone check box, nor where nothing is required (filters, searches).

    Nor on what another answer asks for (`data-asked-by`), which is required then.
    """
    if field.field.required or isinstance(field.field.widget, CheckboxInput) or "data-asked-by" in field.field.widget.attrs:
        return False
    return any(other.field.required for other in field.form.visible_fields())


@register.filter
def required_note(form: BaseForm) -> str:
    """The sentence that explains once, above the fields, which ones are required; empty where it would say nothing."""
    fields = form.visible_fields()
    required = [field for field in fields if field.field.required]
    if len(fields) < 2 or not required:
        return ""
    if len(required) == len(fields):
        return "Tous les champs sont obligatoires."
    return "Les champs sont obligatoires, sauf ceux marqués « facultatif »."


@register.filter
def first_input_id(field: BoundField) -> str:
    """The id of the input that a link to the field focuses: in a group of choices, the first one."""
    if not field.auto_id or field.is_hidden:
        return ""
    if field.use_fieldset and not isinstance(field.field.widget, FileInput):
        first: str = field.id_for_label or f"{field.auto_id}_0"
        return first
    return field.id_for_label or field.auto_id


@register.filter
def error_links(form: BaseForm) -> list[ErrorLink]:
    """Every error of the form, those of the whole first, then field by field in the order of the page."""
    links = [ErrorLink("", str(error)) for error in form.non_field_errors()]
    for field in form:
        # A label that is a question ends with its own mark.
        label = field.label if field.label.endswith(("?", ":", "!")) else f"{field.label}\u00a0:"
        links += [ErrorLink(first_input_id(field), f"{label} {error}") for error in field.errors]
    return links
