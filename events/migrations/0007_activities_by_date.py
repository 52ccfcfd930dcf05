from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0006_proposals'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(fields=['starts_at', 'kind', 'status'], name='events_activity_by_date'),
        ),
    ]
