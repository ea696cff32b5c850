"""Lists the tables of this floor for Django. Nobody imports it."""

from trellis.people.access.models import PolicyChange, RoleAssignment
from trellis.people.accounts.models import Invitation, Person, SignInLink
from trellis.people.communities.models import (
    Charter,
    Community,
    JoinRequest,
    Membership,
    Mentorship,
    Norm,
    NormsVersion,
)
from trellis.people.journal.models import JournalEntry, JournalHead
from trellis.people.notices.models import Notice, NoticePreference
from trellis.people.places.models import (
    BellPeriod,
    CalendarMark,
    Holiday,
    Organization,
    PublicPage,
    SchoolYear,
    Term,
)
from trellis.people.tokens.models import ApiToken, TokenRead

__all__ = [
    "ApiToken",
    "BellPeriod",
    "CalendarMark",
    "Charter",
    "Community",
    "Holiday",
    "Invitation",
    "JoinRequest",
    "JournalEntry",
    "JournalHead",
    "Membership",
    "Mentorship",
    "Norm",
    "NormsVersion",
    "Notice",
    "NoticePreference",
    "Organization",
    "Person",
    "PolicyChange",
    "PublicPage",
    "RoleAssignment",
    "SchoolYear",
    "SignInLink",
    "Term",
    "TokenRead",
]
