from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0002_publications")]

    operations = []
