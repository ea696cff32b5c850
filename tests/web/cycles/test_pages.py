"""The pages of a cycle: every one opens for members at every stage, others see goal and stage."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.practice.world import planned, started
from trellis.evidence.measures.operations import record_data_point
from trellis.practice.cycles.models import Cycle, Experiment, UseRecord

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
VOICES = ("agrees", "restates", "tries", "visited", "reflects")
OF_CYCLE = (
    "process-map",
    "open-cycle",
    "change-road",
    "state-problem",
    "write-needs",
    "add-evidence",
    "add-cause",
    "ideas",
    "goals",
    "cycle-standards",
    "choose-strategy",
    "write-theory",
    "write-prediction",
    "write-study-design",
    "plan-steps",
    "learning-designs",
    "record-use",
    "our-practice",
    "adjust-strategy",
    "decide-cycle",
    "tell-families",
    "write-story",
)


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)  # type: ignore[arg-type]
    return client


def pages_of(cycle: Cycle) -> list[str]:
    """Every page of a cycle that is read with GET."""
    pk = cycle.public_id
    return [
        *(reverse(name, args=[pk]) for name in OF_CYCLE),
        *(reverse("open-stage", args=[pk, position]) for position in range(1, 6)),
        *(reverse("set-goal", args=[pk, kind]) for kind in ("student", "educator")),
        *(
            reverse("speak", args=[pk, kind])
            for kind in ("agrees", "restates", "tries", "visited", "reflects")
        ),
    ]


def running(cast: Cast) -> Cycle:
    """A cycle in step 4 with three points."""
    cycle = started(cast)
    measure = planned(cast, cycle)
    for week, part in enumerate((40, 42, 47), start=1):
        on = timezone.localdate() - timedelta(weeks=4 - week)
        record_data_point(by=cast.ana, measure=measure, on=on, part=part, whole=90)
    return cycle


@pytest.mark.parametrize("make", [started, running], ids=["fresh", "running"])
def test_every_page_opens_for_a_member(cast: Cast, make: object) -> None:
    cycle = make(cast)  # type: ignore[operator]
    client = signed_in(cast.ben)
    wrong = {url: client.get(url).status_code for url in pages_of(cycle)}
    assert {url: status for url, status in wrong.items() if status != 200} == {}


@pytest.mark.parametrize("name", ["pat", "dee", "cleo"])
def test_S0_34_leaders_and_colleagues_see_goal_and_stage_and_no_work(cast: Cast, name: str) -> None:
    cycle = running(cast)
    client = signed_in(getattr(cast, name))
    outside = client.get(reverse("open-cycle", args=[cycle.public_id])).content.decode()
    assert "65" in outside
    assert "number-line talk" not in outside
    assert "Did we use it?" not in outside
    inner = [url for url in pages_of(cycle) if url != reverse("open-cycle", args=[cycle.public_id])]
    assert {client.get(url).status_code for url in inner} == {404}


def test_a_family_sees_nothing_of_a_cycle(cast: Cast) -> None:
    cycle = running(cast)
    client = signed_in(cast.eli)
    assert {client.get(url).status_code for url in pages_of(cycle)} == {404}


def test_S4_31_a_cycle_is_launched_on_one_page(cast: Cast) -> None:
    started(cast)  # loads the library
    client = signed_in(cast.cleo)
    url = reverse("launch-cycle", args=[cast.grade_5.public_id])
    page = client.get(url)
    assert page.status_code == 200
    form = page.context["form"]
    fields = {name: form[name].value() or "" for name in form.fields}
    assert client.post(url, {**fields, "need": ""}).status_code == 422
    fields |= {
        "name": "Volume",
        "need": "Students count cubes they see.",
        "evidence_kind": "tests",
        "evidence_title": "October check",
        "evidence_says": "31 of 60 counted only the visible cubes.",
    }
    response = client.post(url, {name: value for name, value in fields.items() if value != ""})
    assert response.status_code == 303, response.context["form"].errors
    assert "Volume" in client.get(response["Location"]).content.decode()


def test_S0_45_my_week_is_recorded_in_one_form(cast: Cast) -> None:
    cycle = running(cast)
    client = signed_in(cast.ben)
    url = reverse("record-use", args=[cycle.public_id])
    week = client.get(url).context["form"].fields["week"].choices[0][0]
    assert client.post(url, {"week": week}).status_code == 422
    assert client.post(url, {"week": week, "used": "fully"}).status_code == 303
    assert UseRecord.objects.get(person=cast.ben).used == "fully"


def test_S0_47_the_prediction_is_locked_by_a_button_and_then_stands(cast: Cast) -> None:
    cycle = started(cast)
    planned(cast, cycle, lock=False)
    client = signed_in(cast.ana)
    page = reverse("write-prediction", args=[cycle.public_id])
    assert reverse("lock-prediction", args=[cycle.public_id]) in client.get(page).content.decode()
    assert client.post(reverse("lock-prediction", args=[cycle.public_id])).status_code == 303
    assert Experiment.objects.get(cycle=cycle).locked_at is not None
    assert reverse("lock-prediction", args=[cycle.public_id]) not in client.get(page).content.decode()


def test_S0_40_the_checker_and_the_wording_advice_answer_on_the_page(cast: Cast) -> None:
    cycle = started(cast)
    client = signed_in(cast.ana)
    url = reverse("state-problem", args=[cycle.public_id])
    response = client.post(url, {"statement": "The low kids are lazy and we need more iPads."}, follow=True)
    content = response.content.decode()
    assert "About the wording" in content
    assert "What the checker says" in content


def test_a_prompt_is_answered_once_for_the_team(cast: Cast) -> None:
    cycle = started(cast)
    stage = cycle.stages.get(position=1)
    key = stage.definition.prompts[0]["key"]
    url = reverse("answer-prompt", args=[cycle.public_id, 1, key])
    signed_in(cast.ben).post(url, {"text": "Fractions as sizes", "version": "0"})
    page = signed_in(cast.ana).get(reverse("open-stage", args=[cycle.public_id, 1])).content.decode()
    assert "Fractions as sizes" in page
    assert "last changed by Ben" in page
