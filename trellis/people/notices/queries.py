"""Reads a person's notices and says them in the reader's language."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.utils.encoding import force_str
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.accounts.models import Person
from trellis.people.notices.models import Notice, NoticePreference

#: kind -> English sentence with %(names)s, a msgid of the catalogs. Floors add theirs when Django starts.
_SENTENCES: dict[str, str] = {}
#: name of a word -> stored value -> label; for words that are codes, e.g. a role.
_LABELS: dict[str, Mapping[str, str | Promise]] = {}


def register_sentence(kind: str, english: str) -> None:
    """Give a kind of notice its sentence: an English msgid (marked with ``gettext_noop``).

    Words that name a day (``day``, or ending in ``_on``) are ISO dates and shown as the reader writes dates.

    Raises:
        ValueError: when the kind has another sentence already.
    """
    if _SENTENCES.setdefault(kind, english) != english:
        raise ValueError(f"The notice {kind} has a sentence already.")


def register_sentences(sentences: Mapping[str, str]) -> None:
    """Give several kinds of notice their sentences; see `register_sentence`."""
    for kind, english in sentences.items():
        register_sentence(kind, english)


def register_labels(word: str, labels: Mapping[str, str | Promise]) -> None:
    """Say what the codes mean that stand in a word of a sentence, e.g. ``role``: ``dict(Role.choices)``."""
    _LABELS[word] = labels


def registered_sentences() -> Mapping[str, str]:
    """Return all sentences by kind."""
    return dict(_SENTENCES)


def _shown(word: str, value: str) -> str:
    if word in _LABELS:
        return force_str(_LABELS[word].get(value, value))
    if word == "day" or word.endswith("_on"):
        try:
            return date_format(date.fromisoformat(value))
        except ValueError:
            return value
    return value


class _Words(dict[str, str]):
    """A word that a notice was made without shows as an ellipsis rather than breaking the page."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence_of(notice: Notice) -> str:
    """Return what the notice says, in the language that is active.

    Raises:
        LookupError: for a kind without a sentence (a test over the code keeps this from happening).
    """
    sentence = _SENTENCES[notice.kind]
    words = _Words({word: _shown(word, str(value)) for word, value in notice.words.items()})
    return _(sentence) % words


def notices_of(by: Person) -> QuerySet[Notice]:
    """Return the person's own notices, newest first."""
    return Notice.objects.filter(person=by)


def unread_count(by: Person) -> int:
    """Return how many notices the person has not read."""
    return Notice.objects.filter(person=by, read_at=None).count()


def open_notice(*, by: Person, pk: str) -> Notice:
    """Return one of the person's own notices.

    Raises:
        NotFound: when there is none, or it is somebody else's.
    """
    notice = Notice.objects.filter(person=by, public_id=pk).first()
    if notice is None:
        raise NotFound(_("There is no such notice."))
    return notice


def preference_of(by: Person) -> NoticePreference:
    """Return how the person wants to be told; the default where nothing was chosen."""
    return NoticePreference.objects.filter(person=by).first() or NoticePreference(person=by)
