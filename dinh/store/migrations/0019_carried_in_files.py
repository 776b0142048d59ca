"""What a brought PDF carries besides its pages. Of files brought before that is not noted."""

from django.db import migrations

from dinh.store.models import Sign


class Migration(migrations.Migration):
    dependencies = [("store", "0018_judged_files")]
    operations = [migrations.AddField("Upload", "carries", Sign(default="", db_default=""))]
