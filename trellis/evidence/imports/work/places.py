"""Organizations and school years: few rows with a shape of their own, written level by level in bulk."""

from typing import Any

from trellis.evidence.imports.models import ExternalKey, ImportRun
from trellis.evidence.imports.words.states import Kind
from trellis.evidence.imports.work.dialect import ask, load, run
from trellis.evidence.imports.work.staging import derived
from trellis.people.places.models import Organization, SchoolYear, Term
from trellis.people.places.rules import may_lie_in
from trellis.people.places.words import OrganizationKind, TermKind

_KINDS = {
    "school": OrganizationKind.SCHOOL,
    "district": OrganizationKind.DISTRICT,
    "local": OrganizationKind.DISTRICT,
    "state": OrganizationKind.STATE,
    "national": OrganizationKind.NETWORK,
    "department": OrganizationKind.DEPARTMENT,
}
_TERMS = {"semester": TermKind.SEMESTER, "gradingPeriod": TermKind.GRADING_PERIOD, "term": TermKind.TERM}


def _known(import_run: ImportRun, kind: Kind) -> dict[str, int]:
    return dict(
        ExternalKey.objects.filter(source_id=import_run.source_id, kind=kind).values_list(
            "sourced_id", "object_id"
        )
    )


def _tie(table: str, found: dict[str, tuple[int, str]]) -> None:
    """Write object ids and what happened back into the derived rows, set by set."""
    ties = f"{table}_ties"
    run(f"DROP TABLE IF EXISTS {ties}")
    run(f"CREATE TABLE {ties} (sid text, obj bigint, act text)")
    load(ties, ["sid", "obj", "act"], [[sid, obj, act] for sid, (obj, act) in found.items()])
    run(f"UPDATE {table} SET obj = t.obj, act = t.act FROM {ties} AS t WHERE t.sid = {table}.sid")
    run(f"DROP TABLE {ties}")


def _match(
    candidates: list[Organization], kind: OrganizationKind, name: str, code: str
) -> Organization | None:
    same = [
        place
        for place in candidates
        if place.kind == kind
        and ((code and place.local_code == code) or place.name.casefold() == name.casefold())
    ]
    return same[0] if len(same) == 1 else None


def apply_organizations(import_run: ImportRun) -> None:
    """Make or find the organizations of the file under the source's own, parents before children.

    A top of the file that is of the same kind as the source's organization is that organization. Schools are
    found by their code or by their name among what lies below it; what is not found is made.
    """
    table = derived(import_run, Kind.ORGANIZATION)
    rows = {
        row[0]: row
        for row in ask(f"SELECT sid, name, type, code, parent FROM {table} WHERE act = 'create' ORDER BY rid")
    }
    if not rows:
        return
    home = import_run.source.organization
    known = _known(import_run, Kind.ORGANIZATION)
    taken = set(known.values())
    candidates = [
        place for place in Organization.objects.filter(path__startswith=home.path) if place.pk not in taken
    ]
    places = Organization.objects.in_bulk(list(known.values()))
    found: dict[str, tuple[int, str]] = {}
    pending = dict(rows)
    while pending:
        level = {sid: row for sid, row in pending.items() if row[4] not in pending}
        if not level:
            raise RuntimeError("Circles among organizations are refused before anything is applied.")
        new: dict[str, Organization] = {}
        for sid, row in level.items():
            _, name, type_, code, parent_sid = row
            kind = _KINDS.get(type_, OrganizationKind.AREA)
            parent = places[known[parent_sid]] if parent_sid in known else home
            tops = sum(1 for other in rows.values() if other[4] not in rows)
            if parent is home and kind == home.kind and home.pk not in taken and tops == 1:
                match: Organization | None = home
            else:
                match = _match(candidates, kind, name, code)
            if match is None:
                if not may_lie_in(kind, OrganizationKind(parent.kind)):
                    parent = home
                new[sid] = Organization(
                    kind=kind,
                    name=name,
                    local_code=code,
                    parent=parent,
                    time_zone=home.time_zone,
                    language=home.language,
                )
                continue
            taken.add(match.pk)
            candidates = [place for place in candidates if place.pk != match.pk]
            places[match.pk] = match
            known[sid], found[sid] = match.pk, (match.pk, "link")
        Organization.objects.bulk_create(new.values(), batch_size=500)
        for sid, place in new.items():
            assert place.parent is not None
            place.path = f"{place.parent.path}{place.pk}/"
            places[place.pk] = place
            known[sid], found[sid] = place.pk, (place.pk, "made")
        Organization.objects.bulk_update(new.values(), ["path"], batch_size=500)
        pending = {sid: row for sid, row in pending.items() if sid not in level}
    _tie(table, found)
    # what was made here is complete: only its key is still to be written
    run(f"UPDATE {table} SET act = 'create' WHERE act = 'made'")


def _year_of(sid: str, rows: dict[str, Any]) -> str:
    """Return the school year a session lies in, going up its parents; empty when there is none."""
    seen: set[str] = set()
    while sid in rows and sid not in seen:
        seen.add(sid)
        if rows[sid][2] == "schoolYear":
            return sid
        sid = rows[sid][5]
    return ""


def apply_sessions(import_run: ImportRun) -> None:
    """Make or find school years of the source's organization, and terms in them."""
    table = derived(import_run, Kind.SESSION)
    everything = {
        row[0]: row
        for row in ask(f"SELECT sid, title, type, starts, ends, parent, act FROM {table} WHERE bad = ''")
    }
    rows = {sid: row for sid, row in everything.items() if row[6] == "create"}
    if not rows:
        return
    home = import_run.source.organization
    known = _known(import_run, Kind.SESSION)
    years = list(SchoolYear.objects.filter(organization=home))
    found: dict[str, tuple[int, str]] = {}
    new_years: dict[str, SchoolYear] = {}
    for sid, row in rows.items():
        if row[2] != "schoolYear":
            continue
        same = [year for year in years if str(year.starts_on) < row[4] and str(year.ends_on) > row[3]]
        if same:
            found[sid] = (same[0].pk, "create")
        else:
            new_years[sid] = SchoolYear(organization=home, name=row[1], starts_on=row[3], ends_on=row[4])
    SchoolYear.objects.bulk_create(new_years.values())
    found.update({sid: (year.pk, "create") for sid, year in new_years.items()})
    year_ids = {**known, **{sid: pk for sid, (pk, _) in found.items()}}
    new_terms: dict[str, Term] = {}
    for sid, row in rows.items():
        if sid in found:
            continue
        year = year_ids.get(_year_of(sid, everything))
        if year is None:
            year = _year_by_dates(row[3], row[4], home)
        new_terms[sid] = Term(
            school_year_id=year,
            kind=_TERMS.get(row[2], TermKind.TERM),
            name=row[1],
            starts_on=row[3],
            ends_on=row[4],
        )
    Term.objects.bulk_create(new_terms.values(), batch_size=500)
    found.update({sid: (term.pk, "create") for sid, term in new_terms.items()})
    _tie(table, found)


def _year_by_dates(starts: str, ends: str, home: Organization) -> int:
    """Return the school year that holds these days; one is made when a package names terms alone."""
    year = SchoolYear.objects.filter(organization=home, starts_on__lte=ends, ends_on__gte=starts).first()
    if year is None:
        name = starts[:4] if starts[:4] == ends[:4] else f"{starts[:4]}–{ends[:4]}"
        year = SchoolYear.objects.create(organization=home, name=name, starts_on=starts, ends_on=ends)
    return year.pk
