"""Every team's assessment gets its window, and every student in it an attempt that holds the results."""

from django.db import migrations


def move_to_attempts(apps, schema_editor):
    Assessment = apps.get_model("evidence", "Assessment")
    Administration = apps.get_model("evidence", "Administration")
    Attempt = apps.get_model("evidence", "Attempt")
    Intake = apps.get_model("evidence", "Intake")
    Result = apps.get_model("evidence", "Result")
    AssessmentItem = apps.get_model("evidence", "AssessmentItem")
    AssessmentItem.objects.filter(is_score=True).update(kind="part")
    for assessment in Assessment.objects.select_related("community").iterator():
        assessment.organization_id = assessment.community.organization_id
        assessment.save(update_fields=["organization"])
        day = assessment.given_on
        window = Administration.objects.create(
            assessment=assessment,
            school_year=day.year + (day.month >= 7),
            given_on=day,
            file_id=assessment.file_id,
        )
        intake = Intake.objects.create(
            organization_id=assessment.organization_id,
            origin="file",
            made_by_id=assessment.added_by_id,
            made_at=assessment.added_at,
        )
        results = Result.objects.filter(item__assessment=assessment)
        for student_id in results.values_list("student_id", flat=True).distinct().order_by("student_id"):
            attempt = Attempt.objects.create(
                administration=window, student_id=student_id, taken_on=day, intake=intake
            )
            results.filter(student_id=student_id).update(attempt=attempt)


class Migration(migrations.Migration):

    dependencies = [("evidence", "0002_assessments")]

    operations = [migrations.RunPython(move_to_attempts, migrations.RunPython.noop)]
