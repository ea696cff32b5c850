"""What the worker does for notices. Each piece may run twice, or be killed in the middle, without harm."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.kit.mail import Letter, LetterItem, send_letter
from trellis.people.accounts.models import Person
from trellis.people.accounts.queries import proved_address_of
from trellis.people.notices.models import Notice
from trellis.people.notices.queries import sentence_of
from trellis.people.notices.words import NOTICE_KEPT_DAYS

log = logging.getLogger(__name__)

#: More than this many lines nobody reads in a mail; the rest is on the page.
LINES = 40


def _letter(person: Person, notices: list[Notice]) -> Letter:
    """Write one mail over all that waits, from all teams at once (S2-53), in the reader's language."""
    with translation.override(person.language), timezone.override(person.time_zone or settings.TIME_ZONE):
        items = tuple(
            LetterItem(sentence_of(notice), f"{settings.SITE_URL}{notice.path}" if notice.path else "")
            for notice in notices[:LINES]
        )
        count = len(notices)
        if count == 1:
            subject = items[0].text
        else:
            subject = ngettext("%(count)d thing for you", "%(count)d things for you", count) % {
                "count": count
            }
        return Letter(
            subject=subject[:120],
            language=person.language,
            paragraphs=(_("Hello %(name)s,") % {"name": person.called},),
            items=items,
            action=LetterItem(_("See them all"), f"{settings.SITE_URL}{reverse('notices')}"),
            foot=_("You choose how and when we write: %(url)s")
            % {"url": f"{settings.SITE_URL}{reverse('change-notice-preference')}"},
        )


def _due(now: datetime) -> Q:
    return Q(mail_due_at__lte=now, mailed_at=None)


def _mail_one(person_id: int, now: datetime) -> bool:
    """Mail what is due for one person; the rows are locked until the mail is handed over and marked."""
    with transaction.atomic():
        rows = Notice.objects.filter(_due(now), person_id=person_id).order_by("made_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        notices = list(rows.select_related("person"))
        unread = [notice for notice in notices if notice.read_at is None]
        person = notices[0].person if notices else None
        address = proved_address_of(person) if person and person.is_active else ""
        mailed = bool(person and unread and address)
        if person and mailed:
            send_letter(_letter(person, unread), to=address)
        done = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
        # what was read on the page, or cannot reach anybody, needs no mail any more
        done.exclude(pk__in=[notice.pk for notice in unread] if mailed else []).update(mail_due_at=None)
        if mailed:
            done.filter(pk__in=[notice.pk for notice in unread]).update(mailed_at=now)
        return mailed


def send_due_mail(now: datetime | None = None) -> int:
    """Send every person one mail with all that is due; return how many mails went out.

    A mail that the server refuses is tried again at the next run and holds nobody else up. Killed between the
    hand-over and the mark, the next run sends that one person's mail a second time: rather twice than never.
    """
    moment = now or timezone.now()
    waiting = Notice.objects.filter(_due(moment)).order_by("person_id").values_list("person_id", flat=True)
    sent = 0
    for person_id in list(waiting.distinct()):
        try:
            sent += _mail_one(person_id, moment)
        except (SMTPException, OSError):
            log.exception("The mail of a person was not sent; it is tried again.")
    return sent


def forget_old_notices(now: datetime) -> int:
    """Delete notices older than a year; return how many."""
    deleted, _per_table = Notice.objects.filter(made_at__lt=now - timedelta(days=NOTICE_KEPT_DAYS)).delete()
    return deleted
