"""Reads settings from the environment and fails loudly on what it does not understand."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return the variable ``TRELLIS_<name>`` without surrounding blanks."""
    return os.environ.get(f"TRELLIS_{name}", default).strip()


def flag(name: str, default: bool = False) -> bool:
    """Return a yes/no variable.

    Raises:
        ImproperlyConfigured: for any word that is neither yes nor no.
    """
    word = text(name, "yes" if default else "no").lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"TRELLIS_{name} must be yes or no, not {word!r}.")


def number(name: str, default: int) -> int:
    """Return a whole-number variable.

    Raises:
        ImproperlyConfigured: if it is not a whole number.
    """
    word = text(name, str(default))
    try:
        return int(word)
    except ValueError:
        raise ImproperlyConfigured(f"TRELLIS_{name} must be a whole number, not {word!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, object]:
    """Turn ``sqlite:///path`` or ``postgresql://user:password@host:port/name`` into Django's settings.

    SQLite runs in WAL mode with ``synchronous=FULL``: nothing is acknowledged before it is on disk.

    Raises:
        ImproperlyConfigured: for another scheme or a missing name.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path)
        # sqlite:///relative and sqlite:////absolute, as everywhere else
        name = path[1:] if path.startswith("/") else path
        if not name:
            raise ImproperlyConfigured("TRELLIS_DATABASE_URL names no SQLite file.")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(name)),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; "
                    "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864;"
                ),
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        if not parts.path.strip("/"):
            raise ImproperlyConfigured("TRELLIS_DATABASE_URL names no PostgreSQL database.")
        options: dict[str, object] = dict(parse_qsl(parts.query))
        pool_size = int(str(options.pop("pool_size", "8")))
        if pool_size:
            options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 20}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
        }
    raise ImproperlyConfigured(f"TRELLIS_DATABASE_URL: {parts.scheme!r} is not sqlite or postgresql.")
