"""Reporting groups, computed and never guessed; who may let the roster propose teams."""

from collections.abc import Iterable, Mapping

from trellis.evidence.roster.words import GroupFamily
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind, Relation

#: Where the student system says nothing.
UNKNOWN = "unknown"
#: The source's own flags of race, in the order of the federal categories.
RACES = {
    "americanIndianOrAlaskaNative": "american_indian",
    "asian": "asian",
    "blackOrAfricanAmerican": "black",
    "nativeHawaiianOrOtherPacificIslander": "pacific_islander",
    "white": "white",
}
ETHNICITY = "hispanicOrLatinoEthnicity"
SEVERAL = "demographicRaceTwoOrMoreRaces"


def reporting_race(flags: Mapping[str, object]) -> str:
    """Return the one reporting category of the federal rule of 1997; empty where the source says nothing.

    Hispanic comes first, then two or more races, then the one race. The source's own "two or more" counts
    where it names fewer than two: it may know more than it tells. Source: 62 FR 58782 (30 October 1997).
    """
    if flags.get(ETHNICITY) is True:
        return "hispanic"
    named = [word for flag, word in RACES.items() if flags.get(flag) is True]
    if len(named) > 1 or flags.get(SEVERAL) is True:
        return "two_or_more"
    return named[0] if named else ""


def may_propose_teams(relations: Iterable[Relation]) -> bool:
    """Say whether someone in these relations to the organization may propose teams from its roster."""
    return may(Action.TRANSITION, ObjectKind.IMPORT_RUN, relations)


def reporting_group(family: GroupFamily, *, sex: str, flags: Mapping[str, object]) -> str:
    """Return the group of a student in one family; ``unknown`` where the source says nothing."""
    if family == GroupFamily.NONE:
        return ""
    said = reporting_race(flags) if family == GroupFamily.RACE else sex.strip().lower()
    return said or UNKNOWN
