"""Today, the home of everybody who signed in."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from trellis.insight.boards.queries import setting_up_of, today_board
from trellis.people.accounts.requests import SignedIn
from trellis.web.cycles.picture import run_picture
from trellis.web.meetings.times import meeting_line
from trellis.web.pages import show
from trellis.web.ui import Check, Link


@require_GET
def today(request: SignedIn) -> HttpResponse:
    """One column: what waits for me, the one chart my team watches, where I belong. Nothing else."""
    board = today_board(by=request.user)
    chart = board.chart
    picture = run_picture(chart.work, chart.reading) if chart else None
    meeting = meeting_line(board.meeting) if board.meeting else None
    setup = [
        Check(
            step.text, step.met, step.found, Link(step.label, step.url) if step.url and not step.met else None
        )
        for step in setting_up_of(request.user)
    ]
    context = {"board": board, "picture": picture, "meeting": meeting, "setup": setup}
    return show(request, "today/today.html", context)
