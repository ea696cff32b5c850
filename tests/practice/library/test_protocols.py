"""The protocols and agendas that ship: whole, adding up, in both languages where promised, found by fit."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.practice.library.models import Protocol, ProtocolStep, StageProtocols
from trellis.practice.library.operations import CONTENT, load_content
from trellis.practice.library.queries import (
    Wish,
    agenda_templates,
    fitting_protocols,
    open_agenda_template,
    open_protocol,
    protocols,
    protocols_for_stage,
)
from trellis.practice.library.rules import agenda_problems, fit_minutes, protocol_problems
from trellis.practice.library.words import Activity, Mark, ProtocolUse, StepMode

FILES = sorted((CONTENT / "protocols").glob("*.json"))
READ: dict[str, dict[str, Any]] = {path.stem: json.loads(path.read_text()) for path in FILES}
AGENDAS: list[dict[str, Any]] = json.loads((CONTENT / "agenda_templates/agenda_templates.json").read_text())


def test_S4_32_S4_33_all_thirty_five_ship() -> None:
    assert [content["number"] for content in READ.values()] == list(range(1, 36))
    assert len({content["key"] for content in READ.values()}) == 35
    assert READ["14-unit-internalization"]["minutes"] == 50


@pytest.mark.parametrize("content", READ.values(), ids=list(READ))
def test_a_protocol_is_whole_and_its_minutes_add_up(content: dict[str, Any]) -> None:
    assert protocol_problems(content) == []
    assert sum(step["minutes"] for step in content["steps"]) == content["minutes"]


@pytest.mark.parametrize("content", READ.values(), ids=list(READ))
def test_a_card_says_something_of_its_own(content: dict[str, Any]) -> None:
    said = [step["card"]["say"]["en"] for step in content["steps"]]
    assert len(set(said)) == len(said), "a step repeats the words of another"
    for step in content["steps"]:
        assert len(step["card"]["watch"]["en"]) >= 20
        assert step["card"]["say"]["en"] != step["prompts"]["en"]


@pytest.mark.parametrize("content", READ.values(), ids=list(READ))
def test_S1_03_all_that_a_protocol_says_is_in_both_languages(content: dict[str, Any]) -> None:
    """What guests see of a step, and the facilitator's card: a family may guide a meeting too (S4-29)."""
    said = [content["names"], content["purposes"], content.get("bring", {})]
    for step in content["steps"]:
        said += [step["names"], step["prompts"], step.get("note", {}), *step["card"].values()]
    for seen in filter(None, said):
        assert all(seen[language].strip() for language in ("en", "es")), seen
        assert seen["en"] != seen["es"], seen
        assert seen["es"].count("¿") == seen["es"].count("?"), seen


@pytest.mark.parametrize("content", READ.values(), ids=list(READ))
def test_a_spanish_card_repeats_no_step(content: dict[str, Any]) -> None:
    """A slip in translating shows as the words of another step, or of the English."""
    english = [step["card"][part]["en"] for step in content["steps"] for part in ("say", "watch")]
    spanish = [step["card"][part]["es"] for step in content["steps"] for part in ("say", "watch")]
    assert len(set(spanish)) == len(set(english))


def test_every_use_and_activity_is_served() -> None:
    served = {use for content in READ.values() for use in content["uses"]}
    assert served == set(ProtocolUse)
    for activity in Activity:
        assert sum(content["activity"] == activity for content in READ.values()) >= 3


def test_S3_35_facts_come_before_guesses_in_the_data_protocols() -> None:
    for content in READ.values():
        if "data" not in content["uses"]:
            continue
        marks = [mark for step in content["steps"] for mark in step.get("marks", [])]
        assert Mark.OBSERVATION in marks, content["key"]
        silent = [step for step in content["steps"] if step["mode"] == StepMode.WRITE]
        assert all(step["speaks"] == "nobody" for step in silent)


@pytest.mark.parametrize("key", ["26-fishbowl", "27-students-analyze"])
def test_what_families_and_students_read_is_in_spanish_too(key: str) -> None:
    assert all(step["prompts"].get("es") for step in READ[key]["steps"])


