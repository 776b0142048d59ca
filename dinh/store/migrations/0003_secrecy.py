"""The field of the column `class` has a name that Django allows (models.E001: no underscore at the end). The table stays as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0002_by_key")]
    operations = [migrations.RenameField("Case", "class_", "secrecy")]
