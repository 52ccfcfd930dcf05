"""The form of the public, one for each audience."""

import uuid
from datetime import timedelta
from typing import Any, Final, cast

from django import forms
from django.core.signing import BadSignature, TimestampSigner

from home.detail_warning import DetailWarningForm
from home.enquiries.models import TOPICS, Audience, Topic, Words
from home.identifying_details import EVERY_KIND, DetailKind
from volunteers.shared_fields import PHONE, WholeNumberField

# People see no such field; robots fill it.
TRAP: Final = "adresse_du_site"
# Nobody reads, writes and sends faster.
SHORTEST: Final = timedelta(seconds=3)
LONGEST: Final = timedelta(days=1)
MESSAGE_LENGTH: Final = 3000
SIGNED_FOR: Final = "home.enquiries.form"

FIELDS: Final[dict[Audience, tuple[str, ...]]] = {
    Audience.COMPANIES: ("topic", "organisation", "name", "role", "email", "phone", "people", "period", "place", "message"),
    Audience.PROFESSIONALS: ("topic", "organisation", "name", "role", "email", "phone", "people", "message"),
    Audience.EVERYBODY: ("topic", "name", "email", "phone", "message"),
}
LABELS: Final[dict[tuple[Audience, str], tuple[str, str]]] = {
    (Audience.COMPANIES, "organisation"): ("Votre entreprise", ""),
    (Audience.COMPANIES, "people"): ("Combien de personnes chez vous ?", "Salarié·es qui prendraient part, à peu près."),
    (Audience.COMPANIES, "message"): ("Ce que vous imaginez", "Même à grands traits : nous préciserons ensemble."),
    (Audience.PROFESSIONALS, "organisation"): ("Votre structure", "Centre d’accueil, association, mission locale…"),
    (Audience.PROFESSIONALS, "people"): ("Combien de personnes seraient intéressées ?", "Leur nombre suffit."),
    (Audience.PROFESSIONALS, "message"): (
        "Votre message, sans rien qui désigne une personne",
        "Ni nom, ni nationalité, ni étape de la procédure, ni numéro, ni contact : nous recueillons auprès d’elle le peu nécessaire.",
    ),
    (Audience.EVERYBODY, "message"): ("Votre message", "Ne nommez aucune personne accompagnée."),
}
# A referral may hold nothing that leads to the person; elsewhere a sender may well give a second address or number.
WATCHED: Final[dict[Audience, tuple[DetailKind, ...]]] = {
    Audience.COMPANIES: (DetailKind.FOREIGNER_NUMBER,),
    Audience.PROFESSIONALS: EVERY_KIND,
    Audience.EVERYBODY: (DetailKind.FOREIGNER_NUMBER,),
}


def text_field(label: str, length: int, required: str = "", autocomplete: str = "off", **options: Any) -> forms.CharField:
    """A line of text; without a `required` sentence it is optional."""
    messages = {"required": required, "max_length": f"Écrivez-le plus court : {length} signes au plus."}
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=length, required=bool(required), error_messages=messages, widget=widget, **options)


class EnquiryForm(DetailWarningForm):
    """What the public fills. After `is_valid()`: `words`, `chosen_topic` and `token`."""

    form_token = forms.CharField(required=False, widget=forms.HiddenInput)
    topic = forms.ChoiceField(
        label="Votre demande porte sur", widget=forms.RadioSelect, error_messages={"required": "Choisissez un sujet."}
    )
    organisation = text_field("Votre structure", 120, "Dites-nous pour quelle structure vous écrivez.", "organization")
    name = text_field("Votre nom", 120, "Indiquez votre nom : nous saurons à qui répondre.", "name")
    role = text_field("Votre fonction", 120, autocomplete="organization-title")
    email = forms.EmailField(
        label="Votre adresse e-mail",
        help_text="Notre réponse y arrivera.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Écrivez votre adresse e-mail : notre réponse y sera envoyée.",
            "invalid": "Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.fr",
        },
    )
    phone = forms.CharField(
        label="Votre téléphone",
        required=False,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "maxlength": "30"}),
    )
    people = WholeNumberField(lowest=1, highest=1000, label="Combien de personnes ?", required=False)
    period = text_field("Quand", 120, help_text="Une période suffit. Exemple : au printemps, plutôt le matin.")
    place = text_field("Où", 120, help_text="Une ville, ou « à distance ».")
    message = forms.CharField(
        label="Votre message",
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        error_messages={
            "required": "Écrivez votre message, même en une phrase.",
            "max_length": "Votre message est trop long : 3 000 signes au plus.",
        },
    )

    def __init__(self, *args: Any, audience: Audience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audience = audience
        self.initial["form_token"] = new_token()
        shown = {name: self.fields[name] for name in ("form_token", "warned_of", *FIELDS[audience])}
        self.fields = shown
        cast("forms.ChoiceField", self.fields["topic"]).choices = [(topic.value, topic.label) for topic in TOPICS[audience]]
        for name, field in self.fields.items():
            label, hint = LABELS.get((audience, name), ("", ""))
            field.label, field.help_text = label or field.label, hint or field.help_text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "message" in cleaned:
            # There is no reason to send such a number with a referral: it is not a matter of confirming.
            never = (DetailKind.FOREIGNER_NUMBER,) if self.audience is Audience.PROFESSIONALS else ()
            self.warn_of_details("message", WATCHED[self.audience], never=never)
        self._read_token(cleaned["form_token"])
        if self.data.get(TRAP):
            self.add_error(
                None, "Un champ invisible de cette page a été rempli, comme le font les robots. Nous l’avons vidé : envoyez à nouveau."
            )
        return cleaned

    @property
    def chosen_topic(self) -> Topic:
        return Topic(self.cleaned_data["topic"])

    @property
    def words(self) -> Words:
        fields = {name: str(self.cleaned_data[name] or "") for name in FIELDS[self.audience] if name != "topic"}
        return Words(**fields)

    def _read_token(self, signed: str) -> None:
        """A form sent at once, or left open for a day, is shown again; nobody's fault, so what was typed stays."""
        signer = TimestampSigner(salt=SIGNED_FOR)
        try:
            self.token = uuid.UUID(signer.unsign(signed, max_age=LONGEST))
        except (BadSignature, ValueError):
            self.change_data(form_token=new_token())
            if not self.errors:
                self.add_error(None, "Cette page est restée ouverte longtemps. Relisez ce que vous avez écrit, puis envoyez à nouveau.")
            return
        if not self.errors and is_younger_than(signer, signed, SHORTEST):
            self.add_error(None, "Le formulaire est revenu en trois secondes, comme avec un robot. Relisez-le, puis envoyez à nouveau.")


def new_token() -> str:
    """Names one form shown to one person, and says when."""
    return TimestampSigner(salt=SIGNED_FOR).sign(str(uuid.uuid4()))


def is_younger_than(signer: TimestampSigner, signed: str, age: timedelta) -> bool:
    try:
        signer.unsign(signed, max_age=age)
    except BadSignature:
        return False
    return True
