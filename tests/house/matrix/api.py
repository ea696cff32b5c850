"""The channel `api` of the matrix: a token of everybody, at every address, with the answer of the page.

An address of the API is the twin of a page: whoever the page opens to reads there, for everybody else the
thing does not exist. Who is no staff has no token that works.
"""

from trellis.people.tokens.words import Read

#: address of the API -> the page whose row of the table it answers by.
TWINS = {
    "api-organization": "open-organization",
    "api-community": "open-community",
    "api-members": "members",
    "api-history": "history",
    "api-cycle": "open-cycle",
    "api-story": "story",
    "api-table": "open-release",
}
#: list -> the address of a single thing; a list shows exactly the things that open.
LISTS = {
    "api-organizations": "api-organization",
    "api-communities": "api-community",
    "api-cycles": "api-cycle",
    "api-stories": "api-story",
    "api-tables": "api-table",
}
#: About the token alone, or open and without data; tested in `tests/api`.
PLAIN = {"api-me", "api-document", "api-nothing"}
API = frozenset({*TWINS, *LISTS, *PLAIN})
#: Actors without a token that works: visitors, who left, families, partners.
WITHOUT = frozenset({"visitor", "left_person", "family", "family_member", "partner", "state_consultant"})

assert len(API) == len(Read) + 2, "every address of the API is here"
