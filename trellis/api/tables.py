"""Published tables of results: each one whole, as exactly as the person's tier reads it, never a part."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from ninja import Path, Query, Router, Schema

from trellis.api.door import TokenRequest, reading
from trellis.api.paging import One, Paging, page_of
from trellis.insight.releases.queries import cells_of, is_withdrawn, open_release, releases_seen
from trellis.people.tokens.words import Read

if TYPE_CHECKING:  # doors never touch tables; only the type is known here
    from trellis.insight.releases.models import Release

router = Router()


class Place(Schema):
    """The organization a table is of."""

    id: str
    name: str


class TableLine(Schema):
    """A table in a list. `number` counts on within a district."""

    id: str
    number: int
    title: str
    organization: Place
    as_of: date
    published_on: date
    is_withdrawn: bool


class Tables(Schema):
    """One page of tables."""

    items: list[TableLine]
    next: str | None


class Cell(Schema):
    """One cell: a place, a grade (empty: all) and a group (empty: all).

    `count` is how many students; it is given to staff alone, others read the band. Where `is_hidden` is true
    nothing else is said, and a share without percentages is hidden too: all of them look the same, whatever
    the reason.
    """

    place: str
    grade: str
    group: str
    is_hidden: bool
    count: int | None
    count_at_least: int | None
    count_at_most: int | None
    percent_at_least: int | None
    percent_at_most: int | None


class Table(TableLine):
    """One whole table. Nothing is left out, added or ordered by a request: it is as it was published."""

    assessment: str
    item: str
    method: str
    reached_from: float
    group_family: str
    smallest_group: int
    cells: list[Cell]


def _line(row: "Release") -> dict[str, object]:
    return {
        "id": row.public_id,
        "number": row.number,
        "title": row.title,
        "organization": Place(id=row.organization.public_id, name=row.organization.name),
        "as_of": row.as_of,
        "published_on": timezone.localdate(row.published_at),
        "is_withdrawn": is_withdrawn(row),
    }


@reading(router, "/tables", Read.TABLES, Tables)
def tables(request: TokenRequest, paging: Query[Paging]) -> Tables:
    """List the published tables the person reads, withdrawn ones too."""
    page = page_of(releases_seen(by=request.auth.person), paging)
    return Tables(items=[TableLine.model_validate(_line(row)) for row in page.rows], next=page.next)


@reading(router, "/tables/{pk}", Read.TABLE, Table)
def table(request: TokenRequest, which: Path[One]) -> Table:
    """Open one published table with all of its cells, in their order; a withdrawn one has none."""
    by = request.auth.person
    row = open_release(by=by, pk=which.pk)
    line = _line(row)
    cells = [] if is_withdrawn(row) else cells_of(row, by=by)
    return Table.model_validate(
        {
            **line,
            "assessment": row.administration.assessment.title if row.administration else "",
            "item": row.item.label if row.item else "",
            "method": row.method,
            "reached_from": row.cut,
            "group_family": row.family,
            "smallest_group": row.threshold,
            "cells": [
                Cell(
                    place=cell.place,
                    grade=cell.grade,
                    group=cell.group,
                    is_hidden=cell.hidden,
                    count=cell.students,
                    count_at_least=cell.at_least,
                    count_at_most=cell.at_most,
                    percent_at_least=cell.low,
                    percent_at_most=cell.high,
                )
                for cell in cells
            ],
        }
    )
