"""What the floors above may want to know about places."""

from django.dispatch import Signal

#: Sent inside the transaction after days with or without school changed: ``organization``.
calendar_changed = Signal()
