"""What a bénévole fills in their space."""

from typing import Any, cast

from django import forms
from django.db.models import Q

from volunteers.forms.fields import LanguagesField, MissionsField, NameField
from volunteers.models import Mission, Volunteer
from volunteers.shared_fields import PHONE


class ProfileForm(forms.Form):
    first_name = NameField(label="Prénom", autocomplete="given-name", error_messages={"required": "Indiquez votre prénom."})
    last_name = NameField(label="Nom", autocomplete="family-name", error_messages={"required": "Indiquez votre nom."})
    phone = forms.CharField(
        label="Téléphone",
        required=False,
        validators=[PHONE],
        help_text="Pour vous joindre le jour d’une activité. L’équipe seule le voit.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "maxlength": "30"}),
    )
    languages = LanguagesField(label="Langues que vous parlez", help_text="Assez bien pour tenir une conversation.")
    missions = MissionsField(label="Missions souhaitées")

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "first_name": volunteer.user.first_name,
            "last_name": volunteer.user.last_name,
            "phone": volunteer.phone,
            "languages": list(volunteer.languages.values_list("code", flat=True)),
            "missions": list(volunteer.missions.values_list("pk", flat=True)),
        }
        super().__init__(*args, **kwargs)
        missions = cast("MissionsField", self.fields["missions"])
        # A mission that closed stays with those who had chosen it.
        missions.queryset = Mission.objects.filter(Q(is_open=True) | Q(volunteers=volunteer)).distinct()
