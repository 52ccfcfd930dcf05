"""The page of the demo that shows every component in every state: to look at, and to check with axe."""

import re
from dataclasses import dataclass
from typing import Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from advocacy.blocks.chart_samples import CHART_SAMPLES
from advocacy.blocks.charts import ChartBlock

CHART: Final = ChartBlock()
LANGUAGES: Final = [
    "Anglais",
    "Arabe",
    "Bambara",
    "Dari",
    "Espagnol",
    "Français",
    "Lingala",
    "Pachto",
    "Peul",
    "Portugais",
    "Soninké",
    "Tigrigna",
]


class SampleForm(forms.Form):
    """One field of each kind."""

    first_name = forms.CharField(label="Prénom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    email = forms.EmailField(
        label="Adresse e-mail",
        help_text="Nous y envoyons un code de connexion, jamais de publicité.",
        error_messages={"invalid": "Écrivez une adresse complète, comme prenom@exemple.fr."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(label="Téléphone", required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
    available_on = forms.DateField(label="Disponible à partir du", widget=forms.DateInput(attrs={"type": "date"}))
    from_time = forms.TimeField(label="À partir de", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    hours = forms.IntegerField(label="Heures par semaine", min_value=1, max_value=20, initial=2)
    mission = forms.ChoiceField(label="Mission", choices=[("", "Choisissez"), ("culture", "Activités culturelles"), ("fle", "Français")])
    rhythm = forms.ChoiceField(
        label="Quel rythme vous convient ?",
        choices=[("week", "Chaque semaine"), ("month", "Une à deux fois par mois"), ("once", "De temps en temps")],
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label="Langues parlées",
        help_text="Celles dans lesquelles vous pourriez accompagner quelqu’un.",
        choices=[(language.lower(), language) for language in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
    )
    motivation = forms.CharField(label="Ce qui vous amène", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    document = forms.FileField(label="Document", required=False, help_text="PDF ou image, 5 Mo au plus.")
    charter = forms.BooleanField(label="J’ai lu la charte du bénévolat et je m’y engage.")
    left_out = forms.CharField(label="Champ désactivé", required=False, disabled=True, initial="Ne se change pas ici")


@dataclass(frozen=True)
class SampleStep:
    label: str
    state: str
    detail: str = ""
    action_url: str = ""
    action_label: str = ""


STEPS: Final = (
    SampleStep("Inscription", "done", "Reçue le 3 novembre."),
    SampleStep("Adresse e-mail confirmée", "done"),
    SampleStep("Connaissance du public", "current", "Une formation de deux heures, en petit groupe.", "#steps", "Choisir une session"),
    SampleStep("Rencontre avec l’équipe", "upcoming", "Dans les deux semaines qui suivent la formation."),
    SampleStep("Première mission", "upcoming"),
)
ROWS: Final = (
    ("Musée d’Orsay", "12 décembre, 14 h", "1 sur 2", "place prise", "green"),
    ("Promenade dans le Marais", "16 décembre, 10 h 30", "0 sur 2", "à pourvoir", "gold"),
    ("Atelier de gravure", "21 décembre, 15 h", "2 sur 2", "annulée", "red"),
)


def icon_names() -> list[str]:
    """Every name that `components/icon.html` draws, read from the sprite itself."""
    return re.findall(r'<symbol id="(\w+)"', (settings.BASE_DIR / "static" / "img" / "icons.svg").read_text(encoding="utf-8"))


@never_cache
@require_GET
def show_components(request: HttpRequest) -> HttpResponse:
    """Every component; with `?erreurs`, the form as it comes back when refused."""
    messages.success(request, "Votre place est réservée.")
    sample = {"email": "camille@", "hours": "40", "mission": "autre", "motivation": "Aider."}
    return render(
        request,
        "demo/components.html",
        {
            "form": SampleForm(sample) if "erreurs" in request.GET else SampleForm(),
            "icons": icon_names(),
            "steps": STEPS,
            "rows": ROWS,
            "charts": [CHART.bind(CHART.normalize(sample)) for sample in CHART_SAMPLES],
            "numbers": range(1, 5),
            "page": Paginator(range(90), 20).get_page(request.GET.get("page", 2)),
            "crumbs": [("Accueil", "/"), ("Sensibilisation", "/sensibilisation/"), ("La procédure Dublin, pas à pas", "")],
            "reasons": ["Vous n’avez pas encore suivi « Connaissance du public ».", "Vous animez déjà une activité à cette heure-là."],
        },
    )
