"""Pages of cycles: all open for members, none for others, each change leads on."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.practice.world import planned, started
from trellis.evidence.measures.operations import record_data_point
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership
from trellis.practice.cycles.models import Cycle, UseRecord
from trellis.practice.cycles.operations.doing import record_use
from trellis.practice.cycles.operations.speaking import add_idea
from trellis.practice.cycles.words import Used

WORK_PAGES = (
    "change-road",
    "state-problem",
    "write-needs",
    "add-evidence",
    "add-cause",
    "ideas",
    "goals",
    "choose-strategy",
    "write-theory",
    "write-prediction",
    "write-study-design",
    "plan-steps",
    "learning-designs",
    "record-use",
    "decide-cycle",
    "tell-families",
    "write-story",
)


def without_chip(page: str) -> str:
    """Leave out who can see the page (members of a team are no secret, who used the strategy is) and the
    proofs against forged requests, in which any two figures may stand by chance.
    """
    page = re.sub(r'(csrfmiddlewaretoken" value="|x-csrftoken": ")[^"]*', "", page)
    return re.sub(r'<span class="pop-line">[^<]*</span>', "", page)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_every_page_of_a_fresh_cycle_opens_for_a_member(cast: Cast) -> None:
    cycle = started(cast)
    client = signed_in(cast.ben)
    assert client.get(reverse("open-cycle", args=[cycle.public_id])).status_code == 200
    for name in (*WORK_PAGES, "watch-measure"):
        assert client.get(reverse(name, args=[cycle.public_id])).status_code == 200, name
    for position in range(1, 6):
        assert client.get(reverse("open-stage", args=[cycle.public_id, position])).status_code == 200
    for kind in ("agrees", "restates", "tries", "visited", "reflects"):
        assert client.get(reverse("speak", args=[cycle.public_id, kind])).status_code == 200
    for kind in ("student", "educator"):
        assert client.get(reverse("set-goal", args=[cycle.public_id, kind])).status_code == 200
    assert client.get(reverse("open-stage", args=[cycle.public_id, 9])).status_code == 404


def test_every_page_of_a_full_cycle_opens_for_a_member(cast: Cast) -> None:
    cycle = started(cast)
    measure = planned(cast, cycle)
    add_idea(by=cast.ana, cycle=cycle, text="A number line on every desk")
    for weeks in range(4):
        day = timezone.localdate() - timedelta(weeks=weeks)
        record_data_point(by=cast.ana, measure=measure, on=day, part=40 + weeks, whole=90, classes_in=3)
        record_use(by=cast.ben, cycle=cycle, week=day, used=Used.FULLY)
    client = signed_in(cast.ana)
    page = client.get(reverse("open-cycle", args=[cycle.public_id])).content.decode()
    assert "What we predicted" in page
    assert "In the week of" in page
    for name in WORK_PAGES:
        assert client.get(reverse(name, args=[cycle.public_id])).status_code == 200, name
    assert client.get(reverse("record-data-point", args=[measure.public_id])).status_code == 200


@pytest.mark.parametrize("who", ["cleo", "pat", "dee", "eli"])
def test_the_work_of_a_cycle_does_not_exist_for_others(cast: Cast, who: str) -> None:
    cycle = started(cast)
    measure = planned(cast, cycle)
    client = signed_in(getattr(cast, who))
    for name in WORK_PAGES:
        assert client.get(reverse(name, args=[cycle.public_id])).status_code == 404, name
    assert client.get(reverse("open-stage", args=[cycle.public_id, 1])).status_code == 404
    assert client.get(reverse("record-data-point", args=[measure.public_id])).status_code == 404
    assert client.post(reverse("lock-prediction", args=[cycle.public_id])).status_code == 404


def test_leaders_see_goal_stage_and_products_and_never_work_or_names(cast: Cast) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    record_use(by=cast.ben, cycle=cycle, week=timezone.localdate(), used=Used.FULLY)
    for person in (cast.pat, cast.dee):
        page = signed_in(person).get(reverse("open-cycle", args=[cycle.public_id])).content.decode()
        assert "Grade 4 students will move from 42\u00a0% to 65\u00a0%" in page
        assert "Locked prediction" in page
        assert "Too few members to show a count" in page  # two members: a count would be a person
        page = without_chip(page)
        for told in ("Ben", "number-line talk", "bigger denominator", "55"):
            # a whole word: two figures may stand in the name of any address
            assert not re.search(rf"\b{told}\b", page), told


def test_leaders_see_use_as_a_count_of_a_larger_team(cast: Cast) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    third = Person.objects.create(given_name="Keiko", family_name="Ito")
    Membership.objects.create(community=cast.grade_4, person=third, starts_on=cycle.starts_on)
    for person, used in ((cast.ana, Used.FULLY), (cast.ben, Used.PARTLY), (third, Used.NOT)):
        record_use(by=person, cycle=cycle, week=timezone.localdate(), used=used)
    page = signed_in(cast.pat).get(reverse("open-cycle", args=[cycle.public_id])).content.decode()
    assert "2 of 3 used the strategy" in page
    assert "Keiko" not in without_chip(page)


def test_S3_20_a_trial_is_not_there_for_leaders_until_it_is_shown(cast: Cast) -> None:
    cycle = started(cast, safe_to_try=True)
    address = reverse("open-cycle", args=[cycle.public_id])
    listed = reverse("cycles", args=[cast.grade_4.public_id])
    for person in (cast.pat, cast.dee, cast.cleo):
        assert signed_in(person).get(address).status_code == 404
        assert "Comparing fractions" not in signed_in(person).get(listed).content.decode()
    assert signed_in(cast.ben).get(address).status_code == 200
    signed_in(cast.ana).post(reverse("show-trial", args=[cycle.public_id]))
    for person in (cast.pat, cast.dee):
        assert signed_in(person).get(address).status_code == 200


def test_S4_31_launch_with_what_the_form_offers(cast: Cast) -> None:
    started(cast)  # loads the library
    client = signed_in(cast.ana)
    address = reverse("launch-cycle", args=[cast.grade_4.public_id])
    form = client.get(address).context["form"]
    entered = {
        "need": "They cannot order fractions.",
        "evidence_kind": "tests",
        "evidence_title": "Check",
        "evidence_says": "26 of 38 wrong.",
        "name": "Ordering fractions",
        "template": form["template"].value(),
        "starts_on": form["starts_on"].value(),
        "meeting_on": form["meeting_on"].value(),
        "meeting_at": "15:00",
    }
    answer = client.post(address, entered)
    assert answer.status_code == 303
    cycle = Cycle.objects.get(name="Ordering fractions")
    assert cycle.first_meeting_at is not None
    assert cycle.stages.count() == 5
    refused = client.post(address, {**entered, "need": " "})
    assert refused.status_code == 422
    assert signed_in(cast.pat).get(address).status_code == 404


def test_the_road_preview_follows_the_dates(cast: Cast) -> None:
    started(cast)
    address = reverse("preview-road", args=[cast.grade_4.public_id])
    asked = {"template": "LT-5", "starts_on": timezone.localdate().isoformat(), "weeks": "8"}
    page = signed_in(cast.ana).get(address, asked).content.decode()
    assert "Study what students need" in page
    bad = signed_in(cast.ana).get(address, {**asked, "weeks": "2"}).content.decode()
    assert "does not fit" in bad


def test_answers_are_saved_as_they_are_typed_and_two_at_once_lose_nothing(cast: Cast) -> None:
    cycle = started(cast)
    address = reverse("answer-prompt", args=[cycle.public_id, 1, "which-students"])
    ana, ben = signed_in(cast.ana), signed_in(cast.ben)
    headers = {"HX-Request": "true"}
    saved = ana.post(address, {"text": "Grade 4", "version": "0"}, headers=headers)
    assert 'name="version" value="1"' in saved.content.decode()
    assert ana.post(address, {"text": "Grade 4, all", "version": "1"}, headers=headers).status_code == 200
    assert ben.post(address, {"text": "Other", "version": "1"}, headers=headers).status_code == 409
    assert ben.post(address, {"text": "Other", "version": "2"}).status_code == 303
    page = ben.get(reverse("open-stage", args=[cycle.public_id, 1])).content.decode()
    assert "Other" in page


def test_S0_45_the_try_log_takes_three_taps_and_knows_what_it_has(cast: Cast) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    address = reverse("record-use", args=[cycle.public_id])
    client = signed_in(cast.ben)
    week = client.get(address).context["form"].fields["week"].choices[0][0]
    taps = {"used": "partly", "students_did": "some", "material": "planned", "week": week, "client_id": "a1"}
    assert client.post(address, taps).status_code == 303
    assert client.post(address, {**taps, "used": "fully"}).status_code == 303  # the same entry, sent twice
    record = UseRecord.objects.get()
    assert record.used == Used.PARTLY
    assert client.post(address, {"week": week}).status_code == 422


def test_going_on_with_an_open_check_needs_a_reason(cast: Cast) -> None:
    cycle = started(cast)
    address = reverse("pass-stage", args=[cycle.public_id, 1])
    client = signed_in(cast.ana)
    refused = client.post(address, {})
    assert refused.status_code == 422
    assert "Say in one sentence why" in refused.content.decode()
    assert client.post(address, {"reason": "Ben is away this week."}).status_code == 303
    page = client.get(reverse("open-stage", args=[cycle.public_id, 1])).content.decode()
    assert "Ben is away this week." in page


@pytest.mark.parametrize("name", ["open-cycle", "add-evidence", "add-cause", "plan-steps"])
def test_one_record_or_three_take_the_same_number_of_queries(cast: Cast, name: str) -> None:
    cycle = started(cast)
    measure = planned(cast, cycle)
    client = signed_in(cast.ana)
    address = reverse(name, args=[cycle.public_id])

    def fill(number: int) -> None:
        day = timezone.localdate() - timedelta(weeks=number)
        record_data_point(by=cast.ana, measure=measure, on=day, value=Decimal(50))
        record_use(by=cast.ana, cycle=cycle, week=day, used=Used.FULLY)
        add_idea(by=cast.ana, cycle=cycle, text=f"Idea {number}")

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    fill(0)
    count()  # first visit fills caches
    one = count()
    fill(1)
    fill(2)
    assert count() == one


@pytest.mark.parametrize("names", [["Extra 1"], ["Extra 1", "Extra 2", "Extra 3"]])
def test_the_list_of_cycles_takes_the_same_number_of_queries(cast: Cast, names: list[str]) -> None:
    for _name in names:
        started(cast)
    client = signed_in(cast.ana)
    address = reverse("cycles", args=[cast.grade_4.public_id])
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    assert len(seen) <= 30


def test_a_community_without_cycles_teaches(cast: Cast) -> None:
    community: Community = cast.grade_5
    page = signed_in(cast.cleo).get(reverse("cycles", args=[community.public_id])).content.decode()
    assert reverse("launch-cycle", args=[community.public_id]) in page
