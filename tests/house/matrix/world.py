"""A world with every relation of the policy, each written down by hand, so that the server's own reckoning of
who stands how to what is tested and not repeated.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, _person, _place, make_cast
from tests.evidence.measures.classroom import make_classroom
from tests.evidence.measures.test_results import CSV
from tests.practice.world import planned, started
from trellis.evidence.imports.models import ImportRun, ImportSource, MatchProposal
from trellis.evidence.measures.models import Assessment, ResultsFile
from trellis.evidence.measures.operations import record_data_point
from trellis.evidence.surveys.models import SurveyRound, SurveyTicket
from trellis.evidence.surveys.operations import make_survey
from trellis.evidence.surveys.rules import Draft
from trellis.evidence.surveys.words import Asked, QuestionKind, SurveyKind
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Relation, Role
from trellis.people.accounts.models import Invitation, Person
from trellis.people.communities.models import Community, JoinRequest, Membership
from trellis.people.communities.words import Discovery, Function
from trellis.people.notices.models import Notice
from trellis.people.notices.operations import tell
from trellis.people.places.models import Organization
from trellis.people.places.words import OrganizationKind
from trellis.people.tokens.models import ApiToken
from trellis.practice.cycles.operations.planning import add_plan_step
from trellis.practice.cycles.operations.speaking import add_idea

R = Relation
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_OUT = frozenset({R.OTHER_DISTRICT, R.ANYONE})


def _rel(*relations: Relation) -> frozenset[Relation]:
    return frozenset({*relations, R.ANYONE})


#: actor -> how they stand to Lincoln, to Washington and to a school of another district. Written by hand.
PLACES: dict[str, tuple[frozenset[Relation], frozenset[Relation], frozenset[Relation]]] = {
    "visitor": (_rel(), _rel(), _rel()),
    "left_person": (_rel(), _rel(), _rel()),
    "family": (_rel(R.FAMILY), _OUT, _OUT),
    "family_member": (_rel(R.FAMILY), _OUT, _OUT),
    "partner": (_rel(R.PARTNER), _OUT, _OUT),
    "state_consultant": (_rel(R.PARTNER, R.STATE), _OUT, _OUT),
    "teacher": (_rel(R.SCHOOL_STAFF, R.DISTRICT_STAFF), _rel(R.DISTRICT_STAFF), _OUT),
    "former_member": (_rel(R.SCHOOL_STAFF, R.DISTRICT_STAFF), _rel(R.DISTRICT_STAFF), _OUT),
    "member": (_rel(R.SCHOOL_STAFF, R.DISTRICT_STAFF), _rel(R.DISTRICT_STAFF), _OUT),
    "facilitator": (_rel(R.SCHOOL_STAFF, R.DISTRICT_STAFF), _rel(R.DISTRICT_STAFF), _OUT),
    "teacher_elsewhere": (_rel(R.DISTRICT_STAFF), _rel(R.SCHOOL_STAFF, R.DISTRICT_STAFF), _OUT),
    "assistant_principal": (
        _rel(R.SCHOOL_LEADER, R.SCHOOL_STAFF, R.DISTRICT_STAFF),
        _rel(R.DISTRICT_STAFF),
        _OUT,
    ),
    "principal": (_rel(R.SCHOOL_LEADER, R.SCHOOL_STAFF, R.DISTRICT_STAFF), _rel(R.DISTRICT_STAFF), _OUT),
    "department": (_rel(R.DEPARTMENT, R.DISTRICT_STAFF), _rel(R.DEPARTMENT, R.DISTRICT_STAFF), _OUT),
    "district_leader": (
        _rel(R.DISTRICT_LEADER, R.DISTRICT_STAFF),
        _rel(R.DISTRICT_LEADER, R.DISTRICT_STAFF),
        _OUT,
    ),
    "data_steward": (_rel(R.DATA_STEWARD, R.DISTRICT_STAFF), _rel(R.DATA_STEWARD, R.DISTRICT_STAFF), _OUT),
    "administrator": (_rel(R.ADMINISTRATOR, R.DISTRICT_STAFF), _rel(R.ADMINISTRATOR, R.DISTRICT_STAFF), _OUT),
    "other_district": (_OUT, _OUT, _rel(R.SCHOOL_STAFF, R.DISTRICT_STAFF)),
}
#: actor -> how they stand to the Grade 4 team beyond their place.
MEMBERSHIPS: dict[str, Relation] = {
    "member": R.MEMBER,
    "facilitator": R.MEMBER,
    "family_member": R.GUEST_MEMBER,
    "former_member": R.FORMER_MEMBER,
}
ACTORS = list(PLACES)
OUTSIDE_THE_WALL = frozenset({"visitor", "left_person"})


@dataclass
class Thing:
    """An object of the world: its address words, and how each actor stands to it."""

    name: str
    words: tuple[object, ...]
    relations: dict[str, frozenset[Relation]]
    discovery: Discovery = Discovery.SCHOOL
    is_open: bool = True
    owner: str = ""


@dataclass
class World:
    """Everybody and everything, by name."""

    cast: Cast
    actors: dict[str, Person | None] = field(default_factory=dict)
    things: dict[str, list[Thing]] = field(default_factory=dict)


def _relations_to(place: int, team: str = "") -> dict[str, frozenset[Relation]]:
    found = {actor: places[place] for actor, places in PLACES.items()}
    if team == "grade_4":
        for actor, relation in MEMBERSHIPS.items():
            found[actor] = found[actor] | {relation}
    return found


def _team(place: Organization, name: str, since: date, **more: object) -> Community:
    return Community.objects.create(organization=place, name=name, starts_on=since, **more)


def make_world() -> World:
    """Make the world; actors' roles began 60 days ago."""
    cast = make_cast()
    since = timezone.localdate() - timedelta(days=60)
    other = _place(OrganizationKind.DISTRICT, "Hillside District")
    elsewhere = _place(OrganizationKind.SCHOOL, "Hillside Elementary", other)
    office = _place(OrganizationKind.DEPARTMENT, "Multilingual Learning", cast.district)
    Community.objects.filter(pk=cast.grade_4.pk).update(discovery=Discovery.SCHOOL)
    world = World(cast)
    world.actors = {
        "visitor": None,
        "left_person": _person("Lou", "Left", Role.TEACHER, cast.lincoln, since),
        "family": cast.eli,
        "family_member": _person("Fay", "Family", Role.FAMILY, cast.lincoln, since),
        "partner": _person("Pia", "Partner", Role.PARTNER, cast.lincoln, since),
        "state_consultant": _person("Sia", "State", Role.STATE_CONSULTANT, cast.lincoln, since),
        "teacher": cast.cleo,
        "former_member": _person("Ron", "Former", Role.TEACHER, cast.lincoln, since),
        "member": cast.ben,
        "facilitator": cast.ana,
        "teacher_elsewhere": _person("Tea", "Elsewhere", Role.TEACHER, cast.washington, since),
        "assistant_principal": _person("Amy", "Assistant", Role.ASSISTANT_PRINCIPAL, cast.lincoln, since),
        "principal": cast.pat,
        "department": _person("Mel", "Multi", Role.DEPARTMENT_STAFF, office, since),
        "district_leader": cast.dee,
        "data_steward": _person("Dat", "Steward", Role.DATA_STEWARD, cast.district, since),
        "administrator": _person("Sam", "Site", Role.SITE_ADMINISTRATOR, cast.district, since),
        "other_district": _person("Oda", "Other", Role.TEACHER, elsewhere, since),
    }
    lou = world.actors["left_person"]
    assert lou is not None
    lou.is_active = False
    lou.save()
    join = Membership.objects.create
    guest, former = world.actors["family_member"], world.actors["former_member"]
    join(community=cast.grade_4, person=guest, function=Function.FAMILY_REPRESENTATIVE, starts_on=since)
    join(community=cast.grade_4, person=former, starts_on=since, ends_on=since + timedelta(days=5))
    world.things = _things(world, elsewhere, since)
    return world


