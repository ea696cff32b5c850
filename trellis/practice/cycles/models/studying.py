"""How a team will know: the design of its own small study, written down before the results."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.cycles.models.cycle import Cycle
from trellis.practice.cycles.words import StudyKind


class StudyDesign(Identified):
    """What is compared with what at the end of a cycle, and which results stand for before and after.

    ``written_at`` is when the comparison was last changed; naming the results that came in does not move it.

    Purpose: what may be said at the end follows from what was written before, not from the result.
    privacy: staff; keeps: always
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="study")
    kind = models.CharField(max_length=20, choices=StudyKind)
    before = models.ForeignKey(
        "evidence.Administration", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    after = models.ForeignKey(
        "evidence.Administration", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    later_classes = models.ManyToManyField(
        "evidence.SchoolClass", blank=True, related_name="+", db_table="practice_study_class"
    )
    chosen_low = models.BooleanField(
        default=False, help_text="The students were chosen because their results were low."
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="studies_written"
    )
    written_at = models.DateTimeField()

    class Meta:
        db_table = "practice_study_design"

    def __str__(self) -> str:
        return self.kind
