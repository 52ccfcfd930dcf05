"""What the coordination decides of the welcome: delays, whether people are taken now, the short lists."""

from datetime import date
from typing import Any, ClassVar

from django import forms

from home.slugs import free_slug
from volunteers.forms.coordination import DateInput
from volunteers.forms.fields import DATE_INVALID
from volunteers.models import Topic, WelcomeSettings
from volunteers.shared_fields import WholeNumberField


class WelcomeForm(forms.ModelForm):
    team_late_after_days = WholeNumberField(
        label="Dire à l’équipe qu’elle est attendue, après (jours)",
        lowest=1,
        highest=60,
        help_text="Sur l’accueil de la coordination, et par un courriel le matin.",
    )
    remind_after_days = WholeNumberField(
        label="Rappeler aux bénévoles leur prochaine étape, après (jours)",
        lowest=3,
        highest=60,
        help_text="Ensuite une fois par mois, quatre fois en tout.",
    )

    class Meta:
        model = WelcomeSettings
        fields: ClassVar = ["team_late_after_days", "remind_after_days", "takes_people", "closed_until"]
        widgets: ClassVar = {"closed_until": DateInput()}
        help_texts: ClassVar = {
            "takes_people": "Décoché, l’inscription reste possible, et dit quel jour nous écrivons.",
            "closed_until": "Ce jour-là, un courriel part à chaque personne inscrite entre-temps.",
        }
        error_messages: ClassVar = {"closed_until": {"invalid": DATE_INVALID}}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_closed_until(self) -> date | None:
        closed_until: date | None = self.cleaned_data["closed_until"]
        if closed_until and closed_until <= self.today and not self.data.get("takes_people"):
            raise forms.ValidationError("Choisissez un jour à venir.")
        return closed_until

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("takes_people"):
            cleaned["closed_until"] = None
        elif not cleaned.get("closed_until") and "closed_until" not in self.errors:
            self.add_error("closed_until", "Dites quel jour vous écrirez aux personnes qui s’inscrivent d’ici là.")
        return cleaned


class TopicForm(forms.ModelForm):
    class Meta:
        model = Topic
        fields: ClassVar = ["kind", "label", "position", "is_offered"]
        help_texts: ClassVar = {
            "position": "Le plus petit nombre vient en premier.",
            "is_offered": "Décoché, il n’est plus proposé\u00a0; qui l’a choisi le garde.",
        }
        error_messages: ClassVar = {
            "kind": {"required": "Choisissez une liste."},
            "label": {"required": "Écrivez l’intitulé.", "max_length": "Écrivez-le plus court\u00a0: 60 signes au plus."},
            "position": dict.fromkeys(("required", "invalid", "min_value"), "Indiquez un nombre, zéro par exemple."),
        }

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"].strip()
        if Topic.objects.exclude(pk=self.instance.pk).filter(kind=self.cleaned_data.get("kind", ""), label__iexact=label).exists():
            raise forms.ValidationError("Cette liste contient déjà cet intitulé.")
        return label

    def save(self, commit: bool = True) -> Topic:
        topic: Topic = super().save(commit=False)
        topic.slug = topic.slug or free_slug(Topic, topic.label, fallback="intitule", length=50, reserved=("nouveau",))
        topic.save()
        return topic
