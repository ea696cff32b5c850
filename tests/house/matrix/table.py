"""What every address answers to everybody. An address without a row fails the test.

A row is a word for what the address belongs to, and a rule over how somebody stands to it. Rules come from
the policy table alone: a page that lets in more or fewer people than the policy fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from tests.house.matrix.world import Thing
from trellis.people.access.rules import may, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View
from trellis.people.communities.rules import may_find_community

K, A, R = ObjectKind, Action, Relation


class Answer(Enum):
    """What somebody may expect at a door."""

    OPENS = "opens"
    #: The thing is known to them, the act is not theirs: refused or absent, never done.
    NOT_YOURS = "not yours"
    #: What it belongs to is known to them, this page of it is not.
    NOT_THERE = "not there"
    #: As if it did not exist, to the letter.
    ABSENT = "absent"


@dataclass(frozen=True)
class Row:
    """One address: what it belongs to, how it is asked, and who gets which answer."""

    belongs_to: str
    rule: Callable[[str, frozenset[Relation], Thing], Answer]
    method: str = "GET"


def _if(condition: bool, otherwise: Answer = Answer.ABSENT) -> Answer:
    return Answer.OPENS if condition else otherwise


def _place(
    condition: Callable[[frozenset[Relation]], bool], *, must_see: bool = True, method: str = "GET"
) -> Row:
    def rule(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
        seen = view_of(K.ORGANIZATION, relations) >= View.SUMMARY
        if must_see and not seen:
            return Answer.ABSENT
        return _if(condition(relations), Answer.NOT_THERE if must_see else Answer.ABSENT)

    return Row("place", rule, method)


def _granting(belongs_to: str, method: str = "POST") -> Row:
    return Row(belongs_to, lambda _a, relations, _t: _if(may(A.CREATE, K.ROLE, relations)), method)


def sees_team(relations: frozenset[Relation], thing: Thing, at_least: View = View.SUMMARY) -> bool:
    """Say whether a community itself is seen: by the policy, and by its rule of discovery."""
    found = may_find_community(thing.discovery, relations)
    return thing.is_open and found and view_of(K.COMMUNITY, relations) >= at_least


def _team(at_least: View = View.SUMMARY) -> Row:
    def rule(_actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
        if not sees_team(relations, thing):
            return Answer.ABSENT
        return _if(sees_team(relations, thing, at_least), Answer.NOT_THERE)

    return Row("community", rule)


def _of_team(kind: ObjectKind, belongs_to: str = "community", method: str = "GET") -> Row:
    """A thing inside a community, seen by those whom the policy names for its kind."""

    def rule(_actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
        known = belongs_to == "community" and sees_team(relations, thing)
        inside = thing.is_open and view_of(kind, relations) >= View.SUMMARY
        return _if(inside, Answer.NOT_THERE if known else Answer.ABSENT)

    return Row(belongs_to, rule, method)


def _team_act(
    who: Callable[[str, frozenset[Relation]], bool], belongs_to: str = "community", method: str = "POST"
) -> Row:
    """An act on a community: known to who sees it, done by some of them."""

    def rule(actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
        if not sees_team(relations, thing):
            return Answer.ABSENT
        return _if(who(actor, relations), Answer.NOT_YOURS)

    return Row(belongs_to, rule, method)


def _member_page(belongs_to: str, method: str = "GET") -> Row:
    """A thing that members alone may open; leaders who know of it find no such page."""
    return Row(belongs_to, lambda _a, relations, thing: _if(thing.is_open and R.MEMBER in relations), method)


def _making(kind: ObjectKind, belongs_to: str) -> Row:
    """A page below a community on which members make something."""

    def rule(_actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
        if not sees_team(relations, thing):
            return Answer.ABSENT
        return _if(may(A.CREATE, kind, relations), Answer.NOT_THERE)

    return Row(belongs_to, rule)


def _guides(actor: str, relations: frozenset[Relation]) -> bool:
    return actor == "facilitator" and R.MEMBER in relations


def _works(_actor: str, relations: frozenset[Relation]) -> bool:
    return R.MEMBER in relations


def _is_staff(actor: str, relations: frozenset[Relation]) -> bool:
    return bool({R.SCHOOL_STAFF, R.DEPARTMENT, R.DISTRICT_STAFF} & relations) and not _works(actor, relations)


def _import(act: Action | None = None, belongs_to: str = "import", method: str = "GET") -> Row:
    """Imports: read by those whom the policy names, decided by some of them."""

    def rule(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
        if view_of(K.IMPORT_RUN, relations) < View.SUMMARY:
            return Answer.ABSENT if belongs_to != "imports" else Answer.NOT_THERE
        return _if(act is None or may(act, K.IMPORT_RUN, relations), Answer.NOT_YOURS)

    return Row(belongs_to, rule, method)


def _settling(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
    """How a source is read: for those alone who decide about its imports."""
    return _if(may(A.TRANSITION, K.IMPORT_RUN, relations), Answer.ABSENT)


def _proposal() -> Row:
    """Teams that the roster proposes: answered by those who see the coverage of the place."""

    def rule(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
        if view_of(K.ORGANIZATION, relations) < View.SUMMARY:
            return Answer.ABSENT
        return _if(view_of(K.COVERAGE, relations) >= View.SUMMARY, Answer.NOT_THERE)

    return Row("proposal", rule, "POST")


def _proposing(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
    """Letting the roster propose teams: an act of those who decide about imports, on a page of coverage."""
    if view_of(K.ORGANIZATION, relations) < View.SUMMARY:
        return Answer.ABSENT
    if view_of(K.COVERAGE, relations) < View.SUMMARY:
        return Answer.NOT_THERE
    return _if(may(A.TRANSITION, K.IMPORT_RUN, relations), Answer.NOT_YOURS)


def _own(method: str = "POST") -> Row:
    return Row("notice", lambda actor, _r, thing: _if(thing.owner == actor), method)


ROWS: dict[str, Row] = {
    "open-organization": _place(lambda _r: True),
    "coverage": _place(lambda r: view_of(K.COVERAGE, r) >= View.SUMMARY),
    "propose-communities": Row("place", _proposing, "POST"),
    "accept-community": _proposal(),
    "decline-community": _proposal(),
    "write-public-page": _place(lambda r: may(A.UPDATE, K.PUBLIC_PAGE, r)),
    "found-community": _place(lambda r: may(A.CREATE, K.COMMUNITY, r)),
    "add-place": _place(lambda r: may(A.CREATE, K.ORGANIZATION, r)),
    "calendar": _place(lambda r: may(A.UPDATE, K.SETTING, r)),
    "open-school-year": _place(lambda r: may(A.UPDATE, K.SETTING, r), method="POST"),
    "add-term": _place(lambda r: may(A.UPDATE, K.SETTING, r), method="POST"),
    "add-holiday": _place(lambda r: may(A.UPDATE, K.SETTING, r), method="POST"),
    "set-use-first": _place(lambda r: may(A.UPDATE, K.SETTING, r)),
    "tokens-of-place": _place(lambda r: may(A.UPDATE, K.SETTING, r)),
    "revoke-token-of-place": Row(
        "token of place",
        lambda _a, r, _t: (
            _if(may(A.UPDATE, K.SETTING, r), Answer.NOT_THERE)
            if view_of(K.ORGANIZATION, r) >= View.SUMMARY
            else Answer.ABSENT
        ),
        "POST",
    ),
    "leave-organization": _place(lambda _r: True),
    "announce-policy-change": _place(lambda r: may(A.UPDATE, K.SETTING, r), must_see=False),
    "people-of": _granting("place", "GET"),
    "add-person": _granting("place", "GET"),
    "grant-role": _granting("place", "GET"),
    "end-role": _granting("role"),
    "invite-person": _granting("person"),
    "remove-person": _granting("person", "GET"),
    "withdraw-invitation": _granting("invitation"),
    "open-community": _team(),
    "history": _team(),
    "members": _team(View.FULL),
    "adopt-charter": _team(View.FULL),
    "agree-norms": _team_act(_works, method="GET"),
    "change-community": _team_act(_guides, method="GET"),
    "join-community": _team_act(lambda _a, _r: False),
    "ask-to-join": _team_act(lambda a, r: a != "teacher" and _is_staff(a, r)),
    "add-member": _team_act(_guides),
    "change-function": _team_act(_guides, "membership"),
    "end-membership": _team_act(lambda a, r: _guides(a, r) or a == "member", "membership"),
    "name-mentor": _team_act(lambda a, r: _guides(a, r) or a == "member", "membership"),
    "end-mentorship": _team_act(lambda a, r: _guides(a, r) or a == "member", "membership"),
    "answer-join-request": _team_act(_guides, "join_request"),
    "results": _of_team(K.RESULT),
    "drop-results-file": _of_team(K.RESULT, method="POST"),
    "open-results-file": _of_team(K.RESULT, "results_file"),
    "choose-columns": _of_team(K.RESULT, "results_file", "POST"),
    "apply-results-file": _of_team(K.RESULT, "results_file", "POST"),
    "put-results-file-aside": _of_team(K.RESULT, "results_file", "POST"),
    "mend-row": _of_team(K.RESULT, "row", "POST"),
    "open-assessment": _of_team(K.RESULT, "assessment"),
    "record-point-from-results": _of_team(K.RESULT, "assessment"),
    "cycles": _team(),
    "launch-cycle": _team_act(_works, method="GET"),
    "preview-road": _team_act(_works, method="GET"),
    "measures": _of_team(K.MEASURE),
    "make-measure": _team_act(_works, method="GET"),
    "open-cycle": _of_team(K.GOAL, "cycle"),
    **{
        name: _of_team(K.CYCLE_WORK, "cycle")
        for name in (
            "change-road",
            "state-problem",
            "write-needs",
            "add-evidence",
            "add-cause",
            "cause-diagram",
            "cause-diagram-svg",
            "cause-diagram-csv",
            "ideas",
            "goals",
            "choose-strategy",
            "write-theory",
            "write-prediction",
            "write-study-design",
            "plan-steps",
            "watch-measure",
            "learning-designs",
            "record-use",
            "decide-cycle",
            "tell-families",
            "write-story",
        )
    },
    **{
        name: _of_team(K.CYCLE_WORK, "cycle", "POST")
        for name in (
            "show-trial",
            "share-problem",
            "open-idea-board",
            "lock-prediction",
        )
    },
    # nothing was told yet: members find no story to take back, others no cycle
    "take-back-story": Row(
        "cycle", lambda _a, r, _t: Answer.NOT_THERE if R.MEMBER in r else Answer.ABSENT, "POST"
    ),
    "open-stage": _of_team(K.CYCLE_WORK, "cycle_stage"),
    "pass-stage": _of_team(K.CYCLE_WORK, "cycle_stage", "POST"),
    "answer-prompt": _of_team(K.CYCLE_WORK, "cycle_prompt", "POST"),
    "speak": _of_team(K.CYCLE_WORK, "cycle_voice"),
    "set-goal": _of_team(K.CYCLE_WORK, "cycle_goal"),
    "remove-evidence": _of_team(K.CYCLE_WORK, "cycle_evidence", "POST"),
    "back-cause": _of_team(K.CYCLE_WORK, "cycle_cause"),
    "vote-idea": _of_team(K.CYCLE_WORK, "cycle_idea", "POST"),
    "finish-plan-step": _of_team(K.CYCLE_WORK, "cycle_step", "POST"),
    "record-data-point": _of_team(K.MEASURE, "measure"),
    "take-back-data-point": _of_team(K.MEASURE, "data_point", "POST"),
    "surveys": _of_team(K.SURVEY),
    "make-survey": _making(K.SURVEY, "asked"),
    "open-survey": _of_team(K.SURVEY, "survey"),
    "change-questions": _member_page("survey"),
    "ask-survey": _member_page("survey"),
    "retire-survey": _member_page("survey", "POST"),
    "close-survey-round": _member_page("survey_round", "POST"),
    "answer-survey": Row("survey_round", lambda a, _r, _t: _if(a in {"member", "facilitator"})),
    "imports": _import(belongs_to="imports"),
    "send-import": _import(A.CREATE, "imports", "POST"),
    "open-import": _import(),
    "import-report-csv": _import(),
    "import-report-json": _import(),
    "apply-import": _import(A.TRANSITION, method="POST"),
    "put-import-aside": _import(A.TRANSITION, method="POST"),
    "undo-import": _import(A.TRANSITION, method="POST"),
    "settle-source": Row("source", _settling),
    "answer-match": _import(A.TRANSITION, "match", "POST"),
    "read-notice": _own(),
    "keep-notice-unread": _own(),
}
#: Pages about nothing but the person who asks: behind the wall, the same for all in it.
SIGNED_IN = frozenset(
    {
        "today",
        "my-children",
        "notices",
        "protocols",
        "read-all-notices",
        "change-profile",
        "change-notice-preference",
        "sign-in-methods",
        "change-password",
        "sessions",
        "api-tokens",
        "make-api-token",
        "sign-out-everywhere",
        "who-can-see",
        "what-can-my-principal-see",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "socialaccount_connections",
    }
)
#: Doors for people who have not signed in, tested one by one in `tests/web/sign_in` and beside their slices.
OPEN = frozenset(
    {
        "front",
        "public-page",
        "public-logo",
        "story",
        "answer-by-link",
        "patterns",
        "enter-demo",
        "choose-language",
        "account_login",
        "account_logout",
        "account_inactive",
        "ask-for-sign-in-link",
        "use-sign-in-link",
        "accept-invitation",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "openid_connect_login",
        "openid_connect_callback",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
    }
)
#: Things of one person that no other can name: sessions, passkeys, tokens; tested in `tests/web/settings`.
OWN_BY_NUMBER = frozenset({"end-session", "mfa_remove_webauthn", "open-api-token", "revoke-api-token"})
