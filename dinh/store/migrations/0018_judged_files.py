"""What the bytes of a brought file say. Of files brought before that was not noted: a form that was open during the upgrade asks for its files again."""

from django.db import migrations

from dinh.store.models import Sign


class Migration(migrations.Migration):
    dependencies = [("store", "0017_delegations_ended")]
    operations = [
        migrations.AddField("Upload", "type", Sign(default="", db_default="")),
        migrations.RunSQL("DELETE FROM uploads WHERE person <> ''", migrations.RunSQL.noop),
    ]
