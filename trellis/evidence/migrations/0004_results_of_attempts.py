import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0003_attempts_of_results'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='result',
            name='one_result',
        ),
        migrations.RemoveConstraint(
            model_name='result',
            name='result_says_something',
        ),
        migrations.RemoveField(
            model_name='assessment',
            name='file',
        ),
        migrations.RemoveField(
            model_name='assessment',
            name='given_on',
        ),
        migrations.RemoveField(
            model_name='assessmentitem',
            name='is_score',
        ),
        migrations.RemoveField(
            model_name='result',
            name='student',
        ),
        migrations.AlterField(
            model_name='assessment',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='people.organization'),
        ),
        migrations.AlterField(
            model_name='result',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='evidence.attempt'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.UniqueConstraint(fields=('attempt', 'item', 'method'), name='one_result'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', False), ('low__isnull', False), ('high__isnull', False), models.Q(('answer', ''), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='result_says_something'),
        ),
    ]
