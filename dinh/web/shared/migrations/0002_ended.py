from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("shared", "0001_tries")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Ended",
            fields=[
                ("session", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("until", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["until"], name="shared_ended_until")]},
        ),
    ]
