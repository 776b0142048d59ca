"""What a record is found by is kept whatever its capitals and spaces (`engine.alike`), so that `unique` finds it."""

from django.db import migrations

from dinh.engine.field_types.same_value import folded_text


def fold(apps, schema_editor):
    cells = 'SELECT house, register, col, cell, record FROM record_cells'
    into = "INSERT INTO record_cells (house, register, col, cell, record) VALUES (%s, %s, %s, %s, %s)"
    out = "DELETE FROM record_cells WHERE house=%s AND register=%s AND col=%s AND cell=%s AND record=%s"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(cells)
        rows = [row for row in cursor.fetchall() if folded_text(row[3]) != row[3]]
        if rows:
            cursor.executemany(out, rows)
            cursor.executemany(into, [(*row[:3], folded_text(row[3]), row[4]) for row in rows])


class Migration(migrations.Migration):
    dependencies = [("store", "0003_secrecy")]
    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
