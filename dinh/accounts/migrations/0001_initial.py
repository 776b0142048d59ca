from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person", models.CharField(max_length=150, unique=True)),
                ("epoch", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="OpenSession",
            fields=[
                ("session", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=150)),
                ("epoch", models.PositiveIntegerField(default=0)),
                ("begun", models.BigIntegerField()),
                ("seen", models.BigIntegerField()),
                ("address", models.CharField(max_length=45)),
                ("device", models.CharField(max_length=60)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person"], name="accounts_session_person"),
                    models.Index(fields=["begun"], name="accounts_session_begun"),
                ],
            },
        ),
    ]
