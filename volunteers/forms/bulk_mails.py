"""A mail to many, and the templates it may start from."""

from typing import Any, ClassVar, Final

from django import forms

from volunteers.letters import FIRST_NAME, Letter, refusal_reasons
from volunteers.models import MailTemplate

LONGEST_SUBJECT: Final = 120
LONGEST_TEXT: Final = 5000
TOO_LONG: Final = "Écrivez-le plus court\u00a0: %(limit_value)d signes au plus."
TEXT_HELP: Final = (
    f"{FIRST_NAME} devient le prénom de qui lit. Une ligne vide sépare deux paragraphes\u00a0; une adresse https:// devient un lien. "
    "Votre prénom signe, et une phrase dit comment recevoir moins de courriels."
)


class SubjectField(forms.CharField):
    """One line, whatever is pasted."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class TextField(forms.CharField):
    """Lines as the page counts them: a browser sends two characters for each end of line."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


def subject_field() -> SubjectField:
    return SubjectField(
        label="Objet",
        max_length=LONGEST_SUBJECT,
        help_text="Le même pour tout le monde. Rien de personnel\u00a0: il se lit sur un téléphone verrouillé.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Écrivez l’objet.", "max_length": TOO_LONG},
    )


def text_field() -> TextField:
    return TextField(
        label="Texte",
        max_length=LONGEST_TEXT,
        help_text=TEXT_HELP,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Écrivez le texte.", "max_length": TOO_LONG},
    )


def add_refusals(form: forms.BaseForm) -> None:
    """Says beside subject and text what the rule would refuse in them."""
    letter = Letter(form.cleaned_data.get("subject", ""), form.cleaned_data.get("text", ""))
    for reason in refusal_reasons(letter):
        form.add_error(reason.code, reason.sentence)


class LetterForm(forms.Form):
    subject = subject_field()
    text = text_field()
    is_personal = forms.BooleanField(
        label="Ce courriel les concerne personnellement (formation, dossier)",
        required=False,
        help_text="Il part alors aussi aux personnes en pause ou qui ont choisi de ne pas recevoir d’appels\u00a0: ne cochez pas pour "
        "un appel à bénévoles ou une nouvelle. Sans la coche, elles ne le reçoivent pas. Une personne partie, ou dont l’adresse n’est "
        "pas confirmée, ne le reçoit jamais.",
    )

    def clean(self) -> dict[str, Any]:
        add_refusals(self)
        return self.cleaned_data

    def letter(self) -> Letter:
        return Letter(self.cleaned_data["subject"], self.cleaned_data["text"], self.cleaned_data["is_personal"])


class TemplateChoiceForm(forms.Form):
    template = forms.ModelChoiceField(
        label="Partir d’un modèle",
        queryset=MailTemplate.objects.all(),
        empty_label="Choisir…",
        error_messages={"required": "Choisissez un modèle.", "invalid_choice": "Ce modèle n’existe plus."},
    )


class MailTemplateForm(forms.ModelForm):
    subject = subject_field()
    text = text_field()

    class Meta:
        model = MailTemplate
        fields: ClassVar = ["title", "subject", "text"]
        help_texts: ClassVar = {"title": "Pour le retrouver. Les bénévoles ne le lisent pas."}
        error_messages: ClassVar = {
            "title": {"required": "Donnez un nom au modèle.", "max_length": TOO_LONG, "unique": "Un modèle porte déjà ce nom."}
        }

    def clean(self) -> dict[str, Any]:
        super().clean()
        add_refusals(self)
        return self.cleaned_data
