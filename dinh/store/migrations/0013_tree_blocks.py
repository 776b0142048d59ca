"""The hash of each complete block of a log's tree, so that a root or a proof over a long log is quick."""

from django.db import migrations, models

from dinh.store.models import Sign


class Migration(migrations.Migration):
    dependencies = [("store", "0012_promised")]
    operations = [
        migrations.CreateModel(
            name="TreeBlock",
            fields=[
                ("pk", models.CompositePrimaryKey("house", "block", blank=True, editable=False, primary_key=True, serialize=False)),
                ("house", Sign()),
                ("block", models.BigIntegerField()),
                ("root", Sign()),
            ],
            options={"db_table": "tree_blocks"},
        )
    ]
