"""Each delegation of a case has a name of its own, a change may empty a column of a record. Of older books the upgrade's replay tells which were given."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0011_struck_since")]
