"""Student work: added as a picture without names, piled, pinned, scored blind, agreed on, taken out."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Assessment, AssessmentItem
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.practice.students.models import WorkSample, WorkScore
from trellis.practice.students.operations.guard import journal
from trellis.practice.students.rules.work import MOST_BYTES, MOST_POINTS, plain_picture


def _check_may(by: Person, assessment: Assessment) -> Community:
    community = assessment.community
    if community is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    if not may(Action.UPDATE, ObjectKind.RESULT, relations_to_community(by, community)):
        raise Refused(_("Only members of this team work with student work."))
    return community


@transaction.atomic
def add_work_sample(
    *,
    by: Person,
    assessment: Assessment,
    position: int,
    content: bytes,
    pile: str = "",
    now: datetime | None = None,
) -> WorkSample:
    """Add a picture of work to an item. What a camera writes into it (place, time, device) is not kept.

    Raises:
        Refused: for everybody but members.
        Invalid: for anything but a PNG or JPEG of at most 4 MB, or an item that is not there.
    """
    community = _check_may(by, assessment)
    if not AssessmentItem.objects.filter(assessment=assessment, position=position).exists():
        raise Invalid(_("Choose the item this work answers."), {"position": _("Choose an item.")})
    if len(content) > MOST_BYTES:
        raise Invalid(_("The picture is larger than 4 MB."), {"picture": _("Choose a smaller picture.")})
    plain = plain_picture(content)
    if plain is None:
        raise Invalid(
            _("This is not a whole PNG or JPEG picture."), {"picture": _("Choose a photo or a scan.")}
        )
    sample = WorkSample.objects.create(
        assessment=assessment,
        position=position,
        picture=plain[1],
        picture_type=plain[0],
        pile=pile.strip()[:60],
        added_by=by,
        added_at=now or timezone.now(),
    )
    journal(by, community, "work_sample", sample.public_id, "work.added")
    return sample


@transaction.atomic
def pile_work_sample(*, by: Person, sample: WorkSample, pile: str, note: str = "") -> WorkSample:
    """Put a piece on a pile, under the name the team gives it, with a note if there is one.

    Raises:
        Refused: for everybody but members.
    """
    community = _check_may(by, sample.assessment)
    sample.pile, sample.note = pile.strip()[:60], note.strip()[:255]
    sample.save(update_fields=["pile", "note"])
    journal(by, community, "work_sample", sample.public_id, "work.piled")
    return sample


@transaction.atomic
def pin_work_sample(*, by: Person, sample: WorkSample, now: datetime | None = None) -> WorkSample:
    """Pin a piece so that it lies on top, or take the pin off.

    Raises:
        Refused: for everybody but members.
    """
    community = _check_may(by, sample.assessment)
    sample.pinned_at = None if sample.pinned_at else now or timezone.now()
    sample.save(update_fields=["pinned_at"])
    journal(by, community, "work_sample", sample.public_id, "work.pinned")
    return sample


@transaction.atomic
def remove_work_sample(*, by: Person, sample: WorkSample) -> None:
    """Take a piece out; the picture is gone at once, for example when a name can be read on it.

    Raises:
        Refused: for everybody but members.
    """
    community = _check_may(by, sample.assessment)
    journal(by, community, "work_sample", sample.public_id, "work.removed")
    sample.delete()


@transaction.atomic
def score_work(*, by: Person, sample: WorkSample, points: int, now: datetime | None = None) -> WorkScore:
    """Give one's own points; once given they stay, so that nobody follows the others afterwards.

    Raises:
        Refused: for everybody but members.
        Invalid: for points outside 0 to 20.
        Conflict: when one's own points are given already.
    """
    community = _check_may(by, sample.assessment)
    if not 0 <= points <= MOST_POINTS:
        raise Invalid(_("Points go from 0 to 20."))
    if WorkScore.objects.filter(sample=sample, person=by).exists():
        raise Conflict(_("Your points stand. Talk about what differs and agree on the points of the team."))
    score = WorkScore.objects.create(sample=sample, person=by, points=points, given_at=now or timezone.now())
    journal(by, community, "work_sample", sample.public_id, "work.scored")
    return score


@transaction.atomic
def agree_on_work(*, by: Person, sample: WorkSample, points: int) -> WorkSample:
    """Write down the points the team agreed on after talking: an anchor for the next time.

    Raises:
        Refused: for everybody but members.
        Invalid: for points outside 0 to 20.
        Conflict: before two members gave their own points.
    """
    community = _check_may(by, sample.assessment)
    if not 0 <= points <= MOST_POINTS:
        raise Invalid(_("Points go from 0 to 20."))
    if WorkScore.objects.filter(sample=sample).count() < 2:
        raise Conflict(_("First two of you score it alone; then talk."))
    sample.anchor = points
    sample.save(update_fields=["anchor"])
    journal(by, community, "work_sample", sample.public_id, "work.agreed")
    return sample
