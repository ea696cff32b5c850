"""Lists come in pages, in the order things were made: none is missed or doubled while more are made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from ninja import Field, Schema

from trellis.api.problems import BadCursor

ID = r"^[0-9a-z-]{1,64}$"
MOST = 100


class Paging(Schema):
    """Which page of a list."""

    limit: int = Field(50, ge=1, le=MOST, description="How many at most.")
    after: str = Field("", pattern=r"^([0-9a-z-]{1,64})?$", description="`next` of the page before.")


class One(Schema):
    """One thing by its id."""

    pk: str = Field(pattern=ID, description="The id as lists give it.")


@dataclass(frozen=True)
class Page[M: Model]:
    """One page of rows, and how to ask for the next; nothing after the last."""

    rows: Sequence[M]
    next: str | None


def page_of[M: Model](
    rows: QuerySet[M], paging: Paging, *, mark: str = "public_id", newest_first: bool = False
) -> Page[M]:
    """Cut a page out of what somebody may see.

    Args:
        mark: the field that names a row outside: its public id.

    Raises:
        BadCursor: when the page should begin after something that is not, or not any more, in the list.
    """
    if paging.after:
        last = rows.filter(**{mark: paging.after}).values_list("pk", flat=True).first()
        if last is None:
            raise BadCursor
        rows = rows.filter(**{"pk__lt" if newest_first else "pk__gt": last})
    found: list[Any] = list(rows.order_by("-pk" if newest_first else "pk")[: paging.limit + 1])
    more = len(found) > paging.limit
    shown = found[: paging.limit]
    return Page(shown, str(getattr(shown[-1], mark)) if more else None)
