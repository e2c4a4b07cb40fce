# SPDX-License-Identifier: MIT
"""The asyncio client: many calls in flight, cancellation, lists, waiting, downloads."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import weakref
from pathlib import Path
from typing import Any, List

import otk
import pytest
from otk import errors
from otk._native import library
from otk.sandbox import Sandbox

MANY = 2000


@pytest.fixture(autouse=True)
def no_faults(sandbox: Sandbox) -> Any:
    yield
    sandbox.control("DELETE", "/faults")


def run(sandbox: Sandbox, work: Any, **options: Any) -> Any:
    async def main() -> Any:
        async with otk.AsyncClient(**sandbox.opentok, **options) as client:
            return await work(client)

    return asyncio.run(asyncio.wait_for(main(), 60))


def in_flight(client: otk.AsyncClient) -> int:
    driver = client._drivers[id(asyncio.get_running_loop())]
    return int(library.otk_client_in_flight(driver.native.address))


async def submitted(calls: List[Any]) -> None:
    """Run each task up to its first await, which is the end of its call."""
    await asyncio.wait(calls, timeout=0)


def test_thousands_in_flight(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/faults", {"path": "*/archive", "delayMs": 3000, "times": 0})

    async def work(client: otk.AsyncClient) -> int:
        calls = [asyncio.ensure_future(client.archives.list(count=1)) for _ in range(MANY)]
        await submitted(calls)
        most = in_flight(client)
        results = await asyncio.gather(*calls)
        assert all(isinstance(one, otk.Record) for one in results)
        return most

    assert run(sandbox, work, max_in_flight=MANY, timeout_ms=50000) == MANY


def test_more_than_may_be_queued(sandbox: Sandbox) -> None:
    async def work(client: otk.AsyncClient) -> None:
        results = await asyncio.gather(
            *(client.archives.list(count=1) for _ in range(20)), return_exceptions=True
        )
        assert sum(isinstance(one, errors.StateError) for one in results) == 10
        assert sum(isinstance(one, otk.Record) for one in results) == 10

    run(sandbox, work, max_queued=10)


def test_cancellation(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/faults", {"path": "*/archive", "delayMs": 60000, "times": 0})

    async def work(client: otk.AsyncClient) -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.archives.list(), 0.05)
        tasks = [asyncio.ensure_future(client.archives.list()) for _ in range(100)]
        await submitted(tasks)
        assert in_flight(client) == 100
        for task in tasks:
            task.cancel()
        assert all(
            isinstance(one, asyncio.CancelledError)
            for one in await asyncio.gather(*tasks, return_exceptions=True)
        )
        assert in_flight(client) == 0
        sandbox.control("DELETE", "/faults")
        assert await client.archives.list(count=1)

    run(sandbox, work)


def test_closing_ends_calls(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/faults", {"path": "*/archive", "delayMs": 60000, "times": 0})

    async def main() -> None:
        client = otk.AsyncClient(**sandbox.opentok)
        task = asyncio.ensure_future(client.archives.list())
        await submitted([task])
        assert in_flight(client) == 1
        await client.aclose()
        with pytest.raises(errors.Cancelled):
            await task
        with pytest.raises(errors.StateError, match="closed"):
            await client.archives.list()

    asyncio.run(main())


def test_errors(sandbox: Sandbox) -> None:
    async def work(client: otk.AsyncClient) -> None:
        with pytest.raises(errors.NotFound):
            await client.archives.get("3d8bd8e2-0000-4000-8000-000000000000")
        with pytest.raises(errors.ArgumentError):
            await client.archives.start()
        with pytest.raises(AttributeError):
            client.archives.strat
        listed = await client.raw("GET", "/v2/project/{project}/archive?count=1")
        assert "items" in listed

    run(sandbox, work)


def test_lists_waiting_and_downloads(sandbox: Sandbox, tmp_path: Path) -> None:
    session = sandbox.session(1)

    async def work(client: otk.AsyncClient) -> None:
        for tag in "abc":
            archive = await client.archives.start(session_id=session, multi_archive_tag=tag)
        tags = [one.multi_archive_tag async for one in client.archives.each(session_id=session, count=2)]
        assert sorted(tags) == ["a", "b", "c"]
        sandbox.control("POST", "/clock", {"advance": 60})
        await client.archives.stop(archive.id)
        sandbox.control("POST", "/clock", {"advance": 1})
        found = await client.archives.wait(archive.id, until="available", interval=0.01)
        seen: List[Any] = []
        await client.archives.download(
            archive.id, tmp_path / "a.mp4", progress=lambda *args: seen.append(args)
        )
        assert (tmp_path / "a.mp4").stat().st_size == found.size
        assert seen[-1] == (found.size, found.size)
        with pytest.raises(errors.StateError, match="never become"):
            await client.archives.wait(archive.id, until="uploaded")

    run(sandbox, work)


def test_cancelling_a_download(sandbox: Sandbox, tmp_path: Path) -> None:
    session = sandbox.session(1)

    async def work(client: otk.AsyncClient) -> None:
        archive = await client.archives.start(session_id=session)
        await client.archives.stop(archive.id)
        sandbox.control("POST", "/clock", {"advance": 1})
        sandbox.control("POST", f"/archive/{archive.id}", {"size": 67108864})
        begun = asyncio.Event()
        task = asyncio.ensure_future(
            client.archives.download(
                archive.id, tmp_path / "a.mp4", progress=lambda *args: begun.set()
            )
        )
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(sandbox, work)
    assert not (tmp_path / "a.mp4").exists()


def test_a_token_source_that_fails(sandbox: Sandbox) -> None:
    def bad() -> str:
        raise LookupError("no token today")

    async def main() -> None:
        options = {"api_key": "123456", "api_url": sandbox.url}
        async with otk.AsyncClient(token_source=bad, **options) as client:
            with pytest.raises(otk.Error) as caught:
                await client.archives.list()
        assert isinstance(caught.value.__cause__, LookupError)

    asyncio.run(main())


def test_one_client_on_several_loops(sandbox: Sandbox) -> None:
    client = otk.AsyncClient(**sandbox.opentok)
    problems: List[BaseException] = []

    async def work() -> None:
        await asyncio.gather(*(client.archives.list(count=1) for _ in range(20)))

    def in_thread() -> None:
        try:
            asyncio.run(work())
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=in_thread) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asyncio.run(work())  # after other loops were closed
    asyncio.run(client.aclose())
    assert not problems


def test_a_client_that_is_dropped_is_freed(sandbox: Sandbox) -> None:
    async def use() -> Any:
        client = otk.AsyncClient(**sandbox.opentok)
        await client.archives.list(count=1)
        return weakref.ref(client._core)

    async def main() -> None:
        await asyncio.sleep(0)
        before = len(os.listdir("/proc/self/fd"))
        cores = [await use() for _ in range(5)]
        gc.collect()
        await asyncio.sleep(0)
        assert [core() for core in cores] == [None] * 5
        assert len(os.listdir("/proc/self/fd")) <= before

    asyncio.run(main())


def test_an_interrupt_of_a_log_callback_ends_the_loop(sandbox: Sandbox) -> None:
    events: List[Any] = []

    def log(event: Any) -> None:
        events.append(event)
        if len(events) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(sandbox, lambda client: client.archives.list(), log=log, log_level="debug")
