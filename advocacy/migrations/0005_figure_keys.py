from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("advocacy", "0004_chart_tables")]

    operations = []
