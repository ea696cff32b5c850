"""What waiting rows say is sealed, as rows that are kept as they were sent are."""

import json

from django.db import migrations, models

from trellis.kit.sealing import seal, unseal


def seal_rows(apps, schema_editor):
    WaitingRow = apps.get_model("evidence", "WaitingRow")
    for row in WaitingRow.objects.iterator(chunk_size=500):
        said = {"numbers": row.numbers, "name": row.name, "content": row.content}
        row.key_mark, row.sealed = seal(json.dumps(said).encode())
        row.save(update_fields=["key_mark", "sealed"])


def open_rows(apps, schema_editor):
    WaitingRow = apps.get_model("evidence", "WaitingRow")
    for row in WaitingRow.objects.iterator(chunk_size=500):
        said = json.loads(unseal(row.key_mark, bytes(row.sealed)))
        staged = said["content"].get("staged", {})
        row.numbers, row.name, row.content = said["numbers"], said["name"], said["content"]
        row.born_on, row.grade = staged.get("born") or None, staged.get("grade_now") or ""
        row.save(update_fields=["numbers", "name", "content", "born_on", "grade"])


class Migration(migrations.Migration):

    dependencies = [("evidence", "0011_sealed_rows")]

    operations = [
        migrations.AddField(
            "waitingrow", "key_mark", models.CharField(default="", max_length=12), preserve_default=False
        ),
        migrations.AddField(
            "waitingrow",
            "sealed",
            models.BinaryField(
                default=b"", help_text="Numbers by column, name, the staged row and what it brings."
            ),
            preserve_default=False,
        ),
        migrations.RunPython(seal_rows, open_rows),
        migrations.RemoveField("waitingrow", "numbers"),
        migrations.RemoveField("waitingrow", "name"),
        migrations.RemoveField("waitingrow", "born_on"),
        migrations.RemoveField("waitingrow", "grade"),
        migrations.RemoveField("waitingrow", "content"),
    ]
