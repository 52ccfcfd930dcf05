"""The short lists as they are offered at first: skills, sectors, interests."""

from django.db import migrations

LISTS = {
    "skill": [
        ("enseigner", "Enseigner le français"),
        ("animer", "Animer un groupe"),
        ("numerique", "Aider avec le numérique"),
        ("emploi", "Relire un CV, préparer un entretien"),
        ("traduire", "Traduire ou interpréter"),
        ("ecrire", "Écrire, relire"),
        ("image", "Photo, vidéo, graphisme"),
        ("organiser", "Organiser un événement"),
    ],
    "sector": [
        ("secteur-numerique", "Informatique et numérique"),
        ("secteur-sante", "Santé et soin"),
        ("secteur-batiment", "Bâtiment et travaux"),
        ("secteur-restauration", "Hôtellerie et restauration"),
        ("secteur-commerce", "Commerce et vente"),
        ("secteur-industrie", "Industrie et logistique"),
        ("secteur-culture", "Culture et médias"),
        ("secteur-social", "Social et éducation"),
        ("secteur-services", "Banque, droit, services"),
    ],
    "interest": [
        ("musees", "Musées et expositions"),
        ("musique", "Musique et concerts"),
        ("cinema", "Cinéma et théâtre"),
        ("sport", "Sport"),
        ("cuisine", "Cuisine"),
        ("balades", "Balades dans Paris"),
        ("jeux", "Jeux"),
        ("lecture", "Lecture"),
    ],
}


def add_topics(apps, schema_editor):
    topics = apps.get_model("volunteers", "Topic")
    for kind, entries in LISTS.items():
        for position, (slug, label) in enumerate(entries):
            topics.objects.get_or_create(slug=slug, defaults={"kind": kind, "label": label, "position": position})


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0006_sign_up_charter_hours")]

    operations = [migrations.RunPython(add_topics, migrations.RunPython.noop)]
