"""The demo's persons, what they are where, and the teams they form."""

from datetime import timedelta

from trellis.cli.demo.cast import CAST, EVERYONE, TEAMS, DemoTeam, Member
from trellis.cli.demo.places import DISTRICT, make_calendar
from trellis.cli.demo.world import World
from trellis.people.access.operations import accept_by_district_account, grant_role, invite_person
from trellis.people.access.words import Role
from trellis.people.accounts.operations import add_person, change_profile
from trellis.people.communities.operations.agreements import adopt_charter, agree_norms
from trellis.people.communities.operations.founding import accept_community, propose_community
from trellis.people.communities.operations.mentoring import name_mentor
from trellis.people.communities.words import Cadence, DecisionRule
from trellis.people.notices.operations import read_all_notices
from trellis.people.places.operations import found_organization, write_public_page
from trellis.people.places.words import OrganizationKind

#: Who says yes to a proposed team of a school.
PRINCIPALS = {"lincoln": "pat", "washington": "daniel", "rivera": "carla"}
NORMS = (
    "We start and end on time.",
    "We talk about the work, not about the person.",
    "Every voice is heard before we decide.",
    "We bring student work, not opinions about students.",
    "What is said here as a worry stays here.",
)


def make(world: World) -> None:
    """Add everybody with their roles, let the principals accept the teams, write the first agreements."""
    for member in EVERYONE:
        add(world, member)
    for team in TEAMS:
        form(world, team)
    introduce(world)
    agree(world)
    open_doors(world)
    invite(world)


def make_empty_district(world: World) -> None:
    """Found a district with a school year and nobody in it but an administrator and a data steward."""
    world.places["district"] = found_organization(by=None, kind=OrganizationKind.DISTRICT, name=DISTRICT)
    make_calendar(world)
    for member in CAST:
        if member.role in {Role.SITE_ADMINISTRATOR, Role.DATA_STEWARD}:
            add(world, member)


def add(world: World, member: Member) -> None:
    """Add one person with their role since the beginning of the school year."""
    person = add_person(
        by=None,
        given_name=member.given,
        family_name=member.family,
        contact_email=member.email,
        language=member.language,
    )
    grant_role(
        by=None,
        person=person,
        organization=world.places[member.place],
        role=member.role,
        starts_on=world.year_starts_on,
    )
    world.people[member.key] = person


#: key, how the name is said, what colleagues can ask about, what the person wants to learn
PROFILES = (
    ("ana", "AH-nah REH-yes", "fractions on a number line", "leading a calm debrief"),
    ("keiko", "KAY-koh EE-toh", "number talks, folding strips for fractions", ""),
    ("jordan", "", "", "questions that make students talk"),
    ("priya", "PREE-yah shah", "supports for students who are new to English", ""),
    ("mei", "may tah-NAH-kah", "looking at student work, coaching questions", "fractions in grade 3"),
    ("marcus", "", "science talk, lab notebooks", ""),
    ("sofia", "so-FEE-ah MEN-des", "family nights in Spanish, number talks", ""),
)


def introduce(world: World) -> None:
    """Let a few say how their names are said, and what colleagues can ask them about."""
    for key, said_as, good_at, wants in PROFILES:
        person = world.people[key]
        change_profile(
            by=person,
            preferred_name=person.preferred_name,
            pronouns=person.pronouns,
            language=person.language,
            time_zone=person.time_zone,
            good_at=good_at,
            wants_to_learn=wants,
            said_as=said_as,
        )


def form(world: World, team: DemoTeam) -> None:
    """Propose a team as the roster would, and let the principal say yes."""
    facilitator = world.people[team.facilitator]
    proposed = propose_community(
        by=None,
        organization=world.places[team.place],
        name=team.name,
        people=[facilitator, *(world.people[key] for key in team.members)],
        roster_rule={"demo": team.key},
        starts_on=world.year_starts_on,
    )
    if proposed is None:
        raise AssertionError(f"The demo's team {team.key} was there already.")
    world.teams[team.key] = accept_community(
        by=world.people[PRINCIPALS[team.place]], community=proposed, lead=facilitator
    )


def agree(world: World) -> None:
    """Give Ana's team its charter and norms, agreed in its first week, and Jordan a mentor."""
    community, first_friday = world.teams["grade_4"], world.year_starts_on + timedelta(days=4)
    adopt_charter(
        by=world.people["ana"],
        community=community,
        purpose=TEAMS[0].purpose,
        growth="We try one thing at a time, look at what our students did, and say what we learned.",
        joint_responsibility="All the fourth graders are ours, not only the ones in our own room.",
        family_engagement="Every cycle gives families one thing to do at home, in English and Spanish.",
        alignment="Our goals serve Lincoln's promise that every child explains their thinking.",
        cadence=Cadence.WEEKLY,
        meets="Tuesdays 13:30 to 14:15, room 12",
        decides_by=DecisionRule.CONSENSUS,
        agreed_on=first_friday,
        review_on=world.year_ends_on,
    )
    agree_norms(by=world.people["ana"], community=community, texts=NORMS, agreed_on=first_friday)
    rows = community.memberships.select_related("community__organization", "person")
    jordan, keiko = (rows.get(person=world.people[key]) for key in ("jordan", "keiko"))
    name_mentor(by=world.people["ana"], membership=jordan, mentor=keiko.public_id)


def invite(world: World) -> None:
    """Let the administrator invite the cast, so that links by mail and notices by mail work in the demo too.

    They accept as with a district account, so that nobody has a password to be known by others.
    """
    rosa = world.people["rosa"]
    for member in CAST:
        if member.key != "rosa":
            invite_person(by=rosa, person=world.people[member.key])
            accept_by_district_account(email=member.email)
    read_all_notices(by=rosa)


def open_doors(world: World) -> None:
    """Write the public pages of the district and of Lincoln in both languages (S0-01)."""
    write_public_page(
        by=world.people["dee"],
        organization=world.district,
        model_name={"en": "The Riverbend way of learning together", "es": "Aprender juntos en Riverbend"},
        welcome={
            "en": "In every school, adults learn together so that every child learns more. Here is how.",
            "es": "En cada escuela, los adultos aprenden juntos para que cada niña y cada niño aprenda más. "
            "Así lo hacemos.",
        },
    )
    write_public_page(
        by=world.people["pat"],
        organization=world.places["lincoln"],
        model_name={"en": "Lincoln learns", "es": "Lincoln aprende"},
        welcome={
            "en": "Our teachers meet every week to look at student work and to try something better.",
            "es": "Nuestros maestros se reúnen cada semana para ver el trabajo de los estudiantes y probar "
            "algo mejor.",
        },
    )
