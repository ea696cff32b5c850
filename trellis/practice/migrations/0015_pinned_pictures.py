import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0014_help_between_teams'),
    ]

    operations = [
        migrations.AddField(
            model_name='datasnapshot',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='practice.agendaitem'),
        ),
    ]
