"""What members agree on: the charter and the norms."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Charter, Community, Norm, NormsVersion
from trellis.people.communities.queries import charter_of, function_of, norms_of, working_members_of
from trellis.people.communities.rules import may_edit_charter
from trellis.people.communities.words import Cadence, DecisionRule
from trellis.people.journal.operations import record
from trellis.people.notices.operations import tell

MOST_NORMS = 10


def _check_may_write(by: Person, community: Community) -> None:
    if not may_edit_charter(function_of(by, community)):
        raise Refused(_("Only members of this community write its charter and norms."))


@transaction.atomic
def adopt_charter(
    *,
    by: Person,
    community: Community,
    purpose: str,
    growth: str,
    joint_responsibility: str,
    family_engagement: str,
    alignment: str,
    cadence: Cadence,
    meets: str = "",
    decides_by: DecisionRule,
    agreed_on: date | None = None,
    review_on: date | None = None,
) -> Charter:
    """Write a new version of the charter (S1-02) and tell the other members. Commitments may still be open.

    Raises:
        Refused: for everybody who is no working member.
        Invalid: without a purpose, or when the next look comes before the agreement.
    """
    _check_may_write(by, community)
    if not purpose.strip():
        raise Invalid(
            _("Say in one sentence what the community is for."),
            {"purpose": _("One sentence that a newcomer understands.")},
        )
    day = agreed_on or timezone.localdate()
    if review_on is not None and review_on <= day:
        raise Invalid(_("The next look comes after the agreement."), {"review_on": _("Choose a later day.")})
    locked = Community.objects.select_for_update().get(pk=community.pk)
    newest = Charter.objects.filter(community=locked).order_by("-version").first()
    charter = Charter.objects.create(
        community=locked,
        version=newest.version + 1 if newest else 1,
        growth=growth.strip(),
        joint_responsibility=joint_responsibility.strip(),
        family_engagement=family_engagement.strip(),
        alignment=alignment.strip(),
        cadence=cadence,
        meets=meets.strip(),
        decides_by=decides_by,
        agreed_on=day,
        review_on=review_on,
        written_by=by,
    )
    locked.purpose = purpose.strip()
    locked.save(update_fields=["purpose"])
    community.purpose = locked.purpose
    record(
        by=by,
        verb="charter.adopted",
        object_kind="community",
        object_id=community.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
        data={"version": charter.version},
    )
    tell(
        people=[person for person in working_members_of(community) if person.pk != by.pk],
        kind="charter.adopted",
        words={"community": community.name, "by": by.full_name},
        path=f"/communities/{community.public_id}/",
        object_kind="community",
        object_id=community.public_id,
    )
    return charter


def check_norms(texts: Sequence[str]) -> list[str]:
    """Return norms as they would be agreed on.

    Raises:
        Invalid: with none, more than ten, one too long, or the same one twice.
    """
    wanted = [text.strip() for text in texts if text.strip()]
    if not wanted:
        raise Invalid(_("Choose or write at least one norm."))
    if len(wanted) > MOST_NORMS:
        raise Invalid(_("Ten norms are the most anyone remembers. Choose the ones that matter."))
    if any(len(text) > 255 for text in wanted):
        raise Invalid(_("A norm is one short sentence."))
    if len({text.casefold() for text in wanted}) < len(wanted):
        raise Invalid(_("The same norm stands there twice."))
    return wanted


@transaction.atomic
def agree_norms(
    *,
    by: Person,
    community: Community,
    texts: Sequence[str],
    agreed_on: date | None = None,
    decision: str = "",
) -> list[Norm]:
    """Agree on a list of norms in this order. Kept wording keeps its date; what is gone is retired. What was
    agreed on is kept as a version, also when nothing changed; ``decision`` is how the members agreed.

    Raises:
        Refused: for everybody who is no working member.
        Invalid: with none, more than ten, one too long, or the same one twice.
    """
    _check_may_write(by, community)
    wanted = check_norms(texts)
    day = agreed_on or timezone.localdate()
    locked = Community.objects.select_for_update().get(pk=community.pk)
    kept = {norm.text: norm for norm in norms_of(community)}
    norms = []
    for position, text in enumerate(wanted, start=1):
        norm = kept.pop(text, None) or Norm(community=community, text=text, agreed_on=day)
        norm.position = position
        norm.save()
        norms.append(norm)
    Norm.objects.filter(pk__in=[norm.pk for norm in kept.values()]).update(retired_on=day)
    newest = NormsVersion.objects.filter(community=locked).first()
    NormsVersion.objects.create(
        community=locked,
        version=newest.version + 1 if newest else 1,
        texts=wanted,
        agreed_on=day,
        written_by=by,
        decision=decision,
    )
    record(
        by=by,
        verb="norms.agreed",
        object_kind="community",
        object_id=community.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
        data={"norms": len(norms), "retired": len(kept)},
    )
    return norms


@transaction.atomic
def keep_charter(*, by: Person, community: Community, agreed_on: date, review_on: date | None) -> Charter:
    """Agree again on the charter as it stands: a new version with the same words and a new date.

    Raises:
        Refused: for everybody who is no working member.
        Conflict: when there is no charter yet.
    """
    charter = charter_of(community)
    if charter is None:
        raise Conflict(_("There is no charter yet."))
    return adopt_charter(
        by=by,
        community=community,
        purpose=community.purpose,
        growth=charter.growth,
        joint_responsibility=charter.joint_responsibility,
        family_engagement=charter.family_engagement,
        alignment=charter.alignment,
        cadence=Cadence(charter.cadence),
        meets=charter.meets,
        decides_by=DecisionRule(charter.decides_by),
        agreed_on=agreed_on,
        review_on=review_on,
    )
