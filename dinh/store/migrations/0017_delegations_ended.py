"""The end of a delegation holds at once, or from a day of its own. The upgrade's replay reads older ends so."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0016_trail")]
