from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("api", "0001_tokens")]
    operations: ClassVar = [
        migrations.AddField("token", "epoch", models.PositiveIntegerField(default=0)),
        migrations.AddField("token", "used", models.BigIntegerField(default=0)),
        migrations.AddField("token", "address", models.CharField(default="", max_length=45)),
        migrations.AddField("token", "device", models.CharField(default="", max_length=60)),
    ]
