"""Real processes, sockets, databases: a server killed in the middle loses nothing confirmed (F1, F2, F21)."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.live.loops import run_apart
from tests.live.servers import Site, Writer, database, free_port, make_site, server, until
from tests.postgres import find_postgres

pytestmark = pytest.mark.slow
STEPS = 40


def _same(writers: list[Writer]) -> bool:
    return len({tuple(writer.pen.lines()) for writer in writers}) == 1


def _judge(site: Site, writers: list[Writer]) -> None:
    """All replicas are equal, equal to what is kept, and hold every word that was confirmed."""
    text = site.text()
    confirmed = [words.strip() for writer in writers for words in writer.pen.confirmed]
    assert [words for words in confirmed if words not in text] == []
    assert len([words for words in confirmed if words]) > STEPS
    shown = [line.strip() for line in writers[0].pen.lines() if line.strip()]
    assert shown == text.splitlines()


async def _finish(writers: list[Writer], running: list["asyncio.Task[None]"]) -> None:
    for writer in writers:
        await writer.calm()
    await until(lambda: all(not writer.pen.waiting for writer in writers))
    await until(lambda: _same(writers))
    for writer in writers:
        writer.is_ended = True
        await writer.hang_up()
    await asyncio.gather(*running)


def test_a_killed_server_loses_nothing_confirmed(tmp_path: Path) -> None:
    chance = random.Random(20261117)
    port = free_port()
    with database(tmp_path, None) as url:
        site = make_site(tmp_path, url)
        writers = [Writer(site, site.keys[n % 2], [port], chance) for n in range(3)]

        async def test() -> None:
            running = [asyncio.create_task(writer.run()) for writer in writers]
            for life in range(2):
                with server(site, port) as process:
                    scribbling = [
                        asyncio.create_task(writer.scribble(f"{'abc'[n]}{life}", STEPS))
                        for n, writer in enumerate(writers)
                    ]
                    # a quick machine confirms ten before the last one has a line: all are on before it dies
                    await until(lambda life=life: all(writer.lines > life for writer in writers))
                    await until(lambda: sum(len(writer.pen.confirmed) for writer in writers) > 10)
                    process.kill()
                    process.wait()
                    # they write on without a line
                    await asyncio.gather(*scribbling)
            with server(site, port):
                await until(lambda: all(writer.lines > 2 for writer in writers))
                await _finish(writers, running)

        run_apart(test())
        # each was cut off twice and came back
        assert all(writer.lines > 2 for writer in writers)
        _judge(site, writers)


def test_two_processes_on_postgresql_are_one_room(tmp_path: Path) -> None:
    programs = find_postgres()
    if programs is None:
        pytest.skip("No PostgreSQL >= 15 here.")
    chance = random.Random(20261124)
    ports = [free_port(), free_port()]
    with database(tmp_path, programs) as url:
        site = make_site(tmp_path, url)
        writers = [Writer(site, site.keys[n % 2], [ports[n % 2]], chance) for n in range(4)]

        async def test() -> None:
            running = [asyncio.create_task(writer.run()) for writer in writers]
            with server(site, ports[0]) as first, server(site, ports[1]):
                scribbling = [
                    asyncio.create_task(writer.scribble("abcd"[n], STEPS)) for n, writer in enumerate(writers)
                ]
                await until(lambda: sum(len(writer.pen.confirmed) for writer in writers) > 20)
                first.kill()
                first.wait()
                await asyncio.gather(*scribbling)
                # who lost their server finds the other one, and then writes from there too
                for writer in writers:
                    writer.ports = [ports[1]]
                with server(site, ports[0]):
                    writers[0].ports = writers[2].ports = [ports[0]]
                    await _finish(writers, running)

        run_apart(test())
        _judge(site, writers)
