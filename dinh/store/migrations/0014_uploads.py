"""Who brought a file. Of files brought before nothing is known: a form that was open during the upgrade asks for its files again."""

from django.db import migrations, models

from dinh.store.models import Sign


class Migration(migrations.Migration):
    dependencies = [("store", "0013_tree_blocks")]
    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("pk", models.CompositePrimaryKey("digest", "house", "person", blank=True, editable=False, primary_key=True, serialize=False)),
                ("digest", Sign()),
                ("house", Sign()),
                ("person", Sign()),
                ("at", models.BigIntegerField()),
                ("size_bytes", models.BigIntegerField()),
            ],
            options={
                "db_table": "uploads",
                "indexes": [models.Index(fields=["at"], name="uploads_by_at")],
            },
        )
    ]
