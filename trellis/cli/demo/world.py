"""What the parts of the demo hand on to each other."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from trellis.cli.demo.stages import Stage
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.places.models import Organization, SchoolYear

YEAR_WEEKS = 40


@dataclass
class World:
    """The demo so far. Keys are short and stable, for parts that come later and for tests.

    Attributes:
        places: organizations by key, e.g. ``lincoln``
        people: persons by key, e.g. ``ana`` or ``keiko``
        teams: communities by key, e.g. ``grade_4``
        chance: the only source of chance, so that every demo of a stage is the same
    """

    stage: Stage
    today: date
    chance: Random
    places: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Community] = field(default_factory=dict)
    years: list[SchoolYear] = field(default_factory=list)

    @property
    def district(self) -> Organization:
        """Riverbend, the district everything lies in."""
        return self.places["district"]

    @property
    def year_starts_on(self) -> date:
        """The Monday on which the school year began."""
        monday = self.today - timedelta(days=self.today.weekday())
        return monday - timedelta(weeks=self.stage.weeks_in)

    @property
    def year_ends_on(self) -> date:
        """The Friday on which the school year ends."""
        return self.year_starts_on + timedelta(weeks=YEAR_WEEKS, days=-3)
