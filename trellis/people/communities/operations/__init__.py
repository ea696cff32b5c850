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
    "found_community",
    "join_community",
    "keep_charter",
    "propose_community",
    "withdraw_join_request",
]
