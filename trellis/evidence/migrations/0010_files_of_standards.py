from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0009_source_guard'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importrun',
            name='format',
            field=models.CharField(choices=[('roster', 'Roster'), ('results', 'Results and other evidence'), ('standards', 'Academic standards')], default='roster', max_length=10),
        ),
    ]
