"""A team compares two windows of a district's assessment: its own students, as a group (tier T0/T1)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.measures.classroom import Classroom, make_classroom
from trellis.evidence.measures.models import Administration, Assessment, AssessmentItem, Attempt, Result
from trellis.evidence.measures.queries.growth import earlier_windows, growth_between, scales_in_both
from trellis.evidence.roster.models import Enrollment, SchoolClass, Student

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FALL, WINTER = (200, 204, 198, 210, 207), (206, 211, 201, 217, 215)


def window(assessment: Assessment, season: str, values: tuple[int, ...], room: Classroom) -> Administration:
    item, _made = AssessmentItem.objects.get_or_create(
        assessment=assessment, position=1, kind="whole", label="Reading"
    )
    made = Administration.objects.create(assessment=assessment, school_year=2027, window=season)
    for student, value in zip([*room.ours, room.other], [*values, 900], strict=False):
        attempt = Attempt.objects.create(administration=made, student=student)
        for method in ("scale", "percentile"):
            Result.objects.create(attempt=attempt, item=item, method=method, value=value)
    return made


@pytest.fixture
def windows(cast: Cast) -> tuple[Administration, Administration]:
    room = make_classroom(cast)
    assessment = Assessment.objects.create(
        organization=cast.district, title="MAP Growth", added_at=timezone.now()
    )
    return window(assessment, "fall", FALL, room), window(assessment, "winter", WINTER, room)


def url(cast: Cast, windows: tuple[Administration, Administration]) -> str:
    words = [cast.grade_4.public_id, windows[1].public_id, windows[0].public_id]
    return reverse("compare-windows", args=words)


@pytest.mark.django_db
def test_the_team_reads_one_sentence_a_picture_and_its_table(
    client: Client, cast: Cast, windows: tuple[Administration, Administration]
) -> None:
    client.force_login(cast.ben, backend=BACKEND)
    page = reverse("open-window", args=[cast.grade_4.public_id, windows[1].public_id])
    assert url(cast, windows) in client.get(page).content.decode()
    content = client.get(url(cast, windows)).content.decode()
    assert "5 students scored 6.2 points higher on average" in content
    assert "From Fall 2026–27 to Winter 2026–27" in content
    assert content.count('class="start-flag"') >= content.count('class="dot"') == 4
    assert "Show this as a table" in content
    # neither a name nor a student of another team
    for word in ("Mateo", "Petrova", "900"):
        assert word not in content
    cast.ben.language = "es"
    cast.ben.save()
    spanish = client.get(url(cast, windows)).content.decode()
    assert "5 estudiantes obtuvieron en promedio 6.2 puntos más" in spanish
    cast.ben.language = "en"
    cast.ben.save()
    first = reverse("open-window", args=[cast.grade_4.public_id, windows[0].public_id])
    assert "How far they came" not in client.get(first).content.decode()


@pytest.mark.django_db
def test_without_one_scale_or_with_a_ceiling_it_says_so(
    client: Client, cast: Cast, windows: tuple[Administration, Administration]
) -> None:
    client.force_login(cast.ana, backend=BACKEND)
    Result.objects.filter(attempt__administration=windows[1]).update(value=Decimal(240))
    stopped = client.get(url(cast, windows)).content.decode()
    assert "This cannot be told." in stopped
    assert "of the students have the highest possible score" in stopped
    assert "The wedge marks the mean." not in stopped
    Result.objects.filter(attempt__administration=windows[1], method="scale").delete()
    assert "no score on one scale" in client.get(url(cast, windows)).content.decode()


@pytest.mark.django_db
def test_nobody_but_members_and_no_later_window(
    client: Client, cast: Cast, windows: tuple[Administration, Administration]
) -> None:
    assert earlier_windows(windows[1], cast.grade_4) == [windows[0]]
    assert earlier_windows(windows[0], cast.grade_4) == []
    for person in (cast.pat, cast.dee, cast.cleo, cast.eli):
        client.force_login(person, backend=BACKEND)
        assert client.get(url(cast, windows)).status_code == 404
    client.force_login(cast.ana, backend=BACKEND)
    turned = [cast.grade_4.public_id, windows[0].public_id, windows[1].public_id]
    assert client.get(reverse("compare-windows", args=turned)).status_code == 404


@pytest.mark.django_db
def test_what_does_not_count_is_not_compared(
    cast: Cast, windows: tuple[Administration, Administration]
) -> None:
    (scale,) = scales_in_both(*windows, cast.grade_4)
    assert scale.words == "Reading, scale score"
    attempts = Attempt.objects.filter(administration=windows[1]).order_by("pk")
    attempts.filter(pk=attempts[0].pk).update(validity="invalid")
    attempts.filter(pk=attempts[1].pk).update(superseded_at=timezone.now())
    found = growth_between(*windows, cast.grade_4, scale)
    assert (found.before, found.after, found.one_score) == (
        (198.0, 210.0, 207.0),
        (201.0, 217.0, 215.0),
        2,
    )


@pytest.mark.django_db
def test_S3_29_how_fast_those_below_a_score_come_closer_is_told_with_its_range(
    client: Client, cast: Cast, windows: tuple[Administration, Administration]
) -> None:
    client.force_login(cast.ben, backend=BACKEND)
    page = url(cast, windows)
    assert "Catching up" not in client.get(page).content.decode(), "without days there is no pace"
    for one, day in zip(windows, (date(2026, 9, 1), date(2026, 12, 1)), strict=True):
        one.given_on = day
        one.save()
    assert "Catching up" in client.get(page).content.decode()
    few = client.get(page, {"target": "220"}).content.decode()
    assert "Fewer than 10 students" in few
    assert "This cannot be told." in few
    room, item = SchoolClass.objects.get(title="Room 11"), AssessmentItem.objects.get()
    for at in range(12):
        student = Student.objects.create(given_name=f"S{at}", family_name="Late", school=cast.lincoln)
        Enrollment.objects.create(school_class=room, student=student)
        for one, value in zip(windows, (190 + at, 196 + at + at % 3), strict=True):
            attempt = Attempt.objects.create(administration=one, student=student)
            Result.objects.create(attempt=attempt, item=item, method="scale", value=value)
    told = client.get(page, {"target": "205"}).content.decode()
    assert "The 15 students who began below 205 came" in told
    assert "points a month closer to it" in told
    assert "Low scores rise a little by themselves" in told
    assert "Late" not in told.split("<main")[1].replace("Later", "")
    assert "points a month" in client.get(page, {"target": "205", "later": "215"}).content.decode()
    assert "Nobody began below" in client.get(page, {"target": "1"}).content.decode()
    assert client.get(page, {"target": "x"}).status_code == 200
