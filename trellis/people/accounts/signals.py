"""What this room tells the floors above and the sockets."""

from django.dispatch import Signal

#: A person lost every right at once: left, or was signed out everywhere. Sent after the change is committed
#: with ``person_id`` (int); the live door closes that person's open sockets.
person_left = Signal()
