"""Reads communities, their members and agreements, limited to what a person may see."""

from trellis.people.communities.queries.belonging import (
    candidates_for,
    charter_of,
    charter_versions,
    directory_of,
    members_of,
    my_communities,
    norms_of,
    open_join_request,
    open_join_requests,
    open_membership,
    open_proposal,
    own_join_request,
    proposed_communities,
    proposed_member,
    working_members_of,
)
from trellis.people.communities.queries.coverage import Coverage, CoverageRow, coverage_of
from trellis.people.communities.queries.history import (
    Journal,
    history_of_community,
    history_of_object,
    journal_of_community,
)
from trellis.people.communities.queries.seeing import (
    communities_seen,
    function_of,
    open_community,
    open_guided_community,
    place_to_found_in,
    relations_to_community,
    view_of_community,
)
from trellis.people.communities.queries.who import who_can_see

__all__ = [
    "Coverage",
    "CoverageRow",
    "Journal",
    "candidates_for",
    "charter_of",
    "charter_versions",
    "communities_seen",
    "coverage_of",
    "directory_of",
    "function_of",
    "history_of_community",
    "history_of_object",
    "journal_of_community",
    "members_of",
    "my_communities",
    "norms_of",
    "open_community",
    "open_guided_community",
    "open_join_request",
    "open_join_requests",
    "open_membership",
    "open_proposal",
    "own_join_request",
    "place_to_found_in",
    "proposed_communities",
    "proposed_member",
    "relations_to_community",
    "view_of_community",
    "who_can_see",
    "working_members_of",
]
