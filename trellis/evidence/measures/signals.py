"""What the rooms above may want to know, or forbid, before a measure changes."""

from django.dispatch import Signal

#: Sent inside the transaction, before a data point is written: ``measure``, ``on`` (date), ``by``. A receiver
#: that raises ``Refused`` keeps the point out, e.g. while a prediction is not locked (S0-47).
data_point_coming = Signal()
