"""Reads templates from JSON and refuses what does not say what it must. Plain Python."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from trellis.evidence.imports.work.results.spec import (
    FACTS,
    KINDS,
    METHODS,
    MOST_IDS,
    READERS,
    REASONS,
    RULES,
    TARGETS,
    Answers,
    Fact,
    Figure,
    Score,
    Sitting,
    Template,
    TemplateWrong,
    Text,
)

FOLDER = Path(__file__).resolve().parent.parent.parent / "layouts"
_NAME = re.compile(r"[a-z][a-z0-9_]{1,60}")
_PLACE = re.compile(r"\{([^{}|]+)(?:\|([a-z_]+))?\}")


class _Reader:
    """Reads one object of the template and complains about what it does not know."""

    def __init__(self, content: Any, place: str, maps: Mapping[str, Mapping[str, str]]) -> None:
        if not isinstance(content, dict):
            raise TemplateWrong(f"{place} must be an object.")
        self.content, self.place, self.maps = dict(content), place, maps

    def _take(self, name: str, kind: type, default: Any) -> Any:
        value = self.content.pop(name, default)
        if value is not default and not isinstance(value, kind):
            raise TemplateWrong(f"{self.place}: “{name}” has the wrong kind of value.")
        return value

    def word(self, name: str, default: str | None = "", among: Iterable[str] = ()) -> str:
        value = self._take(name, str, default)
        if value is None:
            raise TemplateWrong(f"{self.place}: “{name}” is missing.")
        allowed = tuple(among)
        if allowed and value and value not in allowed:
            raise TemplateWrong(f"{self.place}: “{name}” must be one of {', '.join(allowed)}.")
        return str(value)

    def text(self, name: str, default: str | None = "") -> Text:
        return text_of(self.word(name, default), f"{self.place}: “{name}”", self.maps)

    def text_or_none(self, name: str) -> Text | None:
        return self.text(name) if name in self.content else None

    def words(self, name: str) -> tuple[str, ...]:
        value = self._take(name, list, [])
        if not all(isinstance(word, str) for word in value):
            raise TemplateWrong(f"{self.place}: “{name}” must be a list of texts.")
        return tuple(value)

    def number(self, name: str) -> float | None:
        value = self.content.pop(name, None)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise TemplateWrong(f"{self.place}: “{name}” must be a number.")
        return value

    def pairs(self, name: str, among: Iterable[str] = ()) -> dict[str, str]:
        value: dict[str, Any] = self._take(name, dict, {})
        allowed = tuple(among)
        for to in value.values():
            if not isinstance(to, str) or (allowed and to not in allowed):
                raise TemplateWrong(f"{self.place}: “{name}” must map to {', '.join(allowed) or 'texts'}.")
        return value

    def objects(self, name: str) -> list[Any]:
        return list(self._take(name, list, []))

    def map_name(self) -> str:
        name = self.word("map")
        if name and name not in self.maps:
            raise TemplateWrong(f"{self.place}: there is no map “{name}”.")
        return name

    def end(self) -> None:
        if self.content:
            raise TemplateWrong(f"{self.place}: nobody knows “{'”, “'.join(sorted(self.content))}”.")


def text_of(source: str, place: str, maps: Mapping[str, Mapping[str, str]]) -> Text:
    """Read a text with ``{Column}`` and ``{Column|map}`` in it."""
    parts: list[tuple[str, str, str]] = []
    at = 0
    for found in _PLACE.finditer(source):
        if found.start() > at:
            parts.append((source[at : found.start()], "", ""))
        name = found[2] or ""
        if name and name not in maps:
            raise TemplateWrong(f"{place}: there is no map “{name}”.")
        parts.append(("", found[1], name))
        at = found.end()
    if at < len(source):
        parts.append((source[at:], "", ""))
    return Text(tuple(parts))


def _repeated(content: Any, place: str) -> list[Any]:
    """Return a part once for each value of its ``each``, with ``<name>`` replaced everywhere."""
    if not isinstance(content, dict) or "each" not in content:
        return [content]
    values = content["each"]
    if not isinstance(values, list) or not values or not all(isinstance(value, dict) for value in values):
        raise TemplateWrong(f"{place}: “each” must be a list of objects.")
    rest = json.dumps({name: part for name, part in content.items() if name != "each"})
    made = []
    for value in values:
        text = rest
        for name, word in value.items():
            text = text.replace(f"<{name}>", json.dumps(str(word))[1:-1])
        made.append(json.loads(text))
    return made


def _scores(content: list[Any], place: str, maps: Mapping[str, Mapping[str, str]]) -> tuple[Score, ...]:
    found = []
    for number, part in enumerate(content, start=1):
        for one in _repeated(part, place):
            read = _Reader(one, f"{place}, result {number}", maps)
            item = read.text("item")
            found.append(
                Score(
                    item=item,
                    label=read.text("label") if "label" in read.content else item,
                    method=read.word("method", None, METHODS),
                    column=read.word("from", None),
                    error=read.word("error"),
                    answer=read.word("answer"),
                    low=read.word("low"),
                    high=read.word("high"),
                    map=read.map_name(),
                    kind=read.word("kind", "part", ("part", "item")),
                    standard=read.text_or_none("standard"),
                    least=read.number("least"),
                    most=read.number("most"),
                    full=read.word("full"),
                    marks=read.pairs("marks", REASONS),
                )
            )
            read.end()
    if not found:
        raise TemplateWrong(f"{place}: there is no result.")
    return tuple(found)


def _sittings(content: list[Any], maps: Mapping[str, Mapping[str, str]]) -> tuple[Sitting, ...]:
    found = []
    for number, part in enumerate(content, start=1):
        place = f"Sitting {number}"
        for one in _repeated(part, place):
            read = _Reader(one, place, maps)
            title = read.text("assessment", None)
            found.append(
                Sitting(
                    title=title,
                    key=read.text("key") if "key" in read.content else title,
                    subject=read.text("subject"),
                    version=read.text("version"),
                    year=read.text_or_none("year"),
                    window=read.text_or_none("window"),
                    window_title=read.text_or_none("window_title"),
                    date=read.word("date"),
                    test=read.word("test"),
                    grade=read.word("grade"),
                    form=read.word("form"),
                    valid=read.word("valid"),
                    valid_map=read.pairs("valid_map", ("valid", "invalid", "not_tested")),
                    accommodations=read.words("accommodations"),
                    scores=_scores(read.objects("results"), place, maps),
                    school_class=read.word("class"),
                )
            )
            read.end()
    return tuple(found)


def _facts(content: list[Any], maps: Mapping[str, Mapping[str, str]]) -> tuple[Fact, ...]:
    found = []
    for number, part in enumerate(content, start=1):
        place = f"Fact {number}"
        for one in _repeated(part, place):
            read = _Reader(one, place, maps)
            unless = read._take("unless", dict, {})
            found.append(
                Fact(
                    kind=read.word("kind", None, FACTS),
                    code=read.text("code", None),
                    on=read.word("on"),
                    ends=read.word("ends"),
                    amount=read.word("amount"),
                    note=read.text("note"),
                    year=read.text_or_none("year"),
                    unless={column: tuple(values) for column, values in unless.items()},
                )
            )
            read.end()
    return tuple(found)


def _figures(content: list[Any], maps: Mapping[str, Mapping[str, str]]) -> tuple[Figure, ...]:
    found = []
    for number, part in enumerate(content, start=1):
        place = f"Figure {number}"
        for first in _repeated(part, place):
            for one in _repeated({**first, "each": first["also"]}, place) if "also" in first else [first]:
                one.pop("also", None)
                read = _Reader(one, place, maps)
                found.append(
                    Figure(
                        title=read.text("title", None),
                        label=read.text("label", None),
                        place=read.text("place", None),
                        place_name=read.text("place_name"),
                        level=read.text("level"),
                        group=read.text("group"),
                        year=read.text("year", None),
                        method=read.word("method", None, METHODS),
                        column=read.word("from", None),
                        n=read.word("n"),
                    )
                )
                read.end()
    return tuple(found)


def _answers(content: Any, maps: Mapping[str, Mapping[str, str]]) -> Answers:
    read = _Reader(content, "Answers", maps)
    answers = Answers(
        survey=read.text("survey", None),
        date=read.word("date"),
        group=read.text("group"),
        questions=read.words("questions"),
    )
    read.end()
    return answers


def read_template(content: Any) -> Template:
    """Check a template and return it.

    Raises:
        TemplateWrong: with a sentence that names the place.
    """
    maps = content.get("maps", {}) if isinstance(content, dict) else {}
    if not isinstance(maps, dict) or not all(isinstance(one, dict) for one in maps.values()):
        raise TemplateWrong("“maps” must hold named maps from cell to word.")
    read = _Reader(content, "Template", maps)
    read.content.pop("maps", None)
    read.content.pop("about", None)
    name = read.word("name", None)
    if not _NAME.fullmatch(name):
        raise TemplateWrong("“name” must be small letters, digits and underscores.")
    file = read._take("file", dict, {})
    if file.get("kind", "table") not in READERS:
        raise TemplateWrong(f"“file” must be of a kind among {', '.join(READERS)}.")
    keep = []
    for part in read.objects("keep"):
        one = _Reader(part, "Keep", maps)
        keep.append((one.word("column", None), one.words("is")))
        one.end()
    answers = read._take("answers", dict, None)
    title = read.word("title", None)
    template = Template(
        name=name,
        title=title,
        target=read.word("target", "results", TARGETS),
        kind=read.word("kind", "interim", KINDS),
        family=read.word("family", title),
        file=file,
        needs=read.words("needs"),
        lacks=read.words("lacks"),
        keep=tuple(keep),
        students=read.words("students"),
        names=read.pairs("names"),
        maps=maps,
        marks=read.pairs("marks", REASONS),
        dates=read.words("dates"),
        rule=read.word("rule", "last", RULES),
        sittings=_sittings(read.objects("sittings"), maps),
        facts=_facts(read.objects("facts"), maps),
        figures=_figures(read.objects("figures"), maps),
        answers=_answers(answers, maps) if answers is not None else None,
    )
    read.end()
    _check_whole(template)
    return template


def _check_whole(template: Template) -> None:
    brings = {
        "results": template.sittings,
        "facts": template.facts,
        "figures": template.figures,
        "answers": (template.answers,) if template.answers else (),
    }
    for target, parts in brings.items():
        if bool(parts) != (target == template.target):
            raise TemplateWrong(f"A template for {template.target} must bring {template.target} alone.")
    of_students = template.target in ("results", "facts")
    if of_students and not 1 <= len(template.students) <= MOST_IDS:
        raise TemplateWrong(f"“students” must name one to {MOST_IDS} columns.")
    if not of_students and (template.students or template.names):
        # figures and answers never stand beside a child's name
        raise TemplateWrong(f"A template for {template.target} must not name columns of students.")
    unknown = set(template.names) - {"given", "family", "full", "born", "grade"}
    if unknown:
        raise TemplateWrong("“names” knows given, family, full, born and grade.")


def built_in_templates() -> dict[str, Template]:
    """Return the templates that come with the product, by name."""
    found = {}
    for path in sorted(FOLDER.glob("*.json")):
        try:
            template = read_template(json.loads(path.read_text(encoding="utf-8")))
        except TemplateWrong as wrong:
            raise TemplateWrong(f"{path.name}: {wrong}") from None
        found[template.name] = template
    return found
