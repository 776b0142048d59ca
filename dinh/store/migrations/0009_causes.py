"""Cases that the house opened by itself, by their cause: of each cause there is one."""

from django.db import migrations, models

from dinh.store.models import Sign


class Migration(migrations.Migration):
    dependencies = [("store", "0008_tallies")]
    operations = [
        migrations.CreateModel(
            name="Cause",
            fields=[
                ("pk", models.CompositePrimaryKey("house", "cause", blank=True, editable=False, primary_key=True, serialize=False)),
                ("house", Sign()),
                ("cause", Sign()),
                ("code", Sign()),
            ],
            options={"db_table": "causes"},
        )
    ]
