"""The components of a page as template tags. ``docs/patterns.md`` shows each with an example.

Small things are made here; whatever has a shape of its own is a template in ``templates/parts/``.
"""

import re
from collections.abc import Sequence
from hashlib import blake2s
from typing import Any, Literal, cast

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from trellis.web.glossary import GLOSSARY
from trellis.web.icons import ICONS, TURNING
from trellis.web.ui import AnswerGrid, Audience, Blank, Check, Figure, Link, Stage, UseGrid

register = template.Library()

ButtonKind = Literal["", "main", "stop", "word"]
ChipKind = Literal["", "wait", "leaf", "stop"]
BannerKind = Literal["info", "done", "wait", "stop", "undo"]

BANNER_ICONS: dict[str, str] = {
    "info": "info",
    "done": "check",
    "wait": "wait",
    "stop": "stop",
    "undo": "undo",
}
#: A road with more stages runs downward: side by side their names would not fit.
STAGES_ACROSS = 8
REACH_ICONS: dict[str, str] = {"self": "lock", "team": "people", "many": "globe"}


def _own_id(context: Context, stem: str, *parts: object) -> str:
    """Return an id that is the same whenever the same thing is drawn, and unique on the page."""
    digest = blake2s("\x1f".join(map(str, parts)).encode(), digest_size=4).hexdigest()
    wished = f"{stem}-{digest}"
    # render_context lives as long as the page, across included parts and layouts
    whole_page = cast(dict[str, Any], context.render_context.dicts[0])
    seen: dict[str, int] = whole_page.setdefault("trellis_ids", {})
    seen[wished] = seen.get(wished, 0) + 1
    return wished if seen[wished] == 1 else f"{wished}-{seen[wished]}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one of our line icons. It is decoration: the words beside it say the same."""
    turns = " icon-turns" if name in TURNING else ""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', turns, mark_safe(ICONS[name])
    )


@register.inclusion_tag("parts/button.html", takes_context=True)
def button(
    context: Context,
    label: str,
    kind: ButtonKind = "",
    *,
    icon: str = "",
    name: str = "",
    value: str = "",
    type: Literal["submit", "button"] = "submit",
    size: Literal["", "big", "wide"] = "",
    opens: str = "",
    off_because: str = "",
    form: str = "",
) -> dict[str, object]:
    """A button. ``opens`` is the id of a dialog or pop-over; ``off_because`` says why it cannot act now."""
    return {
        "label": label,
        "classes": _classes("btn", kind, size),
        "icon_name": icon,
        "name": name,
        "value": value,
        "type": "button" if opens else type,
        "opens": opens,
        "off_because": off_because,
        "why_id": _own_id(context, "why", label, off_because) if off_because else "",
        "form": form,
    }


@register.simple_tag
def link_button(label: str, url: str, kind: ButtonKind = "", *, icon: str = "", size: str = "") -> SafeString:
    """A link that looks like a button: it goes somewhere and changes nothing."""
    return format_html(
        '<a class="{}" href="{}">{}{}</a>', _classes("btn", kind, size), url, _icon_or_nothing(icon), label
    )


@register.simple_tag
def chip(text: str, kind: ChipKind = "", *, icon: str = "") -> SafeString:
    """A state in words. Amber (``wait``) only for “waits for you”."""
    return format_html('<span class="{}">{}{}</span>', _classes("chip", kind), _icon_or_nothing(icon), text)


@register.simple_tag
def face(initials: str) -> SafeString:
    """The round sign of a person; the name stands beside it or is said by the link around it."""
    return format_html('<span class="face" aria-hidden="true">{}</span>', initials)


@register.simple_tag
def person(who: object, url: str = "") -> SafeString:
    """A person: round sign and name. Takes a person (``full_name``, ``initials``) or a name."""
    name = str(getattr(who, "full_name", who))
    initials = str(getattr(who, "initials", "")) or "".join(word[:1] for word in name.split()[:2]).upper()
    inside = format_html("{}<span>{}</span>", face(initials), name)
    if url:
        return format_html('<a class="person" href="{}">{}</a>', url, inside)
    return format_html('<span class="person">{}</span>', inside)