def broken(**changes: object) -> dict[str, Any]:
    return {**copy.deepcopy(READ["08-what-so-what-now-what"]), **changes}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"minutes": 26}, "its steps take 25 minutes, not 26"),
        ({"uses": ["fun"]}, "unknown use: fun"),
        ({"activity": ""}, "activity is unknown"),
        ({"names": {"en": "Only English"}}, "names: needs English and Spanish"),
        ({"people": {"min": 5, "max": 4}}, "people: min and max are out of order"),
        ({"steps": []}, "steps is missing"),
    ],
)
def test_a_broken_protocol_is_named(changes: dict[str, object], words: str) -> None:
    assert words in protocol_problems(broken(**changes))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mode": "shout"}, "step 1: unknown mode or speaker"),
        ({"marks": [], "note": {}}, "step 1: nothing to write"),
        ({"marks": ["rumor"]}, "step 1: marks and what to write do not fit"),
        ({"card": {"say": {"en": "x"}}}, "step 1 card, say: needs English and Spanish"),
        ({"dots": {"each": 2, "on": 1}}, "step 1: dots do not fit"),
        ({"prompts": {}}, "step 1 prompt: needs English and Spanish"),
        ({"note": {"en": "Only English"}}, "step 1 note: needs English and Spanish"),
    ],
)
def test_a_broken_step_is_named(change: dict[str, object], words: str) -> None:
    content = broken()
    content["steps"][0].update(change)
    assert words in protocol_problems(content)


@pytest.mark.parametrize("content", AGENDAS, ids=lambda content: content["key"])
def test_an_agenda_adds_up(content: dict[str, Any]) -> None:
    assert agenda_problems(content) == []
    keys = {protocol["key"] for protocol in READ.values()}
    assert {item["protocol"] for item in content["items"] if "protocol" in item} <= keys


def test_the_thirteen_agendas_ship() -> None:
    assert len(AGENDAS) >= 13
    minutes = {content["key"]: content["minutes"] for content in AGENDAS}
    assert (minutes["weekly-team"], minutes["principal-network"], minutes["family-team"]) == (45, 120, 75)
    wrong = {**AGENDAS[0], "minutes": 44}
    assert agenda_problems(wrong) == ["its items take 45 minutes, not 44"]


@pytest.mark.django_db
def test_loading_twice_writes_nothing() -> None:
    load_content()
    again = load_content()
    assert again.written == 0
    assert protocols().count() == 35
    assert ProtocolStep.objects.count() == sum(len(content["steps"]) for content in READ.values())
    assert agenda_templates().count() == len(AGENDAS)


@pytest.mark.django_db
def test_a_new_version_stands_beside_the_old_one(tmp_path: Path) -> None:
    load_content()
    place = tmp_path / "protocols"
    place.mkdir()
    changed = broken(version=9, origin="Somebody else")
    (place / "08.json").write_text(json.dumps(changed))
    load_content(folder=tmp_path)
    assert Protocol.objects.filter(key=changed["key"]).count() == 2
    assert open_protocol(key=changed["key"]).version == 9
    (place / "08.json").write_text(json.dumps({**changed, "origin": "Nobody"}))
    with pytest.raises(Conflict):
        load_content(folder=tmp_path)
    (place / "08.json").write_text(json.dumps(broken(minutes=1, version=10)))
    with pytest.raises(Invalid, match="its steps take 25 minutes"):
        load_content(folder=tmp_path)


@pytest.mark.django_db
def test_a_protocol_is_found_by_use_people_and_minutes() -> None:
    load_content()
    found = [protocol.key for protocol in fitting_protocols(Wish(use="data", people=5, minutes=25))]
    # those within the time first; a longer one can be shortened to half, not below
    assert found[0] == "what-so-what-now-what"
    assert "data-driven-dialogue" in found
    assert "rounds-debrief" not in found
    assert [p.key for p in fitting_protocols(Wish(people=2))] == ["peer-visit-debrief", "handover"]
    assert [p.key for p in fitting_protocols(Wish(text="onion"))] == ["peeling-the-onion"]
    assert [p.key for p in fitting_protocols(Wish(text="espina"))] == ["fishbone"]


