"""What the team fills about enquiries: the filters of their list, a reply, and who is told."""

from typing import Any, Final, cast

from django import forms

from accounts.models import User
from home.detail_warning import DetailWarningForm
from home.enquiries.duty import people_to_tell, team
from home.enquiries.forms import WATCHED
from home.enquiries.models import Audience, Enquiry, Topic

TO_DO: Final = ""
EVERY_STATE: Final = "all"
ME: Final = "me"
NOBODY: Final = "nobody"
GREETING: Final = "Bonjour,"


def name_of(user: User) -> str:
    return user.get_full_name() or user.email


class EnquiryFilterForm(forms.Form):
    state = forms.ChoiceField(label="État", required=False, choices=[(TO_DO, "À traiter"), *Enquiry.State.choices, (EVERY_STATE, "Toutes")])
    topic = forms.ChoiceField(label="Sujet", required=False, choices=[("", "Tous"), *Topic.choices])
    taken_by = forms.ChoiceField(label="Suivie par", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(user.pk), name_of(user)) for user in team()]
        choices = [("", "Tout le monde"), (ME, "Moi"), (NOBODY, "Personne"), *people]
        cast("forms.ChoiceField", self.fields["taken_by"]).choices = choices


class ReplyForm(DetailWarningForm):
    """`steps_seen` tells a reply written from a page that is out of date."""

    steps_seen = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Votre réponse",
        max_length=5000,
        initial=f"{GREETING}\n\n",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Votre prénom et le nom de l’association sont ajoutés à la fin. Ne nommez aucune personne accompagnée.",
        error_messages={"required": "Écrivez votre réponse.", "max_length": "Votre réponse est trop longue : 5 000 signes au plus."},
    )
    field_order = ("steps_seen", "text")

    def __init__(self, *args: Any, audience: Audience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audience = audience

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if text == GREETING:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "text" in cleaned:
            self.warn_of_details("text", WATCHED[self.audience])
        return cleaned


class TeamMembersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user: User) -> str:
        return name_of(user)


class DutyForm(forms.Form):
    """For each topic, who is told. A name of a field is a topic's value."""

    def __init__(self, *args: Any, duties: dict[Topic, list[User]], **kwargs: Any) -> None:
        kwargs["initial"] = {topic.value: [user.pk for user in people] for topic, people in duties.items()}
        super().__init__(*args, **kwargs)
        people = team()
        # Asked once for the eight topics.
        choices = [(user.pk, name_of(user)) for user in people]
        for topic in Topic:
            told = ", ".join(map(name_of, people_to_tell(topic))) or "personne"
            field = TeamMembersField(label=topic.label, queryset=people, required=False, widget=forms.CheckboxSelectMultiple)
            field.help_text = f"En ce moment, une demande prévient\u00a0: {told}."
            field.choices = choices
            self.fields[topic.value] = field

    @property
    def duties(self) -> dict[Topic, list[User]]:
        return {topic: list(self.cleaned_data[topic.value]) for topic in Topic}
