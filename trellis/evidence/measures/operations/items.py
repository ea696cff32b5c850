"""What a team says about the items of its own assessment."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Assessment, AssessmentItem
from trellis.kit.errors import Invalid, NotFound, Refused
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.people.journal.operations import record


@transaction.atomic
def say_right_answers(
    *, by: Person, community: Community, assessment: Assessment, answers: Mapping[int, str]
) -> int:
    """Say which answer is right, by position; return how many items changed.

    Raises:
        NotFound: for an assessment of another community.
        Refused: for everybody but members.
        Invalid: for an item that is not there.
    """
    if assessment.community_id != community.pk:
        raise NotFound(_("There is no such page, or it is not open to you."))
    if not may(Action.UPDATE, ObjectKind.RESULT, relations_to_community(by, community)):
        raise Refused(_("Only members of this community say what is right."))
    items = {item.position: item for item in AssessmentItem.objects.filter(assessment=assessment)}
    if not set(answers) <= set(items):
        raise Invalid(_("There is no such item."))
    changed = []
    for position, answer in answers.items():
        if items[position].answer != answer.strip():
            items[position].answer = answer.strip()[:40]
            changed.append(items[position])
    AssessmentItem.objects.bulk_update(changed, ["answer"])
    if changed:
        record(
            by=by,
            verb="assessment.key_given",
            object_kind="assessment",
            object_id=assessment.public_id,
            organization_id=community.organization_id,
            community_id=community.pk,
            data={"items": len(changed)},
        )
    return len(changed)
