"""The pieces of work of an assessment, in piles, with scores as far as the person may see them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Assessment
from trellis.evidence.measures.queries.results import items_of
from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import view_of_community
from trellis.practice.students.models import WorkSample, WorkScore
from trellis.practice.students.rules.work import agreement_of, may_see_scores


def open_work_sample(*, by: Person, pk: str) -> WorkSample:
    """Return one piece of work, for members of the community that gave the assessment.

    Raises:
        NotFound: for everybody else.
    """
    sample = (
        WorkSample.objects.select_related("assessment__community__organization").filter(public_id=pk).first()
    )
    community = sample.assessment.community if sample is not None else None
    if sample is None or community is None or view_of_community(by, community, ObjectKind.RESULT) < View.FULL:
        raise NotFound(_("There is no such piece of work, or it is not open to you."))
    return sample


@dataclass(frozen=True)
class Piece:
    """One piece with the person's own points and, once these are given, everybody's."""

    sample: WorkSample
    own: int | None
    others: tuple[tuple[Person, int], ...]
    given: int

    @property
    def differs(self) -> bool:
        """Whether the scores that are seen are not all the same: worth a talk."""
        return len({points for _person, points in self.others}) > 1


@dataclass(frozen=True)
class Pile:
    """Pieces of one item that the team put together."""

    position: int
    label: str
    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Work:
    """All pieces of an assessment, in piles; ``agreement`` in a sentence once the person gave scores."""

    piles: tuple[Pile, ...]
    items: tuple[tuple[int, str], ...]
    agreement: str

    @property
    def unsorted(self) -> int:
        """How many pieces lie on no pile yet."""
        return sum(len(pile.pieces) for pile in self.piles if not pile.name)


def _pieces(samples: Sequence[WorkSample], scores: Sequence[WorkScore], by: Person) -> dict[int, Piece]:
    given: dict[int, list[WorkScore]] = defaultdict(list)
    for score in scores:
        given[score.sample_id].append(score)
    found = {}
    for sample in samples:
        rows = given[sample.pk]
        own = next((row.points for row in rows if row.person_id == by.pk), None)
        seen = tuple((row.person, row.points) for row in rows) if may_see_scores(own is not None) else ()
        found[sample.pk] = Piece(sample, own, seen, len(rows))
    return found


def _sentence(pieces: Sequence[Piece]) -> str:
    """Say how far scores agree, from the pieces that this person scored alone."""
    seen = [{person.pk: points for person, points in piece.others} for piece in pieces if piece.others]
    found = agreement_of(seen)
    if found is None:
        return ""
    return found.say("es" if (get_language() or "en").startswith("es") else "en")


@dataclass(frozen=True)
class ToSort:
    """The next piece that lies on no pile, with the piles of its item, and how far the sorting is."""

    sample: WorkSample | None
    label: str
    piles: tuple[str, ...]
    sorted: int
    all: int


def next_to_sort(assessment: Assessment, *, after: str = "") -> ToSort:
    """Return the next piece to sort (S3-31); whoever asks was let in by `open_assessment`.

    Args:
        after: the public id of a piece that was put off: the next one after it, and round again.
    """
    rows = list(
        WorkSample.objects.filter(assessment=assessment)
        .order_by("position", "pk")
        .values_list("pk", "public_id", "position", "pile")
    )
    waiting = [row for row in rows if not row[3]]
    place = next((at for at, row in enumerate(rows) if row[1] == after), -1)
    later = [row for row in rows[place + 1 :] if not row[3]]
    chosen = next(iter(later or waiting), None)
    if chosen is None:
        return ToSort(None, "", (), len(rows), len(rows))
    labels = {item.position: item.label for item in items_of(assessment) if not item.is_score}
    return ToSort(
        sample=WorkSample.objects.defer("picture").get(pk=chosen[0]),
        label=labels.get(chosen[2], ""),
        piles=tuple(dict.fromkeys(row[3] for row in rows if row[3] and row[2] == chosen[2])),
        sorted=len(rows) - len(waiting),
        all=len(rows),
    )


def work_of(assessment: Assessment, *, by: Person) -> Work:
    """Return the work of an assessment; whoever asks was let in by `open_assessment`."""
    samples = list(WorkSample.objects.filter(assessment=assessment).defer("picture"))
    scores = list(
        WorkScore.objects.filter(sample__in=samples)
        .select_related("person")
        .order_by("person__family_name", "pk")
    )
    pieces = _pieces(samples, scores, by)
    labels = {item.position: item.label for item in items_of(assessment) if not item.is_score}
    heaps: dict[tuple[int, str], list[Piece]] = defaultdict(list)
    for sample in samples:
        heaps[(sample.position, sample.pile)].append(pieces[sample.pk])
    return Work(
        piles=tuple(
            Pile(
                position,
                labels.get(position, ""),
                name,
                tuple(sorted(heap, key=lambda one: (one.sample.pinned_at is None, one.sample.pk))),
            )
            for (position, name), heap in sorted(heaps.items())
        ),
        items=tuple(sorted(labels.items())),
        agreement=_sentence(list(pieces.values())),
    )
