from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Tries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(max_length=120, unique=True)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("since", models.BigIntegerField()),
                ("until", models.BigIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["since"], name="shared_trie_since_0e5a2a_idx")]
            },
        ),
    ]
