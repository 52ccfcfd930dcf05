"""When a bénévole takes nothing new, and how much mail they want."""

from django import forms

from volunteers.forms.fields import DATE_INVALID
from volunteers.profiles import MailChoice


def day_field(label: str, *, help_text: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DATE_INVALID},
    )


class PauseForm(forms.Form):
    """From a day to another; without the first, from today; without the last, until they say."""

    since = day_field("À partir du", help_text="Vide\u00a0: à partir d’aujourd’hui.")
    until = day_field(
        "Jusqu’au",
        help_text="Ce jour compris. «\u00a0Pas avant mars\u00a0»\u00a0: le dernier jour de février. Vide\u00a0: sans date de fin.",
    )


class MailChoiceForm(forms.Form):
    mail_choice = forms.ChoiceField(
        label="Ce que vous recevez",
        choices=MailChoice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous recevez.", "invalid_choice": "Choisissez ce que vous recevez."},
    )