@register.inclusion_tag("parts/who_can_see.html", takes_context=True)
def who_can_see(context: Context, audience: Audience, id: str = "") -> dict[str, object]:
    """The chip that answers “who can see this?”; the lines open beside it without a script."""
    reach = str(getattr(audience, "reach", "team"))
    return {
        "sentence": audience.sentence,
        "lines": audience.lines,
        "icon_name": REACH_ICONS.get(reach, "people"),
        "id": id or _own_id(context, "who", audience.sentence, *audience.lines),
    }


@register.inclusion_tag("parts/term.html", takes_context=True)
def term(context: Context, word: str) -> dict[str, object]:
    """A word of the trade with its meaning in a pop-over. The word must be in the glossary."""
    long_form, meaning = GLOSSARY[word]
    return {"word": word, "long_form": long_form, "meaning": meaning, "id": _own_id(context, "term", word)}


@register.simple_block_tag(takes_context=True)
def part(
    context: Context,
    content: str,
    title: str,
    *,
    note: str = "",
    who: Audience | None = None,
    wide: bool = False,
    id: str = "",
) -> str:
    """A part of the workbook: its name, note and audience in the margin, the work on the sheet."""
    own_id = id or _own_id(context, "part", title)
    chip_of_part = ""
    if who is not None:
        chip_of_part = render_to_string("parts/who_can_see.html", who_can_see(context, who))
    return render_to_string(
        "parts/part.html",
        {"title": title, "note": note, "who": chip_of_part, "wide": wide, "id": own_id, "content": content},
    )


@register.simple_block_tag
def card(content: str) -> str:
    """A thing that can be picked up: a lesson, a strategy, a sample of work. Nothing else is a card."""
    return format_html('<div class="card">{}</div>', content)


@register.simple_block_tag
def row(content: str, title: str, *, note: str = "", url: str = "", tall: bool = False) -> str:
    """A line of a list inside ``<ul class="rows">``: what, a quiet line, an action (the content)."""
    return render_to_string(
        "parts/row.html",
        {"title": title, "note": note, "url": url, "tall": tall, "do": mark_safe(content.strip())},
    )


@register.simple_block_tag
def banner(content: str, text: str, kind: BannerKind = "info") -> str:
    """Something happened: info, done, wait, stop or undo. The content is what can be done about it."""
    return render_to_string(
        "parts/banner.html",
        {"text": text, "kind": kind, "icon_name": BANNER_ICONS[kind], "do": mark_safe(content.strip())},
    )


@register.simple_block_tag
def dialog(content: str, title: str, id: str) -> str:
    """A question before something that people outside will see. A button with ``opens=id`` shows it."""
    return render_to_string("parts/dialog.html", {"title": title, "id": id, "content": content})


@register.simple_block_tag
def empty_state(content: str, title: str, text: str = "") -> str:
    """What will appear here, why it helps, and the first step (the content)."""
    return render_to_string(
        "parts/empty_state.html", {"title": title, "text": text, "do": mark_safe(content.strip())}
    )


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """A form field in house style: label, hint, control, message; choice lists for radios and checkboxes."""
    return {"field": bound}


@register.inclusion_tag("parts/trouble.html")
def trouble(form: BaseForm) -> dict[str, object]:
    """What is wrong with a form, once at its top, with a link to each place; nothing when all is well."""
    return {"form": form, "bad_fields": [bound for bound in form if bound.errors] if form.is_bound else []}


@register.inclusion_tag("parts/crumbs.html")
def crumbs(links: Sequence[Link]) -> dict[str, object]:
    """Where this page stands. The last crumb needs no address."""
    return {"links": links}


