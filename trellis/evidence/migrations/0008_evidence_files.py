import django.db.models.deletion
import trellis.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0007_process_measures'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='details',
            field=models.JSONField(blank=True, default=dict, help_text='Match rates, windows: for the plan.'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='format',
            field=models.CharField(choices=[('roster', 'Roster'), ('results', 'Results and other evidence')], default='roster', max_length=10),
        ),
        migrations.AddField(
            model_name='importrun',
            name='intake',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_run', to='evidence.intake'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='options',
            field=models.JSONField(blank=True, default=dict, help_text='Year, window: what the file does not say.'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='read_rows',
            field=models.BigIntegerField(default=0, help_text='How far the reading is, while it runs.'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='template',
            field=models.JSONField(blank=True, default=dict, help_text='The template as it was used.'),
        ),
        migrations.CreateModel(
            name='WaitingRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=trellis.kit.ids.new_public_id, editable=False, max_length=26, unique=True)),
                ('row', models.BigIntegerField()),
                ('numbers', models.JSONField(default=dict, help_text='Column -> the number in it.')),
                ('name', models.CharField(blank=True, max_length=255)),
                ('born_on', models.DateField(blank=True, null=True)),
                ('grade', models.CharField(blank=True, max_length=20)),
                ('several', models.BooleanField(default=False)),
                ('content', models.JSONField(default=dict, help_text='The staged row and what it brings.')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting_rows', to='evidence.importrun')),
                ('student', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='waiting_rows', to='evidence.student')),
            ],
            options={
                'db_table': 'evidence_waiting_row',
                'ordering': ('row', 'id'),
            },
        ),
        migrations.CreateModel(
            name='ImportTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=trellis.kit.ids.new_public_id, editable=False, max_length=26, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=120)),
                ('version', models.PositiveIntegerField(default=1)),
                ('content', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='import_templates', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_templates', to='people.organization')),
            ],
            options={
                'db_table': 'evidence_import_template',
                'ordering': ('title', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('organization', 'name'), name='one_import_template')],
            },
        ),
        migrations.CreateModel(
            name='OutsideAnswerSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=trellis.kit.ids.new_public_id, editable=False, max_length=26, unique=True)),
                ('survey', models.CharField(max_length=255)),
                ('taken_on', models.DateField(blank=True, null=True)),
                ('group', models.CharField(blank=True, max_length=120)),
                ('answers', models.JSONField(default=list, help_text='[[question, answer]], in the order of the file.')),
                ('source', models.CharField(max_length=120)),
                ('row_hash', models.BigIntegerField()),
                ('intake', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outside_answer_sets', to='evidence.intake')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outside_answer_sets', to='people.organization')),
            ],
            options={
                'db_table': 'evidence_outside_answer_set',
                'constraints': [models.UniqueConstraint(fields=('organization', 'source', 'row_hash'), name='one_outside_answer_set')],
            },
        ),
        migrations.CreateModel(
            name='PublishedFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255)),
                ('label', models.CharField(max_length=255)),
                ('place_code', models.CharField(max_length=255)),
                ('place_name', models.CharField(blank=True, max_length=255)),
                ('level', models.CharField(blank=True, max_length=255)),
                ('group', models.CharField(blank=True, max_length=255)),
                ('school_year', models.PositiveSmallIntegerField()),
                ('method', models.CharField(choices=[('points', 'Points'), ('scale', 'Scale score'), ('level', 'Level'), ('percent', 'Percent'), ('percentile', 'Percentile'), ('grade', 'Grade equivalent'), ('measure', 'Reading or quantity measure'), ('growth', 'Growth'), ('other', 'Another number')], max_length=20)),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=13, null=True)),
                ('low', models.DecimalField(blank=True, decimal_places=4, max_digits=13, null=True)),
                ('high', models.DecimalField(blank=True, decimal_places=4, max_digits=13, null=True)),
                ('answer', models.CharField(blank=True, help_text='A range or words, as written.', max_length=120)),
                ('reason', models.CharField(blank=True, choices=[('blank', 'No entry'), ('not_tested', 'Not tested'), ('suppressed', 'Hidden by the sender'), ('invalid', 'Not valid')], max_length=20)),
                ('n', models.PositiveIntegerField(blank=True, null=True)),
                ('source', models.CharField(max_length=120)),
                ('key', models.BigIntegerField()),
                ('row_hash', models.BigIntegerField()),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('intake', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='evidence.intake')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='published_figures', to='people.organization')),
                ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_figures', to='evidence.intake')),
            ],
            options={
                'db_table': 'evidence_published_figure',
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('organization', 'source', 'key'), name='one_standing_figure')],
            },
        ),
        migrations.CreateModel(
            name='StudentFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('attendance', 'Attendance'), ('behavior', 'Behavior'), ('program', 'Program'), ('service', 'Service'), ('participation', 'Participation'), ('plan', 'Plan')], max_length=14)),
                ('code', models.CharField(max_length=120)),
                ('on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('amount', models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True)),
                ('note', models.CharField(blank=True, max_length=255)),
                ('school_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('source', models.CharField(help_text='The family of files it came from.', max_length=120)),
                ('key', models.BigIntegerField()),
                ('row_hash', models.BigIntegerField()),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('intake', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='evidence.intake')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='student_facts', to='people.organization')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='evidence.student')),
                ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_facts', to='evidence.intake')),
            ],
            options={
                'db_table': 'evidence_student_fact',
                'indexes': [models.Index(fields=['kind', 'on'], name='student_fact_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('student', 'source', 'key'), name='one_standing_fact')],
            },
        ),
    ]
