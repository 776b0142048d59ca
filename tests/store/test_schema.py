"""The tables are those that the classes say, on a new machine and on one that has books already."""

from io import StringIO

from django.core.management import call_command
from django.db import connection


def test_nothing_in_the_classes_waits_for_a_migration(db):
    call_command("check", fail_level="WARNING")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_fields_better_name_leaves_the_tables_of_old_books_as_they_are(transactional_db):
    said = StringIO()
    call_command("sqlmigrate", "store", "0003", stdout=said)
    assert not [
        line
        for line in said.getvalue().splitlines()
        if line and not line.startswith("--") and line not in ("BEGIN;", "COMMIT;")
    ]
    with connection.cursor() as cursor:
        assert "class" in {
            column.name
            for column in connection.introspection.get_table_description(cursor, "cases")
        }
