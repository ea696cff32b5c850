"""The three times of a school year at which the demo can be seen."""

from enum import Enum


class Stage(Enum):
    """How far the demo's school year is."""

    PLANNING = "planning"
    MIDYEAR = "midyear"
    REVIEW = "review"
    EMPTY = "empty"

    @property
    def summary(self) -> str:
        """What one finds there, in a few words."""
        return {
            Stage.PLANNING: "the third week of the school year: teams form and choose",
            Stage.MIDYEAR: "the middle of the school year: cycles are running",
            Stage.REVIEW: "the last weeks of the school year: looking back",
            Stage.EMPTY: "nothing but the district",
        }[self]

    @property
    def weeks_in(self) -> int:
        """How many weeks ago the school year began."""
        return {Stage.PLANNING: 2, Stage.MIDYEAR: 18, Stage.REVIEW: 37, Stage.EMPTY: 2}[self]


#: The stages a person chooses from; "empty" has its own option.
DEMO_STAGES = (Stage.PLANNING, Stage.MIDYEAR, Stage.REVIEW)