def _things(world: World, elsewhere: Organization, since: date) -> dict[str, list[Thing]]:
    cast = world.cast
    now = timezone.now()
    hidden = _team(cast.washington, "Hidden", since, discovery=Discovery.UNLISTED, accepted_at=now)
    proposed = _team(cast.lincoln, "Proposed", since, proposed_at=now)
    places = [(cast.lincoln, 0), (cast.washington, 1), (elsewhere, 2)]
    teams = [
        Thing("grade_4", (cast.grade_4.public_id,), _relations_to(0, "grade_4")),
        Thing("hidden", (hidden.public_id,), _relations_to(1), Discovery.UNLISTED),
        Thing("proposed", (proposed.public_id,), _relations_to(0), is_open=False),
    ]
    return {
        "place": [Thing(place.name, (place.public_id,), _relations_to(number)) for place, number in places],
        "community": teams,
        "proposal": [
            Thing("proposal", (cast.lincoln.public_id, proposed.public_id), _relations_to(0)),
        ],
        **_parts_of_places(cast, places),
        **_parts_of_grade_4(world, teams[0]),
        **_imports(cast),
        **_cycles(cast, teams[0]),
        **_surveys(cast, teams[0]),
    }


def _parts_of_places(cast: Cast, places: list[tuple[Organization, int]]) -> dict[str, list[Thing]]:
    roles, people, invitations, tokens = [], [], [], []
    for place, number in places:
        someone = _person(f"N{number}", "New", Role.TEACHER, place, timezone.localdate())
        role = RoleAssignment.objects.get(person=someone)
        moment = timezone.now()
        invitation = Invitation.objects.create(
            person=someone,
            email=f"n{number}@riverbend.example",
            token_digest=f"digest-{number}",
            invited_by=cast.dee,
            invited_at=moment,
            expires_at=moment + timedelta(days=14),
        )
        stand = _relations_to(number)
        roles.append(Thing(place.name, (place.public_id, role.public_id), stand))
        people.append(Thing(place.name, (place.public_id, someone.public_id), stand))
        invitations.append(Thing(place.name, (place.public_id, invitation.public_id), stand))
        token = ApiToken.objects.create(
            person=someone,
            name="Reports",
            token_digest=f"token-{number}",
            made_at=moment,
            expires_at=moment + timedelta(days=30),
        )
        tokens.append(Thing(place.name, (place.public_id, token.public_id), stand))
    return {"role": roles, "person": people, "invitation": invitations, "token of place": tokens}


