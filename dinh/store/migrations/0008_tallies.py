"""Sums for the public board, by month, field and procedure; and the open cases by field in one index. Of older books the upgrade's replay adds them up."""

from django.db import migrations, models

from dinh.store.models import Sign


class Migration(migrations.Migration):
    dependencies = [("store", "0007_openers")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("pk", models.CompositePrimaryKey("house", "month", "field", "procedure", blank=True, editable=False, primary_key=True, serialize=False)),
                ("house", Sign()),
                ("month", Sign()),
                ("field", Sign()),
                ("procedure", Sign()),
                ("received", models.BigIntegerField()),
                ("settled", models.BigIntegerField()),
                ("on_time", models.BigIntegerField()),
                ("early", models.BigIntegerField()),
                ("late", models.BigIntegerField()),
                ("taken_s", models.BigIntegerField()),
                ("promised_s", models.BigIntegerField()),
            ],
            options={"db_table": "tallies"},
        ),
        migrations.RemoveIndex("case", "cases_open_by_due"),
        migrations.AddIndex("case", models.Index(condition=models.Q(("state", "open")), fields=["house", "field", "procedure", "due", "paused", "state"], name="cases_open")),
    ]
