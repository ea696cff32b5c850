"""The run chart as SVG, wide and narrow: ink line, grey median, green start and goal, signals by shape."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext, pgettext

from trellis.web.charts.pictures import Point, RunPicture
from trellis.web.charts.places import LINE, Box, Room, Spot, spread, wrap
from trellis.web.charts.scale import Days, Values, day_ticks, round_ticks, tick_words
from trellis.web.charts.svg import element, polyline, text


@dataclass(frozen=True, slots=True)
class Format:
    """Measures of one variant, in SVG units (1 unit = 1 px at full size)."""

    name: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    days_named: int
    dot: float
    hit: float
    beside: bool  # labels stand in the right margin, not inside


WIDE = Format("wide", 760, 310, 46, 622, 44, 268, 6, 5, 13, beside=True)
NARROW = Format("narrow", 350, 300, 42, 338, 46, 258, 4, 4.5, 12, beside=False)
MARGIN_CHARACTERS = 17
#: Room between the axis and the first point.
INSET = 8


def day_words(on: date) -> str:
    """Write a day as the axis does: “Aug 27”, in Spanish “27 ago”."""
    # Translators: a day on the axis of a chart, in the letters of Django's date filter
    return date_format(on, pgettext("short day", "M j"))


def run_chart_svg(picture: RunPicture) -> SafeString:
    """Draw both variants; the style sheet shows the one that fits."""
    return mark_safe(_Drawing(picture, WIDE).markup() + _Drawing(picture, NARROW).markup())


@dataclass(slots=True)
class _Drawing:
    """One variant while it is drawn: lines below, points above them, words on top."""

    picture: RunPicture
    form: Format
    x: Days = field(init=False)
    y: Values = field(init=False)
    room: Room = field(init=False)
    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    margin: list[tuple[float, str, str]] = field(default_factory=list)  # height, class, words
    ticks: list[float] = field(init=False)
    dot: float = field(init=False)

    def __post_init__(self) -> None:
        picture, form = self.picture, self.form
        self.ticks = round_ticks(_values(picture), picture.low, picture.high)
        days = _days(picture)
        self.x = Days(min(days), max(days), form.left + INSET, form.right)
        self.y = Values(self.ticks[0], self.ticks[-1], form.top, form.bottom)
        between = (form.right - form.left) / max(len(picture.points), 1)
        self.dot = min(form.dot, max(between * 0.24, 2.5))
        self.room = Room(Box(form.left - 4, form.top - 16, form.right + 8, form.bottom - 2))

    def markup(self) -> str:
        """Return the finished ``<svg>``."""
        form = self.form
        shown = [(self.x(p.on), self.y(p.value)) for p in self.picture.points if p.value is not None]
        self.room.take_line(shown)
        for x, y in shown:
            self.room.take_point(x, y, 10)
        self._axis()
        self._starts()
        self._prediction()
        self._medians()
        self._goal()
        self._signals()
        self._last_words()
        self._line_words()
        self._margin_words()
        count = len(self.picture.points)
        label = ngettext(
            "Run chart with %(count)d point. Each point leads to its row in the table.",
            "Run chart with %(count)d points. Each point leads to its row in the table.",
            count,
        ) % {"count": count}
        return element(
            "svg",
            "".join([*self.lines, *self._data_lines(), *self._points(), *self.words]),
            class_=form.name,
            viewBox=f"0 0 {form.width:.0f} {form.height:.0f}",
            role="group",
            aria_label=f"{self.picture.title}. {label}",
        )

    def _line(self, class_: str, x1: float, x2: float, y1: float, y2: float) -> None:
        self.lines.append(element("line", class_=class_, x1=x1, x2=x2, y1=y1, y2=y2))
        if class_ not in {"axis", "rule"}:
            self.room.take_line([(x1, y1), (x2, y2)], 3)

    def _say(self, words: str, spot: Spot, class_: str = "") -> None:
        self.words.append(text(words, spot.x, spot.y, class_, spot.anchor))

    def _axis(self) -> None:
        form, picture = self.form, self.picture
        step = self.ticks[1] - self.ticks[0]
        for tick in self.ticks:
            height = self.y(tick)
            self._line("axis" if tick == self.ticks[0] else "rule", form.left, form.right, height, height)
            unit = f" {picture.unit}" if picture.unit and tick == self.ticks[-1] else ""
            self._say(tick_words(tick, step) + unit, Spot(form.left - 8, height + 4.5, "end"))
        title = picture.title if form.beside else picture.short_title or picture.title
        self.words.append(text(title, 0, 15, "tip-rest"))
        named = day_ticks([point.on for point in picture.points], self.x.last, form.days_named)
        free_from = float("-inf")
        for index, on in enumerate(named):
            words, place = day_words(on), self.x(on)
            anchor = "start" if index == 0 else "end" if place > form.right - 20 else "middle"
            box = Spot(place, form.bottom + 23, anchor).box(words)
            if box.left > free_from:
                self._say(words, Spot(place, form.bottom + 23, anchor))
                free_from = box.right + 6

    def _starts(self) -> None:
        form = self.form
        for x in (self.x(start.on) for start in self.picture.starts):  # no word on a flag or its pole
            self.room.taken.append(Box(x - 2, form.top - 14, x + 13, form.top + 1))
            self.room.taken.append(Box(x - 1, form.top + 1, x + 1, form.top + LINE + 1))
        for start in self.picture.starts:
            x = self.x(start.on)
            self._line("start", x, x, form.top - 12, form.bottom)
            flag = f"M{x:.1f} {form.top - 12:.1f}h11l-3 5 3 5h-11z"
            self.lines.append(element("path", class_="start-flag", d=flag))
            words = start.words if form.beside else start.short_words or start.words
            row = form.top - 2
            spots = [
                Spot(x + 16, row),
                Spot(x - 8, row, "end"),
                Spot(x + 16, row + LINE),
                Spot(x - 8, row + LINE, "end"),
            ]
            self._say(words, self.room.place(words, spots), "t-leaf")

    def _prediction(self) -> None:
        guess = self.picture.prediction
        if guess is None:
            return
        middle, top, bottom = self.x(guess.on), self.y(guess.high), self.y(guess.low)
        left = min(middle - 9, self.form.right - 18)
        height = max(bottom - top, 3)
        self.lines.append(element("rect", class_="guess", x=left, y=top, width=18, height=height, rx=2))
        self.room.taken.append(Box(left, top, left + 18, top + height))
        centre = (top + bottom) / 2 + 4.5
        spots = [
            Spot(left + 24, centre),
            Spot(left - 6, centre, "end"),
            Spot(left + 9, bottom + 17, "middle"),
            Spot(left + 18, bottom + 17, "end"),
            Spot(left + 18, top - 7, "end"),
        ]
        self._say(guess.words, self.room.place(guess.words, spots))

    def _medians(self) -> None:
        for median in self.picture.medians:
            height = self.y(median.value)
            start, settled, end = self.x(median.from_on), self.x(median.settled_to), self.x(median.to_on)
            self._line("median", start, settled, height, height)
            if end > settled:
                self._line("median median-on", settled, end, height, height)

    def _goal(self) -> None:
        goal = self.picture.goal
        if goal is not None:
            start = self.x(goal.from_on) if goal.from_on else self.form.left
            self._line("goal", start, self.form.right, self.y(goal.value), self.y(goal.value))

    def _line_words(self) -> None:
        """Name goal and medians: beside the end of the line where there is a margin for it."""
        goal, medians = self.picture.goal, self.picture.medians
        if goal is not None and self.form.beside:
            self.margin.append((self.y(goal.value), "t-leaf", f"{goal.words}\n{goal.by_words}".strip()))
        elif goal is not None:
            start = self.x(goal.from_on) if goal.from_on else self.form.left
            self._name_line(goal.words, start, self.form.right, self.y(goal.value), "t-leaf")
        for median in medians:
            if self.form.beside and median is medians[-1]:
                self.margin.append((self.y(median.value), "", median.words))
            else:
                start, end = self.x(median.from_on), self.x(median.to_on)
                self._name_line(median.words, start, end, self.y(median.value), "")

    def _name_line(self, words: str, start: float, end: float, height: float, class_: str) -> None:
        spots = [
            Spot(start - 6, height + 4.5, "end"),
            Spot(end - 2, height + 17, "end"),
            Spot(end - 2, height - 8, "end"),
            Spot(start + 4, height - 8),
            Spot(start + 4, height + 17),
        ]
        self._say(words, self.room.place(words, spots), class_)

    def _signals(self) -> None:
        for signal in self.picture.signals:
            held = [
                p
                for p in self.picture.points
                if signal.from_on <= p.on <= signal.to_on and p.value is not None
            ]
            if not held:
                continue
            self._bracket(
                signal.words, [(self.x(p.on), self.y(p.value)) for p in held if p.value is not None]
            )

    def _bracket(self, words: str, held: list[tuple[float, float]]) -> None:
        """Draw a bracket over the points, above or below them, wherever it and its words lie freer."""
        left, right = held[0][0], held[-1][0]
        above = max(min(y for _, y in held) - 24, self.form.top + 8)
        below = min(max(y for _, y in held) + 24, self.form.bottom - 8)
        ways = []
        for height, base, turn in ((above, above - 7, 7), (below, below + 17, -7)):
            lies = self.room.cost(Box(left, height - 4, right, height + 4))
            for spot in (
                Spot((left + right) / 2, base, "middle"),
                Spot(right, base, "end"),
                Spot(left, base),
            ):
                ways.append((lies + self.room.cost(spot.box(words)), height, turn, spot))
        _, height, turn, spot = min(ways, key=lambda way: way[0])
        drawn = f"M{left:.1f} {height + turn:.1f}v{-turn}H{right:.1f}v{turn}"
        self.lines.append(element("path", class_="bracket", d=drawn))
        self.room.take_line([(left, height), (right, height)], 4)
        self._say(words, self.room.place(words, [spot]), "t-strong")

    def _last_words(self) -> None:
        shown = [point for point in self.picture.points if point.value is not None]
        if not shown or shown[-1].value is None:
            return
        last = shown[-1]
        x, y = self.x(last.on), self.y(shown[-1].value)
        spots = [
            Spot(x, y - 13, "middle"),
            Spot(x, y + 24, "middle"),
            Spot(x + 12, y + 4.5),
            Spot(x + 4, y - 13, "end"),
            Spot(x + 6, y + 27, "end"),
        ]
        self._say(last.words, self.room.place(last.words, spots), "t-strong")

    def _margin_words(self) -> None:
        """Write goal and median beside the right end of their lines, moved apart where they are close."""
        blocks = [
            (height, class_, [line for piece in words.split("\n") for line in wrap(piece, MARGIN_CHARACTERS)])
            for height, class_, words in self.margin
        ]
        gap = LINE * max((len(lines) for _, _, lines in blocks), default=1) + 2
        wanted = [height + 4.5 for height, _, _ in blocks]
        for top, (_, class_, lines) in zip(
            spread(wanted, gap, self.form.top, self.form.bottom), blocks, strict=True
        ):
            for row, line in enumerate(lines):
                self._say(line, Spot(self.form.right + 10, top + row * LINE), class_ if row == 0 else "")

    def _data_lines(self) -> list[str]:
        """Join neighbours by ink; over a gap only by dots, because nothing is known of it."""
        drawn: list[str] = []
        piece: list[tuple[float, float]] = []
        gap_from: tuple[float, float] | None = None
        for point in self.picture.points:
            if point.value is None:
                gap_from = piece[-1] if piece else gap_from
                drawn += _path("data", piece)
                piece = []
                continue
            here = (self.x(point.on), self.y(point.value))
            if not piece and gap_from:
                drawn += _path("data-gap", [gap_from, here])
            piece.append(here)
        return [*drawn, *_path("data", piece)]

    def _points(self) -> list[str]:
        drawn = []
        for index, point in enumerate(self.picture.points):
            if point.value is None:
                continue
            x, y = self.x(point.on), self.y(point.value)
            spoken = point_words(point)
            ring = element("circle", class_="ring", cx=x, cy=y, r=self.dot + 3.5) if point.signal else ""
            dot = element("circle", class_="dot-part" if point.partial else "dot", cx=x, cy=y, r=self.dot)
            hit = element("circle", class_="hit", cx=x, cy=y, r=self.form.hit)
            tip = element("text", escape(spoken), class_="tip", x=0, y=15)
            row = f"#{self.picture.key}-{index}"
            drawn.append(element("a", hit + ring + dot + tip, href=row, aria_label=spoken))
        return drawn


def point_words(point: Point) -> str:
    """Say a point: “12 Nov: 55 %, 39 of 71, 3 of 4 classes”."""
    said = f"{day_words(point.on)}: {point.words}"
    return f"{said}, {point.detail}" if point.detail else said


def _path(class_: str, points: Sequence[tuple[float, float]]) -> list[str]:
    return [element("path", class_=class_, d=polyline(list(points)))] if len(points) > 1 else []


def _values(picture: RunPicture) -> list[float]:
    values = [point.value for point in picture.points if point.value is not None]
    values += [median.value for median in picture.medians]
    if picture.goal:
        values.append(picture.goal.value)
    if picture.prediction:
        values += [picture.prediction.low, picture.prediction.high]
    return values


def _days(picture: RunPicture) -> list[date]:
    days = [point.on for point in picture.points] + [start.on for start in picture.starts]
    days += [median.to_on for median in picture.medians]
    if picture.prediction:
        days.append(picture.prediction.on)
    if picture.ends_on:
        days.append(picture.ends_on)
    return days or [date.min]
