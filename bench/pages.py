"""What a page costs the processor, in queries and in bytes, beside a bare Django view with the same queries.

Runs on the demo at mid-year in a SQLite file of its own. "Bare" runs the page's own SELECTs one by one and
answers with as many bytes, without middleware, templates or objects: the floor that no page can go below.
JSON of the last run lies in the ignored folder `bench/results/`.

Goals: a page answers so fast that two cores serve a school whose teams all meet at the same hour (300 people
who open a page every ten seconds are 30 pages a second), asks the database a bounded number of times whatever
it shows, and is light: all that a page loads stays below 60 kB compressed, a family's page below 40 kB.
"""

import gzip
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Any

import django

from bench.rows import Limit, Row

REPEATS = 30
MOST_SECONDS = 0.060
MOST_QUERIES = 60
MOST_BYTES = 60_000
MOST_BYTES_OF_FAMILIES = 40_000
RESULTS = Path(__file__).parent / "results"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Cost:
    """What one page costs; times are milliseconds of the processor."""

    page: str
    milliseconds: float
    bare_milliseconds: float
    queries: int
    bytes_sent: int
    bytes_compressed: int
    bytes_loaded: int
    for_families: bool


def processor(work: Callable[[], object]) -> float:
    """Return the processor's milliseconds for one piece of work: the middle one of many."""
    times = []
    for number in range(REPEATS + 5):
        start = process_time()
        work()
        if number >= 5:
            times.append(process_time() - start)
    return sorted(times)[len(times) // 2] * 1000


def loaded(html: str) -> int:
    """Return how many compressed bytes the style sheets and scripts have that a page names."""
    from django.contrib.staticfiles import finders  # noqa: PLC0415
    from django.templatetags.static import static  # noqa: PLC0415

    names = re.findall(rf'(?:href|src)="{re.escape(static(""))}([^"]+\.(?:css|js))"', html)
    files = [found for name in set(names) if (found := finders.find(name))]
    return sum(len(gzip.compress(Path(file).read_bytes())) for file in files)


def measure(page: str, client: Any, path: str, *, for_families: bool = False) -> Cost:
    """Measure one page of one person.

    Raises:
        AssertionError: if the page does not open.
    """
    # Django is set up only when the bench runs, because its settings name the bench's own database
    from django.db import connection  # noqa: PLC0415
    from django.http import HttpResponse  # noqa: PLC0415

    asked: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        answer = client.get(path)
    if answer.status_code != 200:
        raise AssertionError(f"{path} answered {answer.status_code}")
    content = bytes(answer.content)

    def bare() -> HttpResponse:
        with connection.cursor() as cursor:
            for sql, params in asked:
                if sql.lstrip().startswith("SELECT"):
                    cursor.execute(sql, params)
                    cursor.fetchall()
        return HttpResponse(content)

    return Cost(
        page=page,
        milliseconds=processor(lambda: client.get(path)),
        bare_milliseconds=processor(bare),
        queries=len(asked),
        bytes_sent=len(content),
        bytes_compressed=len(gzip.compress(content)),
        bytes_loaded=len(gzip.compress(content)) + loaded(content.decode()),
        for_families=for_families,
    )


def costs() -> list[Cost]:
    """Make the demo and measure its pages."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from trellis.cli.demo import make_demo  # noqa: PLC0415
    from trellis.cli.demo.stages import Stage  # noqa: PLC0415
    from trellis.practice.cycles.queries.seeing import cycles_of  # noqa: PLC0415
    from trellis.practice.meetings.queries.seeing import next_meetings  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    world = make_demo(Stage.MIDYEAR)
    team = f"/communities/{world.teams['grade_4'].public_id}/"
    cycle = cycles_of(by=world.people["ana"], community=world.teams["grade_4"])[0]
    meeting = next_meetings(by=world.people["ana"], now=timezone.now())[0]
    pages = [
        ("Today of Ana", "ana", "/today/"),
        ("Today of Pat", "pat", "/today/"),
        ("Today of Dee", "dee", "/today/"),
        ("Today of Eli", "eli", "/today/"),
        ("Grade 4 team", "ana", team),
        ("Its members", "ana", f"{team}members/"),
        ("Its results", "ana", f"{team}results/"),
        ("A cycle", "ana", f"/cycles/{cycle.public_id}/"),
        ("A step of it", "ana", f"/cycles/{cycle.public_id}/steps/4/"),
        ("Its road map", "ana", f"/cycles/{cycle.public_id}/road-map/"),
        ("A try log", "ana", f"/cycles/{cycle.public_id}/use/"),
        ("A meeting", "ana", f"/meetings/{meeting.public_id}/"),
        ("The district", "dee", f"/places/{world.places['district'].public_id}/"),
        ("Who sees what", "ana", "/who-can-see/"),
    ]
    found = []
    for page, key, path in pages:
        client = Client(headers={"host": "localhost"})
        client.force_login(world.people[key], backend=BACKEND)
        found.append(measure(page, client, path, for_families=key == "eli"))
    return found


def run() -> Iterator[Row]:
    """Yield one row for each page."""
    with tempfile.TemporaryDirectory(prefix="trellis-bench-") as home:
        (Path(home) / "static").mkdir()
        os.environ.update(
            TRELLIS_HOME=home,
            TRELLIS_DATABASE_URL=f"sqlite:///{home}/bench.sqlite3",
            TRELLIS_DEVELOPMENT="yes",
        )
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
        django.setup()
        found = costs()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "pages.json").write_text(json.dumps([asdict(cost) for cost in found], indent=1) + "\n")
    for cost in found:
        yield Row(
            what=f"{cost.page}, processor",
            ours=cost.milliseconds / 1000,
            peer=cost.bare_milliseconds / 1000,
            peer_name="bare view",
            goal_seconds=MOST_SECONDS,
            note=f"{cost.bytes_sent:,} bytes of HTML, {cost.bytes_compressed:,} compressed",
            limits=(
                Limit("queries", cost.queries, MOST_QUERIES),
                Limit(
                    "bytes loaded",
                    cost.bytes_loaded,
                    MOST_BYTES_OF_FAMILIES if cost.for_families else MOST_BYTES,
                ),
            ),
        )
