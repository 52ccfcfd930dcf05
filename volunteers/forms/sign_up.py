"""The sign-up of a bénévole in three short steps, and django-allauth's form that ends it."""

from typing import Any, ClassVar, Final

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from volunteers import consents, sign_ups
from volunteers.forms.fields import FreeSlotsField, MissionsField, NameField, SpokenLanguagesField, TopicsField
from volunteers.models import Consent, Topic
from volunteers.profiles import AREAS, AgeBand, Gender, Source
from volunteers.shared_fields import PHONE

UNDER_SIXTEEN: Final = "under"
TOO_YOUNG: Final = (
    "Merci de vouloir aider ! Nos missions commencent à 16 ans : nous n’avons rien gardé de ce que vous avez écrit. "
    "En attendant, lire nos contenus et en parler autour de vous est déjà utile."
)
TOPIC_FIELDS: Final = ("skills", "sectors", "interests")
NO_ANSWER: Final = ("", "Sans réponse")


class WhoForm(forms.Form):
    title: ClassVar = "qui vous êtes"

    first_name = NameField(label="Prénom", autocomplete="given-name", error_messages={"required": "Indiquez votre prénom."})
    last_name = NameField(label="Nom", autocomplete="family-name", error_messages={"required": "Indiquez votre nom."})
    email = forms.EmailField(
        label="Adresse e-mail",
        max_length=254,
        help_text="Nous y envoyons un code à la fin, ou un lien si vous vous arrêtez en route.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Indiquez votre adresse e-mail.",
            "invalid": "Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.fr.",
        },
    )
    phone = forms.CharField(
        label="Téléphone",
        required=False,
        validators=[PHONE],
        help_text="L’équipe seule le voit.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "maxlength": "30"}),
    )
    age_band = forms.ChoiceField(
        label="Votre âge",
        choices=[(UNDER_SIXTEEN, "Moins de 16 ans"), *AgeBand.choices],
        widget=forms.RadioSelect,
        error_messages={"required": "Indiquez votre âge."},
    )

    def clean_email(self) -> str:
        email: str = get_adapter().clean_email(self.cleaned_data["email"].lower())
        return email

    def clean_age_band(self) -> str:
        age_band: str = self.cleaned_data["age_band"]
        if age_band == UNDER_SIXTEEN:
            raise ValidationError(TOO_YOUNG, code=UNDER_SIXTEEN)
        return age_band


class WhatForm(forms.Form):
    title: ClassVar = "quoi et quand"

    missions = MissionsField(label="Missions qui vous attirent", help_text="Une ou plusieurs. Vous pourrez en changer quand vous voudrez.")
    languages = SpokenLanguagesField(label="Langues que vous parlez")
    free_slots = FreeSlotsField(label="Quand vous êtes libre, en général")
    area = forms.ChoiceField(
        label="Où vous habitez", choices=[("", "Choisir…"), *AREAS], error_messages={"required": "Indiquez où vous habitez."}
    )


class TopicsForm(forms.Form):
    """What somebody can do, where they work, what they like; lists that offer nothing are not asked."""

    skills = TopicsField(Topic.Kind.SKILL, label="Ce que vous savez faire")
    sectors = TopicsField(Topic.Kind.SECTOR, label="Où vous travaillez ou étudiez")
    interests = TopicsField(Topic.Kind.INTEREST, label="Ce que vous aimez")
    gender = forms.ChoiceField(
        label="Vous êtes",
        required=False,
        choices=[NO_ANSWER, *Gender.choices],
        help_text="Ne sert qu’à respecter les souhaits des personnes quand nous formons un binôme.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TOPIC_FIELDS:
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]


class AboutForm(TopicsForm):
    title: ClassVar = "un peu plus sur vous"

    motivation = forms.CharField(
        label="Pourquoi Polaris 14",
        required=False,
        max_length=600,
        help_text="En deux ou trois phrases.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Écrivez-le plus court : 600 signes au plus."},
    )
    heard_through = forms.ChoiceField(label="Comment vous nous avez connus", required=False, choices=[NO_ANSWER, *Source.choices])
    parent_agrees = forms.BooleanField(
        label=consents.WORDS[Consent.Kind.PARENT],
        help_text="L’équipe vous demandera leur accord écrit avant la première mission.",
        error_messages={"required": "Avant 18 ans, il nous faut l’accord d’un parent."},
    )
    accepts_privacy = forms.BooleanField(
        label=consents.WORDS[Consent.Kind.PRIVACY],
        help_text=consents.PRIVACY_HINT,
        error_messages={"required": "Sans votre accord, nous ne pouvons pas garder votre inscription."},
    )
    accepts_picture = forms.BooleanField(label=consents.WORDS[Consent.Kind.PICTURE], required=False)

    def __init__(self, *args: Any, is_minor: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_minor:
            del self.fields["parent_agrees"]


CONSENT_FIELDS: Final = {
    "parent_agrees": Consent.Kind.PARENT,
    "accepts_privacy": Consent.Kind.PRIVACY,
    "accepts_picture": Consent.Kind.PICTURE,
}


def answers_of(cleaned: dict[str, Any]) -> sign_ups.Answers:
    """What the three steps say together."""
    same = ("missions", "languages", "free_slots", "phone", "age_band", "area", "gender", "motivation", "heard_through")
    return sign_ups.Answers(
        **{name: cleaned[name] for name in same},
        topics=[topic for name in TOPIC_FIELDS for topic in cleaned.get(name, [])],
        agreed=[kind for name, kind in CONSENT_FIELDS.items() if cleaned.get(name)],
    )


class SignUpForm(SignupForm):
    """Makes a user without a password and their volunteer file, from the answers of the three steps."""

    first_name = NameField(autocomplete="given-name")
    last_name = NameField(autocomplete="family-name")

    def __init__(self, *args: Any, answers: sign_ups.Answers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by django-allauth once the user is saved."""
        sign_ups.register(user, self.answers, now=timezone.now())

    def save(self, request: HttpRequest) -> User:
        with transaction.atomic():
            return super().save(request)

    def try_save(self, request: HttpRequest) -> Any:
        try:
            return super().try_save(request)
        except IntegrityError:
            # Somebody signed up with this address since the form was checked: the same answer as for any known address.
            self.account_already_exists = True
            return super().try_save(request)
