from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0003_recommendation_changes")]

    operations = []
