"""What the worker does for meetings. Each piece may run twice without harm."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from trellis.kit.mail import Letter, LetterItem, send_letter
from trellis.people.accounts.rules import digest_of_token, new_token
from trellis.practice.meetings.models import CoverAsk, MeetingInvitation
from trellis.practice.meetings.rules.may import may_join
from trellis.practice.meetings.words import MeetingState

#: Who asked whom to take a class is kept this long after the meeting.
COVER_DAYS = 365


def forget_old_covers(now: datetime) -> int:
    """Delete who asked whom to take a class, a year after the meeting; return how many."""
    old = CoverAsk.objects.filter(meeting__ends_at__lt=now - timedelta(days=COVER_DAYS))
    count = old.count()
    old.delete()
    return count


def mail_guest_invitation(invitation_id: int) -> bool:
    """Mail a guest their link, with a fresh secret that replaces the one before; later ones do nothing.

    The secret is made here, so that it is never at rest anywhere but in the mail.
    """
    row = (
        MeetingInvitation.objects.filter(pk=invitation_id, ended_at=None, person=None)
        .select_related("meeting__community", "invited_by")
        .first()
    )
    if row is None or not row.address or not may_join(MeetingState(row.meeting.state)):
        return False
    token = new_token()
    MeetingInvitation.objects.filter(pk=row.pk).update(key_digest=digest_of_token(token))
    meeting = row.meeting
    starts = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
    url = f"{settings.SITE_URL}{reverse('come-as-guest', args=[meeting.join_code, token])}"
    with translation.override(row.language):
        words = {
            "by": row.invited_by.full_name,
            "community": meeting.community.name,
            "meeting": meeting.title,
            "day": date_format(starts, "DATE_FORMAT"),
            "time": time_format(starts.time(), "TIME_FORMAT"),
        }
        letter = Letter(
            subject=_("%(by)s invites you to a meeting of %(community)s") % words,
            language=row.language,
            paragraphs=(
                _("Hello %(name)s,") % {"name": row.guest_name},
                _(
                    "%(by)s invites you to “%(meeting)s” of %(community)s on %(day)s at %(time)s. The link "
                    "is for you alone and opens your seat while the meeting runs. You need no account."
                )
                % words,
            ),
            action=LetterItem(_("Come in"), url),
            foot=_("If you do not know what this is about, you can put this mail away."),
        )
    send_letter(letter, to=row.address)
    return True
