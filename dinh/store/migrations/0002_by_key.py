"""On SQLite, small rows that are only ever found by their key lie in the key's own tree (WITHOUT ROWID).

Django makes a table and an index beside it, so every such row was written twice: an action took a quarter longer.
A migration that changes one of these tables lets SQLite make it anew the ordinary way; then this must be done again.
"""

from django.db import migrations

TABLES = ("commands", "counters", "documents", "letters", "record_cells", "words", "work")


def lie_by_key(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL ORDER BY type DESC", [table])
            (_, table_sql), *indexes = cursor.fetchall()
            cursor.execute(f'ALTER TABLE "{table}" RENAME TO "old_{table}"')
            cursor.execute(f"{table_sql} WITHOUT ROWID")
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "old_{table}"')
            cursor.execute(f'DROP TABLE "old_{table}"')
            for _, index_sql in indexes:
                cursor.execute(index_sql)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunPython(lie_by_key, migrations.RunPython.noop)]
