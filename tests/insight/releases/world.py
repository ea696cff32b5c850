"""A district with a state test, for tests of releases and of their pages."""

from datetime import date
from decimal import Decimal

import numpy as np
from django.utils import timezone

from tests.cast import Cast
from trellis.evidence.measures.models import Administration, Assessment, AssessmentItem, Attempt, Result
from trellis.evidence.measures.words import AssessmentKind, ItemKind, Method
from trellis.evidence.roster.models import Demographic, Student
from trellis.evidence.roster.words import GroupFamily
from trellis.insight.releases.models import Release
from trellis.insight.releases.operations import publish_release
from trellis.people.places.models import Organization


class World:
    """Two schools with a state test: 64 students at Lincoln (four of another gender), 50 at Washington."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.test = Assessment.objects.create(
            organization=cast.district, kind=AssessmentKind.STATE, title="State test", added_at=timezone.now()
        )
        self.whole = AssessmentItem.objects.create(
            assessment=self.test, kind=ItemKind.WHOLE, position=1, label="Mathematics"
        )
        self.students = [
            *(self._student(cast.lincoln, "female" if n % 2 else "male") for n in range(60)),
            *(self._student(cast.lincoln, "other") for _ in range(4)),
            *(self._student(cast.washington, "female" if n % 2 else "male") for n in range(50)),
        ]
        self.fall = self.given("Fall 2026", self.students)

    def _student(self, school: Organization, sex: str) -> Student:
        made = Student.objects.create(given_name="A", family_name="B", school=school, grade="04")
        Demographic.objects.create(student=made, sex=sex)
        return made

    def given(self, title: str, students: list[Student]) -> Administration:
        """A window in which these students have a scale score; about six in ten are at 500 or above."""
        window = Administration.objects.create(assessment=self.test, title=title, school_year=2027)
        draw = np.random.default_rng(4)
        for student in students:
            attempt = Attempt.objects.create(administration=window, student=student)
            Result.objects.create(
                attempt=attempt,
                item=self.whole,
                method=Method.SCALE,
                value=Decimal(500 + (20 if draw.random() < 0.6 else -20)),
            )
        return window

    def publish(self, administration: Administration | None = None, **changed: object) -> Release:
        """Dee publishes the table for the district."""
        told = {
            "by": self.cast.dee,
            "organization": self.cast.district,
            "title": "Mathematics, fall",
            "administration": administration or self.fall,
            "item": self.whole,
            "method": Method.SCALE,
            "cut": Decimal(500),
            "family": GroupFamily.SEX,
            "as_of": date(2026, 10, 1),
        } | changed
        return publish_release(**told)  # type: ignore[arg-type]
