"""Student work: what a picture may be, who sees it, scores given blind, agreement said."""

import struct
import zlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from tests.practice.students.world import answered
from trellis.evidence.measures.models import Assessment
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.practice.students.models import WorkSample, WorkScore
from trellis.practice.students.operations.work import (
    add_work_sample,
    agree_on_work,
    pile_work_sample,
    pin_work_sample,
    remove_work_sample,
    score_work,
)
from trellis.practice.students.queries.work import open_work_sample, work_of
from trellis.practice.students.rules.work import MOST_BYTES, PNG_HEAD, agreement_of, plain_picture


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*more: bytes) -> bytes:
    """The smallest picture: one grey dot."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return PNG_HEAD + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*more: bytes, tail: bytes = b"") -> bytes:
    """The bones of a JPEG: enough for the segments to be walked."""
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"dots"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0") + b"".join(more) + scan + b"\xff\xd9" + tail


def test_S3_31_what_a_camera_writes_into_a_picture_is_not_kept() -> None:
    place = segment(0xE1, b"Exif\0\0GPS 12.3 45.6")
    assert plain_picture(jpeg(place, segment(0xFE, b"Hugo Marin"), tail=b"hidden")) == ("image/jpeg", jpeg())
    words = chunk(b"tEXt", b"Author\0Hugo Marin") + chunk(b"eXIf", b"GPS")
    assert plain_picture(png(words)) == ("image/png", png())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b"GIF89a",
        b"%PDF-1.7",
        PNG_HEAD,
        png()[:-6],
        PNG_HEAD + struct.pack(">I", 2**31 - 1) + b"IDAT",
        b"\xff\xd8\xff",
        jpeg()[:-2],
        b"\xff\xd8" + segment(0xE0, b"JFIF\0") + b"\xff\xe1\xff\xff",
    ],
)
def test_anything_but_a_whole_picture_is_refused(content: bytes) -> None:
    assert plain_picture(content) is None


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    for head in (b"", PNG_HEAD, b"\xff\xd8\xff"):
        found = plain_picture(head + noise)
        assert found is None or found[0] in ("image/png", "image/jpeg")


@pytest.fixture
def check(cast: Cast) -> Assessment:
    return answered(cast)


def sample(cast: Cast, check: Assessment) -> WorkSample:
    return add_work_sample(by=cast.ana, assessment=check, position=7, content=png())


def test_only_members_see_and_change_work(cast: Cast, check: Assessment) -> None:
    piece = sample(cast, check)
    for stranger in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            open_work_sample(by=stranger, pk=piece.public_id)
        with pytest.raises(Refused):
            add_work_sample(by=stranger, assessment=check, position=7, content=png())
        with pytest.raises(Refused):
            remove_work_sample(by=stranger, sample=piece)
        with pytest.raises(Refused):
            score_work(by=stranger, sample=piece, points=1)
    assert open_work_sample(by=cast.ben, pk=piece.public_id) == piece


def test_what_cannot_be_taken_is_refused(cast: Cast, check: Assessment) -> None:
    for position, content in ((99, png()), (7, b"no picture"), (7, b"\0" * (MOST_BYTES + 1))):
        with pytest.raises(Invalid):
            add_work_sample(by=cast.ana, assessment=check, position=position, content=content)
    assert not WorkSample.objects.exists()


def test_S3_31_pieces_lie_in_piles_with_the_pinned_on_top(cast: Cast, check: Assessment) -> None:
    first, second = sample(cast, check), sample(cast, check)
    pin_work_sample(by=cast.ben, sample=second)
    pile_work_sample(by=cast.ben, sample=first, pile="Bigger bottom number", note="Draws 8 > 3")
    pile_work_sample(by=cast.ben, sample=second, pile="Bigger bottom number")
    (pile,) = work_of(check, by=cast.ana).piles
    assert (pile.label, pile.name) == ("Item 7", "Bigger bottom number")
    assert [piece.sample for piece in pile.pieces] == [second, first]
    remove_work_sample(by=cast.ana, sample=first)
    assert WorkSample.objects.count() == 1


def test_scores_are_blind_until_ones_own_is_given_and_stay(cast: Cast, check: Assessment) -> None:
    piece = sample(cast, check)
    with pytest.raises(Invalid):
        score_work(by=cast.ana, sample=piece, points=21)
    score_work(by=cast.ana, sample=piece, points=3)
    (seen,) = work_of(check, by=cast.ben).piles[0].pieces
    assert (seen.own, seen.others, seen.given) == (None, (), 1)
    assert work_of(check, by=cast.ben).agreement == ""
    with pytest.raises(Conflict):
        agree_on_work(by=cast.ben, sample=piece, points=2)
    score_work(by=cast.ben, sample=piece, points=1)
    with pytest.raises(Conflict):
        score_work(by=cast.ben, sample=piece, points=3)
    (open_now,) = work_of(check, by=cast.ben).piles[0].pieces
    assert {person: points for person, points in open_now.others} == {cast.ana: 3, cast.ben: 1}
    assert open_now.differs
    agree_on_work(by=cast.ben, sample=piece, points=2)
    piece.refresh_from_db()
    assert piece.anchor == 2


def test_agreement_is_said_from_pieces_scored_twice() -> None:
    assert agreement_of([{1: 3}]) is None
    found = agreement_of([{1: 3, 2: 3}, {1: 0, 2: 0}, {1: 2, 2: 2}, {1: 1, 2: 1}])
    assert found is not None
    assert "100" in found.say("en")
    assert agreement_of([{1: 3, 2: 3}, {1: 3, 2: 3}]) is not None, "no variation is said, not hidden"


def test_work_asks_the_same_number_of_questions_for_few_and_many(cast: Cast, check: Assessment) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            work_of(check, by=cast.ana)
        return len(asked)

    score_work(by=cast.ana, sample=sample(cast, check), points=1)
    few = questions()
    for _more in range(3):
        piece = sample(cast, check)
        for person in (cast.ana, cast.ben):
            score_work(by=person, sample=piece, points=2)
    assert questions() == few
    assert WorkScore.objects.count() == 7
