"""What an activity asks of those who organise it: with whom, what it costs and who pays, what to bring, whom to call."""

from typing import Any, ClassVar, Final

from django import forms

from events.models import Activity
from events.planning import EUROS_SENTENCE, MOST_EUROS
from home.amounts import read_euros
from home.detail_warning import DetailWarningForm
from home.identifying_details import ALL_BUT_ADDRESS, EVERY_KIND
from volunteers.shared_fields import PHONE, WholeNumberField

WHO_PAYS: Final = "Dites qui paie : l’association ou le partenaire. C’est toujours gratuit pour les participant·es."

TEXT_MESSAGES: Final = {
    "title": {"required": "Donnez un titre à l’activité.", "max_length": "Ce titre est trop long : 120 signes au plus."},
    "description": {
        "required": "Décrivez l’activité en quelques phrases.",
        "max_length": "Cette description est trop longue : 2 000 signes au plus.",
    },
    "to_bring": {"max_length": "Cette liste est trop longue : 240 signes au plus."},
    "arrangements": {"max_length": "Ce texte est trop long : 600 signes au plus."},
}

# What bénévoles read, and for a public event anybody.
WATCHED_TEXTS: Final = dict.fromkeys(TEXT_MESSAGES, EVERY_KIND)


class EurosField(forms.CharField):
    """An amount typed as « 12,50 », kept in cents; nothing is 0."""

    sentence: Final = EUROS_SENTENCE

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, error_messages={"max_length": self.sentence}, **options)

    def prepare_value(self, value: Any) -> Any:
        """A number is cents; what was typed is shown again as it was."""
        if not isinstance(value, int):
            return value
        euros, cents = divmod(value, 100)
        return (f"{euros},{cents:02}" if cents else str(euros)) if value else ""

    def clean(self, value: Any) -> int:
        typed = super().clean(value)
        try:
            cents = read_euros(typed) if typed else 0
        except ValueError:
            raise forms.ValidationError(self.sentence, code="invalid") from None
        if cents > MOST_EUROS * 100:
            raise forms.ValidationError(self.sentence, code="max_value")
        return cents

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class ActivityDetailsForm(DetailWarningForm, forms.ModelForm[Activity]):
    """Its part of the activity's form, and the checks that go with it."""

    WATCHED: ClassVar = {**WATCHED_TEXTS, "meeting_point": ALL_BUT_ADDRESS, "access_words": EVERY_KIND}
    DETAILS: ClassVar = ("access_words", "participants_most", "partner", "cost_cents", "payer", "to_bring", "arrangements", "day_phone")

    participants_most = WholeNumberField(
        label="Participant·es au plus", lowest=1, highest=200, required=False, help_text="Rien : pas de limite."
    )
    cost_cents = EurosField(
        label="Coût en euros", required=False, help_text="Pour tout le groupe, par exemple 12,50. Rien si cela ne coûte rien."
    )
    payer = forms.ChoiceField(
        label="Qui paie",
        choices=Activity.Payer.choices,
        required=False,
        initial=Activity.Payer.NOBODY,
        widget=forms.Select(attrs={"data-asked-by": "cost_cents"}),
        help_text="S’il y a un coût. Jamais les participant·es : pour eux et elles, c’est toujours gratuit.",
        error_messages={"invalid_choice": WHO_PAYS},
    )

    class Meta:
        model = Activity
        fields: ClassVar = ("access_words", "participants_most", "partner", "cost_cents", "payer", "to_bring", "arrangements", "day_phone")
        widgets: ClassVar = {"arrangements": forms.Textarea(attrs={"rows": 3}), "day_phone": forms.TextInput(attrs={"inputmode": "tel"})}
        help_texts: ClassVar = {
            "access_words": "Lu avec ce que nous savons du lieu, dès la publication\u00a0: n’écrivez pas où c’est.",
            "partner": "Montré comme le lieu : à partir de la veille, aux personnes qui animent.",
            "to_bring": "Par les participant·es et par qui anime : « un pique-nique, des chaussures de marche ».",
            "arrangements": "Billets, caisse, matériel. Lu par les personnes qui animent, dès leur place prise : n’y écrivez pas le lieu.",
            "day_phone": "De la personne de l’équipe à appeler ce jour-là. Montré à partir de la veille, à qui anime.",
        }
        error_messages: ClassVar = {
            **TEXT_MESSAGES,
            "access_words": {"max_length": "Écrivez-le plus court\u00a0: 240 signes au plus."},
            "partner": {"invalid_choice": "Choisissez un partenaire de la liste, ou aucun."},
            "day_phone": {"max_length": "Ce numéro est trop long : 30 signes au plus."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].empty_label = "Aucun"  # type: ignore[attr-defined]
        self.fields["day_phone"].validators.append(PHONE)
        if answer := self.instance.access_answer:
            self.fields[
                "access_words"
            ].help_text += f" Prend la place de ce qu’a dit la proposition\u00a0: «\u00a0{answer.access_in_full}\u00a0»."

    def clean_payer(self) -> str:
        return self.cleaned_data["payer"] or Activity.Payer.NOBODY

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cost, payer = cleaned.get("cost_cents"), cleaned.get("payer")
        if cost and payer == Activity.Payer.NOBODY:
            self.add_error("payer", WHO_PAYS)
        if cost == 0 and payer and payer != Activity.Payer.NOBODY:
            self.add_error("cost_cents", "Indiquez ce que cela coûte, ou choisissez « Personne : c’est gratuit ».")
        if payer == Activity.Payer.PARTNER and "partner" in cleaned and cleaned["partner"] is None:
            self.add_error("partner", "Choisissez le partenaire qui paie.")
        expected, most = cleaned.get("participants_expected"), cleaned.get("participants_most")
        if expected is not None and most is not None and most < expected:
            self.add_error("participants_most", f"Ce nombre est au moins celui des personnes attendues : {expected}.")
        return cleaned
