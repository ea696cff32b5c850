"""Says that somebody's access changed, so that what stands open is asked about anew."""

from collections.abc import Iterable

from trellis.kit.fanout import announce
from trellis.kit.one_read import forget
from trellis.people.accounts.models import Person
from trellis.people.accounts.words import topic_of_access


def announce_access_change(people: Iterable[Person]) -> None:
    """Tell the doors, once it is committed, that what these people may see has changed.

    Every operation that begins, changes or ends a role or a membership, or lets another policy hold, calls
    this. Pages need nothing of it, they ask at every request; open sockets do.
    """
    forget()
    for person in people:
        announce(topic_of_access(person.public_id), "changed")
