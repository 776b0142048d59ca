"""Of a case that was extended the first due is kept. Of older books the upgrade's replay tells it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0014_uploads")]
