"""Other layouts and what is no result: fixed width, stacked headers, exchange formats, facts, figures."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.evidence.imports.results.files import bring, written, zipped
from tests.evidence.measures.classroom import Classroom, make_classroom
from trellis.evidence.imports.models import ExternalKey, ImportRun, ImportSource
from trellis.evidence.imports.queries import findings_of
from trellis.evidence.measures.models import (
    Administration,
    AssessmentItem,
    Attempt,
    OutsideAnswerSet,
    PublishedFigure,
    Result,
    StudentFact,
)
from trellis.evidence.roster.models import SchoolClass, StudentIdentifier

EDFI = """<?xml version="1.0"?><InterchangeStudentAssessment xmlns="http://ed-fi.org/5.2.0"><StudentAssessment>
<StudentAssessmentIdentifier>t1</StudentAssessmentIdentifier>
<AdministrationDate>2026-10-01T16:00:00</AdministrationDate><ScoreResult><Result>3</Result>
<AssessmentReportingMethod>uri://ed-fi.org/M#Raw score</AssessmentReportingMethod>
</ScoreResult><PerformanceLevel><PerformanceLevel>uri://ed-fi.org/P#Advanced</PerformanceLevel></PerformanceLevel>
<StudentReference><StudentIdentity><StudentUniqueId>1001</StudentUniqueId></StudentIdentity></StudentReference>
<AssessmentReference><AssessmentIdentity><AssessmentIdentifier>a1</AssessmentIdentifier></AssessmentIdentity>
</AssessmentReference><StudentAssessmentItem><AssessmentResponse>B</AssessmentResponse>
<AssessmentItemResult>uri://ed-fi.org/I#Incorrect</AssessmentItemResult><AssessmentItemReference>
<AssessmentItemIdentity><IdentificationCode>q1</IdentificationCode></AssessmentItemIdentity>
</AssessmentItemReference></StudentAssessmentItem></StudentAssessment></InterchangeStudentAssessment>"""
METADATA = """<InterchangeAssessmentMetadata xmlns="http://ed-fi.org/5.2.0"><Assessment><AssessmentIdentifier>a1
</AssessmentIdentifier><AssessmentTitle>Reading, first weeks</AssessmentTitle></Assessment><AssessmentItem>
<IdentificationCode>q1</IdentificationCode><MaxRawScore>2</MaxRawScore><LearningStandardReference>
<LearningStandardIdentity><LearningStandardId>110.4.B</LearningStandardId></LearningStandardIdentity>
</LearningStandardReference><AssessmentReference><AssessmentIdentity><AssessmentIdentifier>a1</AssessmentIdentifier>
</AssessmentIdentity></AssessmentReference></AssessmentItem></InterchangeAssessmentMetadata>"""


@pytest.fixture
def room(cast: Cast) -> Classroom:
    return make_classroom(cast)


def applied(run: ImportRun) -> ImportRun:
    assert run.state == "applied", (run.refused_code, run.totals)
    return run


def test_months_side_by_side_become_windows(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    names = [
        f"{month}_{what}"
        for month in ("August", "September")
        for what in ("SCORE", "PTILE", "TIER", "ADMIN_DATE")
    ]
    content = f"STUDENT_ID,ISIP_ACCOM,{','.join(names)}\n1001,N,,,,,335,52,1,9/6/2026\n"
    applied(bring(cast, written(tmp_path, content)))
    window = Administration.objects.get()
    assert (window.title, window.window, str(window.given_on)) == ("September", "month", "2026-09-06")


def test_fixed_width(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    line = list(" " * 4000)

    def put(start: int, text: str) -> None:
        line[start - 1 : start - 1 + len(text)] = text

    for start, text in ((1, "0526"), (5, "04"), (84, "01012016"), (123, "1001"), (351, "SA"), (401, "1709")):
        put(start, text)
    put(405, "1H261444")
    put(606, " 670L")
    applied(bring(cast, written(tmp_path, "".join(line) + "\n", "state.txt")))
    scale = Result.objects.get(item__kind="whole", method="scale", value__isnull=False)
    assert (scale.value, scale.attempt.administration.school_year) == (Decimal("1444"), 2026)
    assert Result.objects.get(item__label="Lexile").answer == "670L"
    mathematics = Attempt.objects.get(administration__assessment__subject="Mathematics")
    assert (mathematics.validity, mathematics.counts) == ("not_tested", False)
    assert mathematics.results.get().reason == "not_tested"


def test_stacked_headers_and_rows_below_them(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    content = (
        "student_local_id,student_last_names_first_names,K / FALL / LNF,K / WINTER / LNF,K / WINTER / PSF\n"
        'Kindergarten,,Fall,Winter,\n"Student\nnumber",Names,LNF,LNF,PSF\n1001,"Delgado, Mateo",5,19,10\n'
    )
    run = bring(cast, written(tmp_path, content), year=2027)
    assert applied(run).details["waiting"] == 0
    assert Attempt.objects.count() == 2


def test_packed_columns_are_unpacked(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    content = (
        "Student_ID,Secondary_Student_ID,Date_Tested,Quartermonth,Level,Raw_Score_RS,Universal_Scale_Score_USS,"
        "Standard_Age_Score_SAS\n1001,,10122026,Fall,05,291929,153149169151161159157,107105117107114114112\n"
    )
    applied(bring(cast, written(tmp_path, content)))
    assert Result.objects.get(item__kind="whole", method="scale").value == 112
    assert Result.objects.get(item__label="Quantitative", method="scale").value == 105


def test_edfi_with_items_and_standards(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    path = written(tmp_path, zipped({"StudentAssessment.xml": EDFI, "Metadata.xml": METADATA}), "edfi.zip")
    applied(bring(cast, path))
    item = AssessmentItem.objects.get(kind="item")
    assert (item.assessment.title, item.most, item.standard_code) == (
        "Reading, first weeks",
        Decimal(2),
        "110.4.B",
    )
    wrong = Result.objects.get(item=item)
    assert (wrong.value, wrong.answer) == (Decimal(0), "B")
    assert Result.objects.get(method="level").answer == "Advanced"


def test_oneroster_gradebook_knows_exempt_from_zero(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    for at, student in enumerate(room.ours[:3]):
        StudentIdentifier.objects.create(student=student, system="sourced_id", value=f"u{at}")
    items = "sourcedId,title,dueDate,resultValueMin,resultValueMax\nl1,Essay,2026-10-02,0,10\n"
    results = (
        "sourcedId,status,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate\n"
        "r1,active,l1,u0,fully graded,8,2026-10-03\nr2,active,l1,u1,exempt,0,2026-10-03\n"
        "r3,tobedeleted,l1,u2,fully graded,3,2026-10-03\n"
    )
    applied(bring(cast, written(tmp_path, zipped({"lineItems.csv": items, "results.csv": results}), "g.zip")))
    assert [(r.value, r.reason) for r in Result.objects.order_by("pk")] == [(8, ""), (None, "not_tested")]


def test_S1_06_attendance_and_programs_are_dated_facts(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    days = "student_id,date,status,portion\n1001,2026-10-01,AE,1\n1001,2026-10-02,T,\n9999,2026-10-02,A,1\n"
    path = written(tmp_path, days)
    run = applied(bring(cast, path))
    assert run.details["waiting"] == 1
    assert set(StudentFact.objects.values_list("code", flat=True)) == {"absent_excused", "tardy"}
    programs = "student_id,program,begins,ends\n1001,English learner,2025-08-20,\n"
    applied(bring(cast, written(tmp_path, programs, "programs.csv")))
    applied(bring(cast, written(tmp_path, programs.replace("08-20,", "08-20,2026-06-01"), "programs.csv")))
    standing = StudentFact.objects.get(kind="program", superseded_at=None)
    assert str(standing.ends_on) == "2026-06-01"
    assert StudentFact.objects.filter(kind="program").count() == 2


def test_single_quotes_and_backslashes(cast: Cast, room: Classroom, tmp_path: Path) -> None:
    content = (
        "'ATT_STD_OID','ATT_DATE','ATT_CODE_VIEW','ATT_ABSENT_IND','ATT_TARDY_IND','ATT_DISMISSED_IND','ATT_COMMENT'\n"
        '"1001","2026-10-03","T-E","0","1","0","SAID \\"LATE\\""\n'
    )
    applied(bring(cast, written(tmp_path, content)))
    assert StudentFact.objects.get().code == "tardy"


def test_published_figures_stay_apart_and_ranges_stay_ranges(cast: Cast, tmp_path: Path) -> None:
    content = (
        "STNAM,NCESSCH,SCHNAM,ALL_COHORT_1516,ALL_RATE_1516,MBL_COHORT_1516,MBL_RATE_1516,LEP_COHORT_1516,"
        "LEP_RATE_1516\nX,10,High,296,92,9,GE50,3,PS\n"
    )
    path = written(tmp_path, content)
    applied(bring(cast, path))
    found = {figure.group: figure for figure in PublishedFigure.objects.all()}
    assert (found["All students"].value, found["All students"].n) == (Decimal(92), 296)
    assert (found["Black"].value, found["Black"].low) == (None, Decimal(50))
    assert (found["English learners"].value, found["English learners"].reason) == (None, "suppressed")
    assert not Result.objects.exists()
    assert bring(cast, path).state == "unchanged"


def test_answers_name_nobody(cast: Cast, tmp_path: Path) -> None:
    content = "Timestamp,I belong here,My ideas count\n10/01/2026 09:00:00,4,3\n10/01/2026 09:01:00,4,3\n"
    path = written(tmp_path, content)
    applied(bring(cast, path))
    assert OutsideAnswerSet.objects.count() == 2
    assert OutsideAnswerSet.objects.first() is not None
    assert bring(cast, path).state == "unchanged"


def test_X07_a_result_of_a_student_who_is_not_in_the_class_is_told_and_taken(
    cast: Cast, room: Classroom, tmp_path: Path
) -> None:
    source = ImportSource.objects.create(organization=cast.district, name="Student system")
    ours = SchoolClass.objects.get(enrollments__student=room.ours[0])
    ExternalKey.objects.create(source=source, kind="class", sourced_id="k1", object_id=ours.pk)
    items = "sourcedId,title,classSourcedId,resultValueMax\nl1,Unit 1,k1,10\nl2,Unit 2,k9,10\nl3,Unit 3,,10\n"
    rows = "".join(f"r{n}{item},{item},{n},scored,8\n" for n in (1001, 2001) for item in ("l1", "l2", "l3"))
    results = f"sourcedId,lineItemSourcedId,studentSourcedId,scoreStatus,score\n{rows}"
    for one in (room.ours[0], room.other):
        number = one.identifiers.get(system="local").value
        StudentIdentifier.objects.create(student=one, system="sourced_id", value=number)
    file = written(tmp_path, zipped({"lineItems.csv": items, "results.csv": results}), "g.zip")
    run = applied(bring(cast, file, year=2027))
    assert {key: n for key, n in run.totals.items() if key.startswith("X")} == {"X07|warning|results|": 1}
    (line,) = [line for line in findings_of(run) if line.code == "X07"]
    assert "not in the class" in line.message
    assert Result.objects.count() == 6
