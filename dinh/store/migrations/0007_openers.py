"""What waits for whoever opened a case lies under their name (`projections.called`): the tables of older books are made anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0006_events_by_at")]
    operations: list = []
