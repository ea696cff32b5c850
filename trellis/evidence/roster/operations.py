"""Proposes teams that the roster shows: people who teach the same grade in the same school (S0-12)."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.roster.models import Teaching
from trellis.evidence.roster.queries import running
from trellis.kit.errors import Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.operations import propose_community
from trellis.people.places.models import Organization


@transaction.atomic
def propose_grade_teams(*, by: Person, organization: Organization) -> list[Community]:
    """Propose one team for each grade of each school below a place that at least two people teach.

    A grade with one teacher makes no team: coverage lists that person as alone. A proposal that was made
    before, answered or not, is not made again.

    Raises:
        Refused: for everybody but data stewards.
    """
    if not may(Action.TRANSITION, ObjectKind.IMPORT_RUN, relations_to_place(by, organization)):
        raise Refused(_("Only a data steward can propose teams from the roster."))
    day = timezone.localdate()
    grades: dict[tuple[Organization, str], dict[int, Person]] = defaultdict(dict)
    taught = Teaching.objects.filter(
        running(day),
        school_class__removed_at=None,
        school_class__school__path__startswith=organization.path,
        person__is_active=True,
    ).select_related("person", "school_class__school")
    for teaching in taught.order_by("school_class__school_id", "person_id"):
        for grade in teaching.school_class.grades:
            grades[(teaching.school_class.school, grade)][teaching.person_id] = teaching.person
    proposed = [
        propose_community(
            by=by,
            organization=school,
            name=_("Grade %(grade)s team") % {"grade": grade.lstrip("0") or grade},
            people=list(people.values()),
            roster_rule={"grade": grade},
        )
        for (school, grade), people in grades.items()
        if len(people) > 1
    ]
    return [community for community in proposed if community is not None]
