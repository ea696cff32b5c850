import django.db.models.deletion
import trellis.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AcademicFramework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=trellis.kit.ids.new_public_id, editable=False, max_length=26, unique=True)),
                ('identifier', models.CharField(help_text='As its publisher identifies it.', max_length=64)),
                ('uri', models.CharField(blank=True, max_length=500)),
                ('title', models.CharField(max_length=500)),
                ('creator', models.CharField(blank=True, max_length=255)),
                ('publisher', models.CharField(blank=True, max_length=255)),
                ('subject', models.CharField(blank=True, max_length=255)),
                ('language', models.CharField(blank=True, max_length=20)),
                ('version', models.CharField(blank=True, max_length=120)),
                ('license_name', models.CharField(blank=True, max_length=255)),
                ('changed_at', models.CharField(blank=True, help_text='Last change, as the publisher says.', max_length=40)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('imported_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'evidence_academic_framework',
                'ordering': ('title', 'id'),
            },
        ),
        migrations.CreateModel(
            name='AcademicStandard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=trellis.kit.ids.new_public_id, editable=False, max_length=26, unique=True)),
                ('identifier', models.CharField(max_length=64)),
                ('uri', models.CharField(blank=True, max_length=500)),
                ('code', models.CharField(blank=True, help_text='As teachers write it: 4.NF.A.1.', max_length=120)),
                ('statement', models.TextField()),
                ('kind', models.CharField(blank=True, max_length=120)),
                ('grades', models.JSONField(blank=True, default=list)),
                ('place', models.CharField(blank=True, max_length=160)),
                ('depth', models.PositiveSmallIntegerField(default=0)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'evidence_academic_standard',
                'ordering': ('framework', 'place', 'id'),
            },
        ),
        migrations.CreateModel(
            name='AcademicStandardLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('isPeerOf', 'Beside'), ('isPartOf', 'Part of'), ('exactMatchOf', 'The same as'), ('precedes', 'Comes before'), ('isRelatedTo', 'Related to'), ('replacedBy', 'Replaced by'), ('exemplar', 'Example of'), ('hasSkillLevel', 'Has the skill level'), ('isTranslationOf', 'Translation of')], max_length=30)),
            ],
            options={
                'db_table': 'evidence_academic_standard_link',
            },
        ),
        migrations.CreateModel(
            name='Administration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=trellis.kit.ids.new_public_id, editable=False, max_length=26, unique=True)),
                ('title', models.CharField(blank=True, help_text='As people say it: Fall 2026.', max_length=120)),
                ('window', models.CharField(choices=[('fall', 'Fall'), ('winter', 'Winter'), ('spring', 'Spring'), ('summer', 'Summer'), ('once', 'Once'), ('month', 'A month')], default='once', max_length=20)),
                ('school_year', models.PositiveSmallIntegerField(help_text='The year in which the school year ends.')),
                ('given_on', models.DateField(blank=True, help_text='Its first day.', null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('key', models.CharField(blank=True, max_length=255)),
            ],
            options={
                'db_table': 'evidence_administration',
                'ordering': ('-school_year', '-given_on', '-id'),
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(blank=True, help_text='Tells two sittings of a window apart.', max_length=64)),
                ('form', models.CharField(blank=True, max_length=20)),
                ('taken_on', models.DateField(blank=True, null=True)),
                ('test_id', models.CharField(blank=True, max_length=120)),
                ('grade', models.CharField(blank=True, help_text='The grade that was tested.', max_length=20)),
                ('validity', models.CharField(choices=[('valid', 'Valid'), ('invalid', 'Not valid'), ('not_tested', 'Not tested')], default='valid', max_length=12)),
                ('note', models.CharField(blank=True, help_text='Why it is not valid, as the file says.', max_length=255)),
                ('accommodations', models.JSONField(blank=True, default=list)),
                ('counts', models.BooleanField(default=True)),
                ('row_hash', models.CharField(blank=True, max_length=32)),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'evidence_attempt',
            },
        ),
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=trellis.kit.ids.new_public_id, editable=False, max_length=26, unique=True)),
                ('origin', models.CharField(choices=[('file', 'A file of a member'), ('import', 'An import'), ('hand', 'By hand')], max_length=10)),
                ('made_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'evidence_intake',
            },
        ),
        migrations.AlterModelOptions(
            name='assessment',
            options={'ordering': ('-added_at', '-id')},
        ),
        migrations.AddField(
            model_name='assessment',
            name='family',
            field=models.CharField(blank=True, help_text='What belongs together over the years.', max_length=120),
        ),
        migrations.AddField(
            model_name='assessment',
            name='grades',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='assessment',
            name='key',
            field=models.CharField(blank=True, help_text='How files name it; empty if made here.', max_length=255),
        ),
        migrations.AddField(
            model_name='assessment',
            name='kind',
            field=models.CharField(choices=[('common', 'Common assessment of a team'), ('interim', 'Interim assessment'), ('screener', 'Screener or benchmark'), ('state', 'State assessment'), ('gradebook', 'Gradebook'), ('survey', 'Rating or survey about a student')], default='common', max_length=20),
        ),
        migrations.AddField(
            model_name='assessment',
            name='organization',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='people.organization'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='subject',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='assessment',
            name='version',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='assessmentitem',
            name='answer',
            field=models.CharField(blank=True, help_text='The right answer, where it is a choice.', max_length=40),
        ),
        migrations.AddField(
            model_name='assessmentitem',
            name='form',
            field=models.CharField(blank=True, help_text='The form it is in; empty: in every form.', max_length=20),
        ),
        migrations.AddField(
            model_name='assessmentitem',
            name='key',
            field=models.CharField(blank=True, help_text='How files name it; empty if made here.', max_length=255),
        ),
        migrations.AddField(
            model_name='assessmentitem',
            name='kind',
            field=models.CharField(choices=[('whole', 'The whole'), ('part', 'A part with a score'), ('item', 'An item')], default='item', max_length=10),
        ),
        migrations.AddField(
            model_name='assessmentitem',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='evidence.assessmentitem'),
        ),
        migrations.AddField(
            model_name='assessmentitem',
            name='standard_code',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='result',
            name='error',
            field=models.DecimalField(blank=True, decimal_places=3, help_text='Standard error of measurement.', max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='result',
            name='high',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=11, null=True),
        ),
        migrations.AddField(
            model_name='result',
            name='low',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=11, null=True),
        ),
        migrations.AddField(
            model_name='result',
            name='method',
            field=models.CharField(choices=[('points', 'Points'), ('scale', 'Scale score'), ('level', 'Level'), ('percent', 'Percent'), ('percentile', 'Percentile'), ('grade', 'Grade equivalent'), ('measure', 'Reading or quantity measure'), ('growth', 'Growth'), ('other', 'Another number')], default='points', max_length=20),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='added_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessments_added', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='community',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='people.community'),
        ),
        migrations.AlterField(
            model_name='result',
            name='answer',
            field=models.CharField(blank=True, help_text='A level, a choice or a range as written.', max_length=120),
        ),
        migrations.AlterField(
            model_name='result',
            name='reason',
            field=models.CharField(blank=True, choices=[('blank', 'No entry'), ('not_tested', 'Not tested'), ('suppressed', 'Hidden by the sender'), ('invalid', 'Not valid')], max_length=20),
        ),
        migrations.AlterField(
            model_name='result',
            name='value',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=11, null=True),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('organization', 'key'), name='one_assessment_key'),
        ),
        migrations.AddField(
            model_name='academicframework',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='academic_frameworks', to='people.organization'),
        ),
        migrations.AddField(
            model_name='academicstandard',
            name='framework',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standards', to='evidence.academicframework'),
        ),
        migrations.AddField(
            model_name='academicstandard',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='children', to='evidence.academicstandard'),
        ),
        migrations.AddField(
            model_name='assessmentitem',
            name='standards',
            field=models.ManyToManyField(blank=True, db_table='evidence_item_standard', related_name='items', to='evidence.academicstandard'),
        ),
        migrations.AddConstraint(
            model_name='assessmentitem',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('assessment', 'key'), name='one_item_key'),
        ),
        migrations.AddField(
            model_name='academicstandardlink',
            name='destination',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_to', to='evidence.academicstandard'),
        ),
        migrations.AddField(
            model_name='academicstandardlink',
            name='origin',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_from', to='evidence.academicstandard'),
        ),
        migrations.AddField(
            model_name='administration',
            name='assessment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='administrations', to='evidence.assessment'),
        ),
        migrations.AddField(
            model_name='administration',
            name='file',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='administration', to='evidence.resultsfile'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='administration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='evidence.administration'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='student',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='evidence.student'),
        ),
        migrations.AddField(
            model_name='result',
            name='attempt',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='results', to='evidence.attempt'),
        ),
        migrations.AddField(
            model_name='intake',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='intakes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='intake',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='intakes', to='people.organization'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='intake',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='evidence.intake'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='superseded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded', to='evidence.intake'),
        ),
        migrations.AddConstraint(
            model_name='academicframework',
            constraint=models.UniqueConstraint(fields=('organization', 'identifier'), name='one_academic_framework'),
        ),
        migrations.AddIndex(
            model_name='academicstandard',
            index=models.Index(fields=['code'], name='academic_standard_code'),
        ),
        migrations.AddConstraint(
            model_name='academicstandard',
            constraint=models.UniqueConstraint(fields=('framework', 'identifier'), name='one_academic_standard'),
        ),
        migrations.AddConstraint(
            model_name='academicstandardlink',
            constraint=models.UniqueConstraint(fields=('origin', 'destination', 'kind'), name='one_standard_link'),
        ),
        migrations.AddConstraint(
            model_name='administration',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('assessment', 'key'), name='one_administration_key'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('administration', 'student', 'key'), name='one_standing_attempt'),
        ),
    ]