def _parts_of_grade_4(world: World, team: Thing) -> dict[str, list[Thing]]:
    cast = world.cast
    make_classroom(cast)
    client = signed_in(cast.ana)
    sheet = {"file": SimpleUploadedFile("check.csv", CSV.encode())}
    assert client.post(reverse("drop-results-file", args=team.words), sheet).status_code == 303
    file = ResultsFile.objects.get()
    assessment = Assessment.objects.create(
        organization=cast.lincoln,
        community=cast.grade_4,
        title="Check",
        added_by=cast.ana,
        added_at=timezone.now(),
    )
    membership = Membership.objects.get(community=cast.grade_4, person=cast.ben)
    asked = JoinRequest.objects.create(community=cast.grade_4, person=cast.cleo, asked_at=timezone.now())
    notices = [_notice_of(actor, person) for actor, person in world.actors.items() if person is not None]
    stand = team.relations
    return {
        "results_file": [Thing("file", (file.public_id,), stand)],
        "row": [Thing("row", (file.public_id, 5), stand)],
        "assessment": [Thing("assessment", (assessment.public_id,), stand)],
        "membership": [Thing("membership", (*team.words, membership.public_id), stand)],
        "join_request": [Thing("join_request", (*team.words, asked.public_id), stand)],
        "notice": [
            Thing(notice.kind, (notice.public_id,), {}, owner=actor)
            for actor, notice in notices
            if notice is not None
        ],
    }


