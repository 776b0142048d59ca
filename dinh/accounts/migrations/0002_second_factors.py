from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0001_initial")]
    operations: ClassVar = [
        migrations.AddField("account", "wrong_codes", models.PositiveIntegerField(default=0)),
        migrations.AddField("account", "wait_until", models.BigIntegerField(default=0)),
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person", models.CharField(max_length=150)),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(default="", max_length=60)),
                ("host", models.CharField(default="", max_length=255)),
                ("content", models.TextField()),
                ("last", models.BigIntegerField(default=0)),
                ("made", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["person"], name="accounts_factor_person")]},
        ),
    ]