@pytest.mark.django_db
def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        open_protocol(key="nothing")
    with pytest.raises(NotFound):
        open_agenda_template(key="nothing")


@pytest.mark.parametrize("total", [7, 25, 45, 90])
def test_minutes_are_pressed_and_stretched_in_proportion(total: int) -> None:
    own = [2, 8, 5, 8, 7, 12, 3]
    fitted = fit_minutes(own, total)
    assert sum(fitted) == total
    assert min(fitted) >= 1
    assert fit_minutes(own, 45) == own
    # a longer step never gets less than a shorter one
    assert fitted[5] == max(fitted)


def test_fewer_minutes_than_steps_do_not_fit() -> None:
    with pytest.raises(ValueError, match="fewer minutes"):
        fit_minutes([5, 5, 5], 2)


MAPPING: dict[str, dict[str, list[str]]] = json.loads(
    (CONTENT / "stage_protocols/stage_protocols.json").read_text()
)
TEMPLATES: list[dict[str, Any]] = [
    json.loads(path.read_text()) for path in sorted((CONTENT / "cycle_templates").glob("*.json"))
]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template["key"])
def test_S4_33_every_stage_has_three_protocols_or_more(template: dict[str, Any]) -> None:
    known = {protocol["key"] for protocol in READ.values()}
    mapped = MAPPING[template["key"]]
    assert list(mapped) == [stage["key"] for stage in template["stages"]]
    for stage, keys in mapped.items():
        assert len(set(keys)) >= 3, stage
        assert set(keys) <= known, stage


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template["key"])
def test_the_usual_length_is_the_sum_of_its_stages(template: dict[str, Any]) -> None:
    usual = sum(stage["weeks"] for stage in template["stages"])
    assert template["weeks"]["min"] <= usual <= template["weeks"]["max"]


#: What fills an exit check: a stage that asks for it, or one before, offers one of these.
FILLED_BY = {
    "problem_checker_at_least": "problem",
    "team_agreed": "voices:agrees",
    "evidence_kinds": "evidence",
    "evidence_voice": "evidence",
    "evidence_data": "evidence",
    "cause_with_evidence": "causes",
    "both_needs_written": "needs",
    "goal_pair_complete": "goals",
    "every_member_restates_goal": "voices:restates",
    "strategy_linked": "strategy",
    "theory_complete": "theory",
    "first_use_date": "strategy",
    "prediction_locked": "prediction",
    "every_member_has_one_thing_to_try": "voices:tries",
    "visit_shared_per_pair": "voices:visited",
    "use_recorded_by_most": "use",
    "chart_points": "measure",
    "decision_with_reason": "decision",
    "next_step_named": "decision",
    "message_sent": "message",
    "reflections_from_most": "voices:reflects",
    "plan_steps": "plan",
    "story_published": "story",
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template["key"])
def test_no_stage_asks_for_what_no_tool_gives(template: dict[str, Any]) -> None:
    offered: set[str] = set()
    for stage in template["stages"]:
        offered |= set(stage["tools"])
        for check in stage["checks"]:
            name = check.partition(":")[0]
            if name != "prompts_answered":
                assert FILLED_BY[name] in offered, (stage["key"], check)
        if any(check.startswith("strategy_linked") for check in stage["checks"]):
            assert {"causes", "goals"} <= offered, "a strategy is linked to a cause and a goal"


@pytest.mark.django_db
def test_the_stage_page_leads_to_its_protocols() -> None:
    load_content()
    found = protocols_for_stage(template_key="LCM-5", stage_key="study")
    assert [protocol.key for protocol in found] == MAPPING["LCM-5"]["study"]
    assert protocols_for_stage(template_key="LCM-5", stage_key="nothing") == []
    assert StageProtocols.objects.count() == sum(len(stages) for stages in MAPPING.values())
