"""What is asked of a pairing at each moment, in the four families that the State's workshop on mentoring names (Fabrique no 14, 2023)."""

from typing import Final, NamedTuple

from django.db import models


class Family(models.TextChoices):
    WORK = "work", "Travail"
    TRAINING = "training", "Formation"
    SOCIETY = "society", "Vie en France"
    OWN_WAY = "own-way", "Autonomie"


class Question(NamedTuple):
    """One question, as the person answers it of themselves and as others answer it of them."""

    key: str
    family: Family
    own: str
    of_them: str


QUESTIONS: Final = (
    Question("interviews", Family.WORK, "Je passe des entretiens pour travailler", "La personne passe des entretiens pour travailler"),
    Question("internships", Family.WORK, "Je trouve des stages ou des essais", "La personne trouve des stages ou des essais"),
    Question("admission", Family.TRAINING, "Je peux entrer dans une formation", "La personne peut entrer dans une formation"),
    Question("project", Family.TRAINING, "Je sais ce que je veux faire", "La personne sait ce qu’elle veut faire"),
    Question("french", Family.SOCIETY, "Je me fais comprendre en français", "La personne se fait comprendre en français"),
    Question("confidence", Family.SOCIETY, "J’ai confiance en moi", "La personne a confiance en elle"),
    Question("host", Family.SOCIETY, "Je me sens bien accueilli·e ici", "La personne se sent bien accueillie ici"),
    Question("autonomy", Family.OWN_WAY, "Je me débrouille sans aide", "La personne se débrouille sans aide"),
    Question("ties", Family.OWN_WAY, "Je connais des gens à qui parler", "La personne connaît des gens à qui parler"),
    Question("procedures", Family.OWN_WAY, "Je comprends les démarches à faire", "La personne comprend les démarches à faire"),
)
UNKNOWN: Final = 0
KEYS: Final = frozenset(question.key for question in QUESTIONS)