@register.inclusion_tag("parts/tabs.html")
def tabs(links: Sequence[Link], label: str) -> dict[str, object]:
    """Tabs that are links; ``label`` names them for a screen reader."""
    return {"links": links, "label": label}


@register.inclusion_tag("parts/stage_track.html")
def stage_track(stages: Sequence[Stage]) -> dict[str, object]:
    """The road of a cycle: stages by week, to scale."""
    across = len(stages) <= STAGES_ACROSS
    return {"stages": [(stage, f"w{min(max(stage.weeks, 1), 20)}") for stage in stages], "across": across}


@register.inclusion_tag("parts/ticks.html")
def ticks(checks: Sequence[Check]) -> dict[str, object]:
    """Exit checks with what we found, drawn and in words."""
    return {"checks": checks}


@register.inclusion_tag("parts/blanks.html")
def blanks(pieces: Sequence[Blank]) -> dict[str, object]:
    """A theory of action as one sentence with blanks."""
    return {"pieces": pieces}


@register.inclusion_tag("parts/figures.html")
def figures(numbers: Sequence[Figure]) -> dict[str, object]:
    """Numbers side by side, each with its words."""
    return {"figures": numbers}


@register.inclusion_tag("parts/use_grid.html", takes_context=True)
def use_grid(context: Context, grid: UseGrid) -> dict[str, object]:
    """The use record: a mark for each week, filled by how fully; the key stands below."""
    return {"grid": grid, "id": _own_id(context, "use", grid.caption)}


@register.inclusion_tag("parts/answer_grid.html", takes_context=True)
def answer_grid(context: Context, grid: AnswerGrid) -> dict[str, object]:
    """Students by items: a ring is right, a letter is the wrong answer chosen, a dash is blank."""
    return {"grid": grid, "columns": len(grid.items) + 1, "id": _own_id(context, "grid", grid.caption)}


@register.inclusion_tag("parts/saved_state.html")
def saved_state() -> dict[str, object]:
    """The quiet line of a form with ``data-autosave``: kept, brought back, or not possible."""
    return {}


@register.inclusion_tag("parts/timer.html")
def timer(label: str, used_seconds: int, total_seconds: int) -> dict[str, object]:
    """The time left of a step, as figures; the bar only repeats them."""
    left = max(total_seconds - used_seconds, 0)
    return {
        "label": label,
        "left": f"{left // 60}:{left % 60:02d}",
        "used": min(used_seconds, total_seconds),
        "total": total_seconds,
    }


@register.inclusion_tag("parts/progress.html")
def progress(label: str, value: int, total: int, words: str = "") -> dict[str, object]:
    """How far something is: a sentence and a bar that repeats it."""
    return {"label": label, "value": value, "total": total, "words": words}


@register.simple_tag
def font_links() -> SafeString:
    """Links to the built font; empty where it was not built (the system font serves)."""
    if not settings.DEVELOPMENT and not (settings.BUILD_DIR / "fonts" / "fonts.css").exists():
        return mark_safe("")
    if settings.DEVELOPMENT and finders.find("fonts/fonts.css") is None:
        return mark_safe("")
    return format_html(
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>\n'
        '<link rel="stylesheet" href="{}">',
        static("fonts/atkinson-latin.woff2"),
        static("fonts/fonts.css"),
    )


@register.filter
def is_optional(field: BoundField) -> bool:
    """Say whether a field may stay empty. What the rules ask for, a form names in ``asks``."""
    return not field.field.required and field.name not in getattr(field.form, "asks", ())


@register.filter
def as_id(text: str) -> str:
    """Make a readable id of a heading: “Did we use it?” -> ``did-we-use-it``."""
    return re.sub(r"[^a-z0-9]+", "-", str(text).lower()).strip("-")


def _classes(base: str, *kinds: str) -> str:
    return " ".join([base, *(f"{base}-{kind}" for kind in kinds if kind)])


def _icon_or_nothing(name: str) -> SafeString:
    return icon(name) if name else mark_safe("")
