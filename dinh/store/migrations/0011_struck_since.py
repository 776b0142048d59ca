"""What was filled or brought again under a name that had been struck is known again, and a struck column of a record is empty."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0010_every_file")]
