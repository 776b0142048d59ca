"""Who tried what. Of what was tried before nothing is known."""

from django.db import migrations, models

from dinh.store.models import Sign


class Migration(migrations.Migration):
    dependencies = [("store", "0015_first_due")]
    operations = [
        migrations.CreateModel(
            name="TrailEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("house", Sign()),
                ("at", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("what", Sign()),
                ("person", Sign()),
                ("tried", Sign()),
                ("address", Sign()),
                ("about", models.TextField()),
                ("times", models.IntegerField(default=1)),
            ],
            options={
                "db_table": "trail",
                "indexes": [
                    models.Index(fields=["house", "last"], name="trail_by_last"),
                    models.Index(fields=["house", "what", "person", "at"], name="trail_again"),
                ],
            },
        )
    ]
