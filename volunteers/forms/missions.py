"""What coordinators say of a mission."""

from typing import Any, ClassVar

from django import forms

from volunteers.forms.read_before import ReadBeforeForm
from volunteers.models import Mission

TOO_LONG = "Écrivez-le plus court : %(limit_value)d signes au plus."


class MissionForm(ReadBeforeForm, forms.ModelForm):
    class Meta:
        model = Mission
        fields: ClassVar = [
            *("title", "summary", "time_asked", "place", "learnt"),
            *("required_trainings", "asks_interview", "asks_charter", "open_places", "position", "is_open"),
        ]
        widgets: ClassVar = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "learnt": forms.Textarea(attrs={"rows": 3}),
            "required_trainings": forms.CheckboxSelectMultiple,
        }
        help_texts: ClassVar = {
            "summary": "En deux ou trois phrases, pour qui ne connaît pas l’association.",
            "time_asked": "Par exemple : deux heures par semaine, pendant dix semaines.",
            "place": "Un quartier, « à distance »… jamais un lieu précis de rendez-vous.",
            "asks_interview": "La mission s’ouvre quand il est tenu : vous le notez dans le dossier de la personne.",
            "asks_charter": "La mission s’ouvre quand la dernière version est signée.",
            "open_places": "Combien il en faut encore en ce moment. Vide : autant qu’il s’en présente.",
            "position": "Le plus petit nombre vient en premier.",
            "is_open": "Fermée, elle n’est plus proposée à l’inscription ; sa page le dit, et qui l’a choisie la garde.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        required = {"title": "Donnez un titre.", "summary": "Dites ce que l’on y fait.", "time_asked": "Dites le temps demandé."}
        for name, sentence in required.items():
            self.fields[name].error_messages["required"] = sentence
        for name in ("title", "summary", "time_asked", "place", "learnt"):
            self.fields[name].error_messages["max_length"] = TOO_LONG
