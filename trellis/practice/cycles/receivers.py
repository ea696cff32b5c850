"""What cycles do when floors below change."""

from datetime import date
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Measure
from trellis.evidence.measures.signals import data_point_coming
from trellis.kit.errors import Refused
from trellis.people.places.models import Organization
from trellis.people.places.signals import calendar_changed
from trellis.practice.cycles.models import StrategyInUse
from trellis.practice.cycles.operations.launching import redraw_roads
from trellis.practice.cycles.rules.may import may_enter_result
from trellis.practice.cycles.words import CycleState


@receiver(data_point_coming)
def prediction_comes_first(*, measure: Measure, on: date, **_more: Any) -> None:
    """Keep a result out while the prediction it would answer is not locked (S0-47).

    Raises:
        Refused: for a day from first use on, in a running cycle whose prediction is open.
    """
    watched = StrategyInUse.objects.filter(
        cycle__measure=measure, cycle__state=CycleState.RUNNING
    ).values_list("starts_on", "cycle__experiment__locked_at")
    for starts_on, locked_at in watched:
        if not may_enter_result(on=on, use_starts_on=starts_on, locked_at=locked_at):
            raise Refused(_("Lock your prediction first. Results that come before it cannot surprise you."))


@receiver(calendar_changed)
def roads_follow_the_calendar(*, organization: Organization, **_more: Any) -> None:
    """Redraw the roads of running cycles when days without school change (S4-34)."""
    redraw_roads(place=organization)
