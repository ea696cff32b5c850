"""The policy people work under changes openly: stricter at once, looser only after everyone was told."""

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.models import PolicyChange
from trellis.people.access.operations.changes import announce_access_change
from trellis.people.access.queries import (
    affected_by_policy,
    coming_policy_change,
    policy_profile_of,
    relations_to_place,
)
from trellis.people.access.rules import NOTICE_DAYS, is_loosening, may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record
from trellis.people.notices.operations import tell
from trellis.people.places.models import Organization
from trellis.people.places.words import PolicyProfile


def _first_day(before: PolicyProfile, profile: PolicyProfile, wished: date | None) -> date:
    """Return the day from which a new profile holds: the wished one if it is not too near."""
    today = timezone.localdate()
    earliest = today + timedelta(days=NOTICE_DAYS) if is_loosening(before, profile) else today
    day = wished or earliest
    if day < earliest:
        told = _("People need to know before more is seen: %(day)s or later.") % {"day": earliest}
        raise Invalid(_("The policy was not changed."), {"effective_on": told})
    return day


@transaction.atomic
def announce_policy_change(
    *,
    by: Person,
    organization: Organization,
    profile: PolicyProfile,
    reason: str,
    effective_on: date | None = None,
) -> PolicyChange:
    """Change the policy profile of an organization and tell everyone who works under it (S2-32).

    A stricter profile holds from today. A looser one holds from a named day, two weeks ahead or more. To
    announce the profile that is in force calls off a change that was announced and has not come yet.

    Raises:
        Refused: for everybody but site administrators and district leaders.
        Invalid: without a reason, or with a day that is too near.
        Conflict: when this profile is in force already.
    """
    if not may(Action.UPDATE, ObjectKind.SETTING, relations_to_place(by, organization)):
        raise Refused(_("Only a site administrator or district leader can change this."))
    if not reason.strip():
        raise Invalid(
            _("The policy was not changed."), {"reason": _("Say why: everyone affected will read it.")}
        )
    before = policy_profile_of(organization)
    if before == profile and coming_policy_change(organization) is None:
        raise Conflict(_("This profile is in force already."))
    day = _first_day(before, profile, effective_on)
    change = PolicyChange.objects.create(
        organization=organization,
        profile=profile,
        reason=reason.strip(),
        announced_at=timezone.now(),
        effective_on=day,
        changed_by=by,
    )
    record(
        by=by,
        verb="policy.announced",
        object_kind="organization",
        object_id=organization.public_id,
        organization_id=organization.pk,
        data={"from": str(before), "to": str(profile), "effective_on": day},
    )
    affected = list(affected_by_policy(organization))
    if day <= timezone.localdate():
        announce_access_change(affected)
    tell(
        people=affected,
        kind="policy.announced",
        words={
            "place": organization.name,
            "profile": profile.value,
            "day": day.isoformat(),
            "by": by.full_name,
        },
        path=reverse("what-can-my-principal-see"),
    )
    return change
