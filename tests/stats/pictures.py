"""The pictures of docs/statistics/reading-charts.md, drawn by the product's own charts from fixed numbers.

``python -m tests.stats.pictures`` writes them anew; a test compares them with what stands in docs.
"""

import os
from datetime import date, timedelta
from pathlib import Path

import django

from trellis.stats.spc import RunChart, run_chart

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "statistics" / "pictures"
FIRST = date(2026, 9, 3)

ORDINARY = [52, 54, 50, 47, 49, 46, 52, 60, 49, 48, 55, 54, 53, 46, 52, 56, 44, 49, 41, 44, 41, 51, 44, 54]
SHIFTED = [49, 47, 51, 49, 45, 50, 55, 53, 44, 42, 45, 48, 45, 56, 51, 53, 54, 55, 59, 62, 56, 64, 54, 59]
TOGETHER = [38, 40, 45, 52, 51, 58, 53, 55, 59, 57, 52, 48, 46, 49, 45, 45, 46, 50, 52, 54, 50, 50, 54, 61]
EARLY = [48, 44, 51, 47, 55, 58, 60]

#: The colours of the light theme, because a picture that stands alone has no style sheet.
_STYLE = (
    "svg{background:#fffefb;font-family:system-ui,sans-serif}"
    "text{fill:#5a5549;font-size:13.5px;paint-order:stroke;stroke:#fffefb;stroke-width:3.5px}"
    ".t-strong{fill:#201e19;font-weight:650}.t-leaf{fill:#1b5a35;font-weight:600}"
    ".axis{stroke:#827b6b}.rule{stroke:#ded8ca}.data{stroke:#201e19;stroke-width:2;fill:none}"
    ".dot{fill:#201e19;stroke:#fffefb;stroke-width:2}.median{stroke:#827b6b;stroke-width:1.75}"
    ".median-on{stroke-dasharray:2 5}.start{stroke:#1b5a35}.start-flag{fill:#1b5a35}"
    ".ring,.bracket{fill:none;stroke:#201e19;stroke-width:1.5}.hit{fill:none}.tip{visibility:hidden}"
)


def pictures() -> dict[str, str]:
    """File name and SVG of every picture."""
    charts = {
        "ordinary": (ORDINARY, run_chart(ORDINARY), None),
        "shifted": (SHIFTED, run_chart(SHIFTED, baseline=12), 12),
        "together": (TOGETHER, run_chart(TOGETHER), None),
        "early": (EARLY, run_chart(EARLY), None),
    }
    return {f"{name}.svg": _draw(name, *chart) for name, chart in charts.items()}


def _draw(name: str, values: list[int], chart: RunChart, start: int | None) -> str:
    from trellis.web.charts.pictures import Median, Point, RunPicture, Signal, Start  # noqa: PLC0415 - needs Django
    from trellis.web.charts.run import run_chart_svg  # noqa: PLC0415 - needs Django, which starts in main

    days = [FIRST + timedelta(weeks=week) for week in range(len(values))]
    run, centre = chart.current.run, chart.current.centre or 0.0
    long = chart.current.long_run and run is not None and chart.signal
    points = [
        Point(day, value, f"{value} %", signal=bool(long and run and run.first <= i <= run.last))
        for i, (day, value) in enumerate(zip(days, values, strict=True))
    ]
    settled = days[-1] if start is None else days[start - 1]
    signals = (
        (Signal(days[run.first], days[run.last], f"{run.length} in a row {run.side}"),)
        if long and run
        else ()
    )
    words = f"{'Baseline median' if start else 'Median'} {centre:g} %"
    picture = RunPicture(
        key=name,
        title="Students with 2 or 3 right of 3 on the weekly slip",
        points=points,
        columns=("Week", "Share"),
        sentence=chart.say("en"),
        medians=(Median(centre, words, days[0], settled, days[-1]),),
        starts=(Start(days[start], "Strategy starts"),) if start else (),
        signals=signals,
        unit="%",
        low=0,
        high=100,
    )
    wide = str(run_chart_svg(picture)).split("</svg>")[0] + "</svg>\n"
    wide = wide.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    head, rest = wide.split(">", 1)
    return f"{head}><style>{_STYLE}</style>{rest}"


def main() -> None:
    """Write the pictures."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings_test")
    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, svg in pictures().items():
        (FOLDER / name).write_text(svg)


if __name__ == "__main__":
    main()
