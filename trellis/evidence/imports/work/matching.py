"""Whether a new key belongs to somebody who is here already (E.1): proved, told, or asked; never guessed."""

from django.utils import timezone

from trellis.evidence.imports.models import ImportRun, MatchProposal
from trellis.evidence.imports.words.states import Kind
from trellis.evidence.imports.work.checking import set_aside
from trellis.evidence.imports.work.dialect import ask, is_postgres, make_table, run
from trellis.evidence.imports.work.kinds import SPECS
from trellis.evidence.imports.work.staging import derived, known_addresses


def match_people(import_run: ImportRun) -> None:
    """Tie new keys to persons who are here already; doubt becomes a proposal and the row waits (E.1).

    A person is taken for the same only by an address that this person has proved, together with the family
    name, or after somebody answered a proposal.
    """
    new = "d.bad = '' AND d.act = 'create' AND d.email <> ''"
    for kind in (Kind.PERSON, Kind.STUDENT):
        if not ask(f"SELECT 1 FROM {derived(import_run, kind)} AS d WHERE {new} LIMIT 1"):
            continue
        known = _known_addresses(import_run)
        if kind == Kind.PERSON:
            _link_known(import_run, new, known)
        _propose(import_run, kind, new, known)


def _known_addresses(import_run: ImportRun) -> str:
    """Return a table of every address that somebody here uses, and whether this person has proved it."""
    table = known_addresses(import_run)
    make_table(table, ["email text", "person bigint", "proved bigint", "family text"])
    run(
        f"INSERT INTO {table} (email, person, proved, family) SELECT lower(p.contact_email), p.id, 0, '' "
        "FROM people_person AS p WHERE p.contact_email <> '' UNION SELECT lower(a.email), a.user_id, "
        "CASE WHEN a.verified THEN 1 ELSE 0 END, lower(p.family_name) "
        "FROM account_emailaddress AS a JOIN people_person AS p ON p.id = a.user_id"
    )
    run(f"CREATE INDEX {table}_email ON {table} (email)")
    if is_postgres():
        run(f"ANALYZE {table}")
    return table


def _link_known(import_run: ImportRun, new: str, known: str) -> None:
    """Tie rows to the person that somebody named, or that one proved address and the family name show."""
    table = derived(import_run, Kind.PERSON)
    answered = (
        "SELECT m.sourced_id AS sid, MIN(m.person_id) AS person FROM evidence_match_proposal AS m "
        f"WHERE m.source_id = {import_run.source_id} AND m.same GROUP BY m.sourced_id"
    )
    proved = (
        f"SELECT d.sid, MIN(n.person) AS person FROM {table} AS d JOIN {known} AS n "
        "ON n.email = lower(d.email) "
        f"AND n.proved = 1 AND n.family = lower(d.family) WHERE {new} GROUP BY d.sid "
        "HAVING COUNT(DISTINCT n.person) = 1"
    )
    for found in (answered, proved):
        run(
            f"UPDATE {table} SET obj = q.person, act = 'link' FROM ({found}) AS q "
            f"WHERE q.sid = {table}.sid AND {table}.bad = '' AND {table}.act = 'create'"
        )


def _propose(import_run: ImportRun, kind: Kind, new: str, known: str) -> None:
    """Set rows aside that use the address of somebody here, and ask whether it is the same person (X11)."""
    doubt = (
        f"EXISTS (SELECT 1 FROM {known} AS n WHERE n.email = lower(d.email)) AND NOT EXISTS (SELECT 1 "
        f"FROM evidence_match_proposal AS m WHERE m.source_id = {import_run.source_id} "
        "AND m.sourced_id = d.sid AND m.same = FALSE)"
    )
    proposals = ask(
        f"SELECT DISTINCT d.sid, n.person FROM {derived(import_run, kind)} AS d "
        f"JOIN {known} AS n ON n.email = lower(d.email) WHERE {new} AND {doubt}"
    )
    MatchProposal.objects.bulk_create(
        (
            MatchProposal(
                source_id=import_run.source_id,
                sourced_id=sid[:255],
                person_id=person,
                proposed_at=timezone.now(),
            )
            for sid, person in proposals
        ),
        ignore_conflicts=True,
    )
    set_aside(import_run, SPECS[kind], "X11", f"{new.removeprefix("d.bad = '' AND ")} AND {doubt}", [])
