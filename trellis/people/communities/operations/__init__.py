"""Changes to communities: founding, members, agreements."""

from trellis.people.communities.operations.agreements import adopt_charter, agree_norms, keep_charter
from trellis.people.communities.operations.founding import (
    accept_community,
    change_community,
    decline_community,
    end_community,
    found_community,
    propose_community,
)
from trellis.people.communities.operations.members import (
    add_member,
    answer_join_request,
    ask_to_join,
    change_function,
    end_membership,
    join_community,
    withdraw_join_request,
)
from trellis.people.communities.operations.mentoring import end_mentorship, name_mentor

__all__ = [
    "accept_community",
    "add_member",
    "adopt_charter",
    "agree_norms",
    "answer_join_request",
    "ask_to_join",
    "change_community",
    "change_function",
    "decline_community",
    "end_community",
    "end_membership",
    "end_mentorship",
    "found_community",
    "join_community",
    "keep_charter",
    "name_mentor",
    "propose_community",
    "withdraw_join_request",
]
