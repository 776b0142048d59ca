"""Every file of a field that holds several is known by its digest. In older books only the upgrade's replay finds them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0009_causes")]
