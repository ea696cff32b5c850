"""Academic standards come in as CASE 1.0 and 1.1 and as Ed-Fi; results are linked to them (S1-33)."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.measures.classroom import make_classroom
from trellis.evidence.measures.models import Administration, Assessment, AssessmentItem, Attempt, Result
from trellis.evidence.measures.operations.standards import link_items_to_standards
from trellis.evidence.measures.queries.standards import standards_of_community
from trellis.evidence.standards.models import AcademicFramework, AcademicStandard, AcademicStandardLink
from trellis.evidence.standards.operations import FrameworkReport, import_framework
from trellis.evidence.standards.queries import frameworks_of, search_standards, tree_of
from trellis.kit.errors import Invalid, Refused


def item(number: int, code: str, statement: str) -> dict[str, Any]:
    return {
        "identifier": f"i{number}",
        "uri": f"https://x/i{number}",
        "humanCodingScheme": code,
        "fullStatement": statement,
        "educationLevel": ["04"],
    }


def child(origin: str, destination: str, order: int) -> dict[str, Any]:
    return {
        "identifier": f"a-{origin}",
        "associationType": "isChildOf",
        "originNodeURI": {"identifier": origin, "uri": "", "title": ""},
        "destinationNodeURI": {"identifier": destination, "uri": "", "title": ""},
        "sequenceNumber": order,
    }


PACKAGE: dict[str, Any] = {
    "CFDocument": {"identifier": "d1", "title": "Mathematics", "creator": "State", "uri": "https://x/d1"},
    "CFItems": [
        item(3, "4.NF.A.2", "Compare two fractions"),
        item(1, "4.NF", "Fractions"),
        item(2, "4.NF.A.1", "Explain why fractions are equal"),
        item(4, "4.G", "Geometry"),
    ],
    "CFAssociations": [
        *(child("i1", "d1", 1), child("i4", "d1", 2), child("i2", "i1", 1), child("i3", "i1", 2)),
        {
            "associationType": "precedes",
            "originNodeURI": "https://x/i2",
            "destinationNodeURI": "https://x/i3",
        },
    ],
}


def bring(cast: Cast, folder: Path, content: Any, **options: Any) -> FrameworkReport:
    path = folder / "framework.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return import_framework(by=None, organization=cast.district, path=path, **options)


@pytest.mark.parametrize("wrap", [False, True])
def test_S1_33_a_framework_becomes_a_tree(cast: Cast, tmp_path: Path, wrap: bool) -> None:
    report = bring(cast, tmp_path, {"CFPackage": PACKAGE} if wrap else PACKAGE)
    assert (report.created, report.changed, report.removed) == (4, 0, 0)
    framework = frameworks_of(cast.lincoln).get()
    assert [(one.code, one.depth) for one in tree_of(framework)] == [
        ("4.NF", 0),
        ("4.NF.A.1", 1),
        ("4.NF.A.2", 1),
        ("4.G", 0),
    ]
    top = AcademicStandard.objects.get(code="4.NF")
    assert [one.code for one in tree_of(framework, top)] == ["4.NF", "4.NF.A.1", "4.NF.A.2"]
    assert AcademicStandard.objects.get(code="4.NF.A.1").parent == top
    assert AcademicStandardLink.objects.get().kind == "precedes"


def test_the_same_again_writes_nothing_and_a_newer_copy_changes_in_place(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, PACKAGE)
    before = dict(AcademicStandard.objects.values_list("identifier", "pk"))
    assert bring(cast, tmp_path, PACKAGE).unchanged == 4
    newer = {
        **PACKAGE,
        "CFItems": [
            item(1, "4.NF", "Number: fractions"),
            *(one for one in PACKAGE["CFItems"] if one["identifier"] in ("i2", "i3")),
        ],
    }
    report = bring(cast, tmp_path, newer, dry_run=True)
    assert (report.changed, report.removed) == (1, 1)
    assert AcademicStandard.objects.get(identifier="i1").statement == "Fractions"
    bring(cast, tmp_path, newer)
    assert dict(AcademicStandard.objects.values_list("identifier", "pk")) == before
    assert AcademicStandard.objects.get(identifier="i4").removed_at is not None
    bring(cast, tmp_path, PACKAGE)
    assert AcademicStandard.objects.get(identifier="i4").removed_at is None


def test_search_finds_by_code_and_by_words(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, PACKAGE)
    assert [one.code for one in search_standards(cast.lincoln, "4.nf.a")] == ["4.NF.A.1", "4.NF.A.2"]
    assert [one.code for one in search_standards(cast.lincoln, "compare fractions")] == ["4.NF.A.2"]
    assert search_standards(cast.lincoln, "fractions", grade="04").count() == 3
    assert not search_standards(cast.lincoln, "fractions", grade="05").exists()


def test_results_are_summed_by_standard(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, PACKAGE)
    room = make_classroom(cast)
    assessment = Assessment.objects.create(
        organization=cast.lincoln, community=cast.grade_4, title="Check", added_at=timezone.now()
    )
    window = Administration.objects.create(assessment=assessment, school_year=2027)
    items = [
        AssessmentItem.objects.create(
            assessment=assessment, position=at, label=f"Item {at}", most=most, standard_code=code
        )
        for at, (code, most) in enumerate(
            (("4.nf.a.1", 2), ("4.NF.A.1", 2), ("4.NF.A.2", 1), ("", 1)), start=1
        )
    ]
    assert link_items_to_standards(cast.district) == 3
    assert link_items_to_standards(cast.district) == 0
    points = {0: (2, 1, 0, 1), 1: (0, 2, None, 1)}
    for student, row in points.items():
        attempt = Attempt.objects.create(administration=window, student=room.ours[student])
        for one, value in zip(items, row, strict=True):
            Result.objects.create(
                attempt=attempt, item=one, value=value, reason="" if value is not None else "not_tested"
            )
    lines = standards_of_community(cast.grade_4)
    assert [(line.standard.code, line.points, line.full, line.students) for line in lines] == [
        ("4.NF.A.2", Decimal(0), Decimal(1), 1),
        ("4.NF.A.1", Decimal(5), Decimal(8), 2),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{}", "no framework"),
        ("[1]", "no framework"),
        ("nonsense", "damaged"),
        ("[" * 100_000, "damaged"),
        (json.dumps({"CFDocument": {"title": "x"}}), "no identifier"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><InterchangeStandards/>', "instructions"),
        (json.dumps({**PACKAGE, "CFAssociations": [child("i1", "i2", 1), child("i2", "i1", 1)]}), "circle"),
    ],
)
def test_what_is_no_framework_is_refused(cast: Cast, tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        bring(cast, tmp_path, content)
    assert not AcademicFramework.objects.exists()


def test_only_a_steward_brings_in_standards(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        import_framework(by=cast.ana, organization=cast.district, path=tmp_path / "none")


@pytest.mark.shared
def test_frameworks_as_they_are_published(cast: Cast, shared: Path) -> None:
    folder = shared / "data" / "academic-standards-case"
    found = {
        path.name: import_framework(by=None, organization=cast.district, path=path, dry_run=True).created
        for path in sorted(folder.glob("*.json"))
        if "schema" not in path.name
    }
    assert found["opensalt-framework-20c5134f-423d-4097-a971-3dd5152bf507.json"] == 16
    assert found["EmptyExternalFramework.json"] == 0
    assert (found["SmartLevelFramework.json"], len(found)) == (14, 7)
    with pytest.raises(Invalid):
        import_framework(
            by=None, organization=cast.district, path=folder / "case-v1p0-cfpackage-schema.json", dry_run=True
        )