def _cycles(cast: Cast, team: Thing) -> dict[str, list[Thing]]:
    """A cycle in full swing, with one of everything that has an address."""
    cycle = started(cast)
    measure = planned(cast, cycle)
    point = record_data_point(
        by=cast.ana, measure=measure, on=timezone.localdate() - timedelta(weeks=1), part=40, whole=90
    )
    idea = add_idea(by=cast.ana, cycle=cycle, text="A talk on the number line")
    plan_step = add_plan_step(
        by=cast.ana, cycle=cycle, text="Make strips", who=cast.ben.public_id, due_on=cycle.ends_on
    )
    stand, pk = team.relations, cycle.public_id
    evidence, cause = cycle.evidence.first(), cycle.causes.first()
    prompt = cycle.stages.get(position=1).definition.prompts[0]["key"]
    assert evidence is not None
    assert cause is not None
    words: dict[str, tuple[object, ...]] = {
        "cycle": (pk,),
        "cycle_stage": (pk, 1),
        "cycle_prompt": (pk, 1, prompt),
        "cycle_voice": (pk, "reflects"),
        "cycle_goal": (pk, "student"),
        "cycle_evidence": (pk, evidence.public_id),
        "cycle_cause": (pk, cause.public_id),
        "cycle_idea": (pk, idea.public_id),
        "cycle_step": (pk, plan_step.public_id),
        "measure": (measure.public_id,),
        "data_point": (point.public_id,),
    }
    return {name: [Thing(name, parts, stand)] for name, parts in words.items()}


def _surveys(cast: Cast, team: Thing) -> dict[str, list[Thing]]:
    """A survey of the team with a round that is open to its two members."""
    survey = make_survey(
        by=cast.ana,
        community=cast.grade_4,
        kind=SurveyKind.PULSE,
        asked=Asked.MEMBERS,
        name="Our meetings",
        purpose={"en": "To meet better."},
        questions=[Draft(QuestionKind.AGREE, {"en": "The time was well used."})],
    )
    today = timezone.localdate()
    at = SurveyRound.objects.create(
        survey=survey, opens_on=today, closes_on=today, opened_by=cast.ana, opened_at=timezone.now()
    )
    for person in (cast.ana, cast.ben):
        SurveyTicket.objects.create(round=at, person=person, is_pulse=True)
    return {
        "asked": [Thing("asked", (*team.words, "members"), team.relations)],
        "survey": [Thing("survey", (survey.public_id,), team.relations)],
        "survey_round": [Thing("round", (at.public_id,), team.relations)],
    }


def _imports(cast: Cast) -> dict[str, list[Thing]]:
    source = ImportSource.objects.create(organization=cast.lincoln, name="Roster")
    run = ImportRun.objects.create(source=source, file_name="roster.zip", received_at=timezone.now())
    match = MatchProposal.objects.create(
        source=source, sourced_id="7", person=cast.ben, proposed_at=timezone.now()
    )
    stand = _relations_to(0)
    return {
        "imports": [Thing("imports", (), stand)],
        "import": [Thing("run", (run.public_id,), stand)],
        "source": [Thing("source", (run.source.public_id,), stand)],
        "match": [Thing("match", (match.public_id,), stand)],
    }


def _notice_of(actor: str, person: Person) -> tuple[str, Notice | None]:
    words = {"person": "Ben Lee", "community": "Grade 4 team"}
    told = tell(people=[person], kind="membership.joined", words=words)
    return actor, told[0] if told else None


def signed_in(person: Person | None) -> Client:
    """Return a browser in which this person came in a moment ago; nobody's browser for nobody."""
    client = Client()
    if person is not None:
        client.force_login(person, backend=BACKEND)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return client
