"""The chain of the journal: whole when untouched, broken at whatever was touched, in one order for all."""

import json
import threading
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry, JournalHead
from trellis.people.journal.operations import _plain, broken_link, check_chain, record

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
DATA = st.dictionaries(TEXT, JSON, max_size=4)


def write(count: int, data: dict[str, Any] | None = None) -> list[JournalEntry]:
    return [
        record(by=None, verb="thing.done", object_kind="thing", object_id=str(number), data=data or {})
        for number in range(count)
    ]


class ChainProperties(TestCase):
    """Properties of chains with any content."""

    @settings(deadline=None, max_examples=40)
    @given(contents=st.lists(DATA, min_size=1, max_size=5))
    def test_an_untouched_chain_is_whole(self, contents: list[dict[str, Any]]) -> None:
        for content in contents:
            write(1, content)
        assert broken_link() is None

    @settings(deadline=None, max_examples=40)
    @given(
        contents=st.lists(DATA, min_size=2, max_size=5),
        which=st.integers(0, 100),
        field=st.sampled_from(["verb", "object_kind", "object_id", "hash", "previous_hash"]),
    )
    def test_a_changed_field_is_found(self, contents: list[dict[str, Any]], which: int, field: str) -> None:
        entries = [write(1, content)[0] for content in contents]
        victim = entries[which % len(entries)]
        JournalEntry.objects.filter(pk=victim.pk).update(**{field: "f" * 40})
        found = broken_link()
        assert found is not None
        assert found.pk == victim.pk

    @settings(deadline=None, max_examples=40)
    @given(before=DATA, after=DATA)
    def test_changed_content_is_found(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        [first, _second] = [write(1, before)[0], write(1)[0]]
        first.refresh_from_db()
        stored = json.dumps(first.data)
        JournalEntry.objects.filter(pk=first.pk).update(data=_plain(after))
        first.refresh_from_db()
        assert check_chain().whole == (json.dumps(first.data) == stored)

    @settings(deadline=None, max_examples=40)
    @given(length=st.integers(2, 6), which=st.integers(0, 100))
    def test_a_deleted_entry_is_found(self, length: int, which: int) -> None:
        entries = write(length)
        JournalEntry.objects.filter(pk=entries[which % length].pk).delete()
        report = check_chain()
        assert not report.whole
        assert report.entries == min(which % length, length - 1)

    @settings(deadline=None, max_examples=40)
    @given(length=st.integers(1, 6), cut=st.integers(1, 6))
    def test_a_cut_tail_is_found(self, length: int, cut: int) -> None:
        entries = write(length)
        kept = entries[: max(length - cut, 0)]
        JournalEntry.objects.exclude(pk__in=[entry.pk for entry in kept]).delete()
        assert not check_chain().whole
        assert broken_link() == (kept[-1] if kept else None)

    @settings(deadline=None, max_examples=40)
    @given(st.permutations(list(range(4))))
    def test_another_order_is_found(self, order: list[int]) -> None:
        entries = write(4)
        fields = ("at", "verb", "object_id", "previous_hash", "hash")
        rows = [{name: getattr(entry, name) for name in fields} for entry in entries]
        for entry in entries:
            JournalEntry.objects.filter(pk=entry.pk).update(hash=f"x{entry.pk}")
        for entry, source in zip(entries, order, strict=True):
            JournalEntry.objects.filter(pk=entry.pk).update(**rows[source])
        assert (broken_link() is None) == (order == [0, 1, 2, 3])


@pytest.mark.django_db
def test_the_actor_belongs_to_the_chain() -> None:
    ana = Person.objects.create(given_name="Ana")
    ben = Person.objects.create(given_name="Ben")
    entry = record(by=ana, verb="thing.done", object_kind="thing", object_id="1")
    assert broken_link() is None
    JournalEntry.objects.filter(pk=entry.pk).update(actor=ben)
    assert broken_link() == entry


@pytest.mark.django_db
def test_the_zone_of_the_clock_does_not_matter() -> None:
    at = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    record(by=None, verb="thing.done", object_kind="thing", object_id="1", at=at)
    assert broken_link() is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"a": "x\0\0y"}, {"a": "xy"}),
        ({"a": "\\u0000"}, {"a": "\\u0000"}),
        ({"a": "\\\0"}, {"a": "\\"}),
        ({"a": 1.5, "b": float("nan")}, {"a": "1.5", "b": "NaN"}),
    ],
)
def test_content_is_kept_as_every_database_gives_it_back(
    given: dict[str, object], kept: dict[str, object]
) -> None:
    assert _plain(given) == kept


@pytest.mark.django_db
def test_an_empty_journal_is_whole_and_an_emptied_one_is_not() -> None:
    assert check_chain().whole
    write(2)
    JournalEntry.objects.all().delete()
    assert not check_chain().whole


@pytest.mark.django_db
def test_a_removed_head_is_found() -> None:
    write(2)
    JournalHead.objects.all().delete()
    assert not check_chain().whole


@pytest.mark.django_db(transaction=True)
def test_entries_of_several_writers_have_one_order() -> None:
    troubles: list[BaseException] = []

    def work(name: int) -> None:
        try:
            for number in range(10):
                record(by=None, verb="thing.done", object_kind="thing", object_id=f"{name}-{number}")
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert JournalEntry.objects.count() == JournalHead.objects.get().entries == 40
    assert broken_link() is None
