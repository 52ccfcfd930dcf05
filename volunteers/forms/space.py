"""What a bénévole fills in their space."""

from typing import Any, Final, cast

from django import forms
from django.db.models import Q

from volunteers.forms.fields import MissionsField, NameField
from volunteers.forms.sign_up import TOPIC_FIELDS, TopicsForm, WhatForm
from volunteers.models import Mission, Volunteer
from volunteers.own_profile import Profile
from volunteers.profiles import Gender
from volunteers.shared_fields import PHONE, WholeNumberField

PLAIN: Final = ("phone", "area", "gender", "availability_note", "pairings_most", "wished_gender")
MOST_PAIRINGS: Final = 5


class ProfileForm(WhatForm, TopicsForm):
    """The same questions as the sign-up, with what is known filled in."""

    first_name = NameField(label="Prénom", autocomplete="given-name", error_messages={"required": "Indiquez votre prénom."})
    last_name = NameField(label="Nom", autocomplete="family-name", error_messages={"required": "Indiquez votre nom."})
    phone = forms.CharField(
        label="Téléphone",
        required=False,
        validators=[PHONE],
        help_text="Pour vous joindre le jour d’une activité. L’équipe seule le voit.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "maxlength": "30"}),
    )
    availability_note = forms.CharField(
        label="À savoir sur vos disponibilités",
        required=False,
        max_length=200,
        help_text="Par exemple\u00a0: deux mardis par mois.",
        error_messages={"max_length": "Écrivez-le plus court\u00a0: 200 signes au plus."},
    )

    pairings_most = WholeNumberField(
        label="Binômes à la fois, au plus",
        lowest=0,
        highest=MOST_PAIRINGS,
        help_text="Si vous accompagnez des personnes\u00a0: nous ne vous en proposons pas davantage. Zéro\u00a0: aucun en ce moment.",
    )
    wished_gender = forms.ChoiceField(
        label="Vous préférez accompagner",
        required=False,
        choices=[("", "Peu importe"), (Gender.WOMAN, "Une femme"), (Gender.MAN, "Un homme")],
        help_text="Sert à chercher un binôme, et à rien d’autre. L’équipe seule le voit.",
    )

    field_order = (
        *("first_name", "last_name", "phone", "area", "missions", "languages", "free_slots", "availability_note"),
        *TOPIC_FIELDS,
        *("gender", "pairings_most", "wished_gender"),
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        topics = list(volunteer.topics.values_list("pk", flat=True))
        kwargs["initial"] = {
            "first_name": volunteer.user.first_name,
            "last_name": volunteer.user.last_name,
            **{name: getattr(volunteer, name) for name in PLAIN},
            "languages": dict(volunteer.languages.values_list("code", "level")),
            "free_slots": [f"{weekday}-{half_day}" for weekday, half_day in volunteer.free_slots.values_list("weekday", "half_day")],
            "missions": list(volunteer.missions.values_list("pk", flat=True)),
            # Each list ticks what it offers of them.
            **dict.fromkeys(TOPIC_FIELDS, topics),
        }
        super().__init__(*args, **kwargs)
        # Who signed up before it was asked is not stopped by it.
        self.fields["area"].required = False
        missions = cast("MissionsField", self.fields["missions"])
        # A mission that closed stays with those who had chosen it.
        missions.queryset = Mission.objects.filter(Q(is_open=True) | Q(volunteers=volunteer)).distinct()

    def profile(self) -> Profile:
        cleaned = self.cleaned_data
        same = ("first_name", "last_name", *PLAIN, "languages", "free_slots", "missions")
        return Profile(
            **{name: cleaned[name] for name in same},
            topics=[topic for name in TOPIC_FIELDS for topic in cleaned.get(name, [])],
        )
