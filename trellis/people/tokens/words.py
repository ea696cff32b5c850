"""Fixed vocabulary of API tokens: what they may read, how long they hold, how often they may ask."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class Scope(models.TextChoices):
    """What a token may read. It never reads more than its person does."""

    PLACES = "places:read", _("Organizations you can see: names, kinds and how they lie in each other")
    COMMUNITIES = "communities:read", _("Communities you can see: names, purpose and dates")
    MEMBERS = "members:read", _("Who belongs to a community, with names, where you see that yourself")
    CYCLES = "cycles:read", _("Cycles you can see: goals, steps and products, never the work inside")
    STORIES = "stories:read", _("Stories that were told to you or to everyone")
    HISTORY = "history:read", _("The history of communities, as much as you see of it yourself")
    TABLES = "tables:read", _("Published tables of results, as exactly as you read them yourself")


class Read(models.TextChoices):
    """What can be asked for: one word for one address of the API."""

    ME = "me", _("Who the token acts for")
    ORGANIZATIONS = "organizations", _("List of organizations")
    ORGANIZATION = "organization", _("One organization")
    COMMUNITIES = "communities", _("List of communities")
    COMMUNITY = "community", _("One community")
    MEMBERS = "members", _("Members of a community")
    HISTORY = "history", _("History of a community")
    CYCLES = "cycles", _("List of cycles")
    CYCLE = "cycle", _("One cycle")
    STORIES = "stories", _("List of stories")
    STORY = "story", _("One story")
    TABLES = "tables", _("List of published tables")
    TABLE = "table", _("One published table, whole")


#: What a token must be allowed to read for it; nothing is needed to ask who one is.
SCOPE_OF: Mapping[Read, Scope | None] = MappingProxyType(
    {
        Read.ME: None,
        Read.ORGANIZATIONS: Scope.PLACES,
        Read.ORGANIZATION: Scope.PLACES,
        Read.COMMUNITIES: Scope.COMMUNITIES,
        Read.COMMUNITY: Scope.COMMUNITIES,
        Read.MEMBERS: Scope.MEMBERS,
        Read.HISTORY: Scope.HISTORY,
        Read.CYCLES: Scope.CYCLES,
        Read.CYCLE: Scope.CYCLES,
        Read.STORIES: Scope.STORIES,
        Read.STORY: Scope.STORIES,
        Read.TABLES: Scope.TABLES,
        Read.TABLE: Scope.TABLES,
    }
)
#: How every token begins, so that scanners of source text find a lost one.
PREFIX = "trellis_"
#: Days a token may hold; it ends by itself.
DAYS = (30, 90, 365)
#: A person has no more working tokens than this at a time.
MOST_TOKENS = 10
#: A token may ask this often within a minute.
ASKS_A_MINUTE = 120
MINUTE_SECONDS = 60
#: Ended tokens and what they read are kept this long.
KEPT_DAYS = 365

#: What people are told about their tokens.
SENTENCES = {
    "api_token.issued": gettext_noop("The API token “%(name)s” was made for you. It ends on %(day)s."),
    "api_token.revoked": gettext_noop("Your API token “%(name)s” was revoked. Programs that use it stop."),
}
