"""Who was reminded of an open step, to be shown on their desk. Of cases that were reminded before, `dinh rebuild` makes the rows."""

from django.db import migrations, models

from dinh.store.models import Sign


class Migration(migrations.Migration):
    dependencies = [("store", "0004_cells_folded")]
    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("pk", models.CompositePrimaryKey("house", "role", "at", "code", "step", blank=True, editable=False, primary_key=True, serialize=False)),
                ("house", Sign()),
                ("role", Sign()),
                ("at", models.BigIntegerField()),
                ("code", Sign()),
                ("step", Sign()),
            ],
            options={"db_table": "reminders"},
        )
    ]
