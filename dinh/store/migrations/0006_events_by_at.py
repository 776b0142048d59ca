"""What happened on a day is found by its time: the day's sheet and the day's takings read that day and nothing else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0005_reminders")]
    operations = [migrations.AddIndex("event", models.Index(fields=["house", "at"], name="events_by_at"))]
