"""The pack of a new member: a page that prints, and the same as a tagged PDF."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from trellis.insight.boards.queries import WelcomePack, open_welcome_pack
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.meetings.rules.days import local_day
from trellis.web.meetings.times import when_words
from trellis.web.pages import show
from trellis.web.paper.pdf import Paper, Section, pdf_response

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.accounts.models import Person
    from trellis.practice.meetings.models import Meeting


def _day(meeting: "Meeting") -> str:
    return date_format(local_day(meeting.starts_at, meeting.time_zone), "MONTH_DAY_FORMAT")


def _where(pack: WelcomePack) -> list[str]:
    """Say where the cycle stands and what the team tries."""
    glance = pack.glance
    if glance.cycle is None or glance.current is None:
        return [_("No cycle is running now.")]
    said = [
        _("%(cycle)s: step %(n)d of %(all)d, %(name)s.")
        % {
            "cycle": glance.cycle.name,
            "n": glance.current.position,
            "all": len(glance.stages),
            "name": glance.current.definition.name,
        }
    ]
    if pack.strategy is not None:
        said.append(
            _("What we try: %(name)s. %(how)s")
            % {"name": pack.strategy.name, "how": pack.strategy.practice_change}
        )
        if pack.strategy.material:
            said.append(_("Material: %(what)s") % {"what": pack.strategy.material})
    return said


def _who(person: "Person", function: str) -> str:
    """Say who somebody is in the team, and how the name is said."""
    said = [_("Said as: %(said)s.") % {"said": person.said_as}] if person.said_as else []
    return " ".join([f"{person.full_name}, {function}.", *said])


def _words(pack: WelcomePack) -> Mapping[str, list[str]]:
    """Return what page and paper both say, part by part."""
    board, charter = pack.board, pack.board.charter
    agreed = [f"{one.title}: {one.text}" for one in board.commitments if one.text]
    if charter is not None:
        meets = (
            f"{charter.get_cadence_display()}: {charter.meets}"
            if charter.meets
            else charter.get_cadence_display()
        )
        agreed += [str(meets), str(charter.get_decides_by_display())]
    return {
        "who": [_who(row.person, str(row.get_function_display())) for row in board.memberships],
        "mentors": [
            _("%(mentor)s looks after %(member)s.")
            % {"mentor": one.mentor.full_name, "member": one.membership.person.full_name}
            for one in pack.newcomers
            if one.mentor is not None
        ],
        "charter": agreed,
        "norms": [norm.text for norm in board.norms],
        "goals": [goal for goal in (pack.glance.students, pack.glance.ourselves) if goal],
        "where": _where(pack),
        "decided": [f"{_day(one.meeting)}: {text}" for one in pack.decided for text in one.texts],
        "promises": [
            _("%(who)s: %(text)s, by %(day)s")
            % {"who": step.who.called, "text": step.text, "day": date_format(step.due_on, "MONTH_DAY_FORMAT")}
            for step in pack.promises
        ],
        "next": [when_words(pack.meeting), *(line.purpose for line in pack.planned)] if pack.meeting else [],
        "protocols": [
            ngettext("%(name)s, %(n)d time", "%(name)s, %(n)d times", times)
            % {"name": protocol.name, "n": times}
            for protocol, times in pack.protocols
        ],
    }


@require_GET
def welcome_pack(request: SignedIn, pk: str) -> HttpResponse:
    """What a new member needs, on one page."""
    pack = open_welcome_pack(by=request.user, pk=pk)
    context = {
        "community": pack.community,
        "pack": pack,
        "words": _words(pack),
        "who": who_can_see(ObjectKind.MEETING_WORK, pack.community),
    }
    return show(request, "communities/welcome_pack.html", context)


@require_GET
def welcome_pack_pdf(request: SignedIn, pk: str) -> HttpResponse:
    """The same on paper."""
    pack = open_welcome_pack(by=request.user, pk=pk)
    words = _words(pack)
    sections = [
        Section(_("Who we are"), lines=words["who"]),
        Section(_("Who looks after whom"), lines=words["mentors"]),
        Section(_("Our charter"), words["charter"]),
        Section(_("Our norms"), lines=words["norms"]),
        Section(_("Our goal pair"), words["goals"]),
        Section(_("Where we are"), words["where"]),
        Section(_("Your next meeting"), words["next"]),
        Section(_("Decided in the last meetings"), lines=words["decided"]),
        Section(_("Open promises"), lines=words["promises"]),
        Section(_("Protocols we use"), lines=words["protocols"]),
        Section(_("What we learned"), lines=[story.title for story in pack.glance.stories]),
    ]
    name = pack.community.name
    title = _("Welcome to %(name)s") % {"name": name}
    foot = who_can_see(ObjectKind.MEETING_WORK, pack.community).sentence
    return pdf_response(Paper(title, name, [pack.board.lede], sections, foot), "welcome")
