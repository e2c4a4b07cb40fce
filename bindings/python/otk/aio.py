# SPDX-License-Identifier: MIT
"""The client for asyncio: thousands of calls in flight on one loop, each of which can be cancelled."""

from __future__ import annotations

import asyncio
import threading
import weakref
from typing import Any, AsyncIterator, Dict, Mapping, Optional, Sequence

from ._calls import Core, Native, Outcome, Raw, Reader, download, drop, new_call
from ._calls import record_reader, submit, take_caught
from ._failure import check, error_address, failure
from ._native import library
from ._operations import Operation, Pager, Waiter
from .client import ClientBase, download_arguments, download_options, opened, split
from .errors import Cancelled, StateError, TimedOut
from .features import AsyncFeatures


class _Pending(Outcome):
    __slots__ = ("future",)

    def __init__(
        self, name: str, read: Optional[Reader], future: asyncio.Future[Any]
    ) -> None:
        super().__init__(name, read)
        self.future = future

    def end(self) -> None:
        super().end()
        if self.future.done():
            return
        if self.exception is not None:
            self.future.set_exception(self.exception)
        else:
            self.future.set_result(self.result)


class _Driver:
    """A client of the library on one loop. One descriptor is readable whenever it has work."""

    def __init__(self, core: Core, loop: asyncio.AbstractEventLoop) -> None:
        self._core = core
        self._loop = weakref.ref(loop)
        self._is_scheduled = False
        self.native: Native = core.clone()
        self._fd: int = library.otk_client_fd(self.native.address, error_address())
        if self._fd < 0:
            raise failure()
        # The loop must not keep a client that the program has dropped without aclose().
        loop.add_reader(self._fd, _drive, weakref.ref(self))
        self._dropped = weakref.finalize(self, _drop, self._loop, self._fd, self.native)
        self._dropped.atexit = False

    def drive(self) -> None:
        """Carry on with what is in flight."""
        self._is_scheduled = False
        if self.native.address:
            with self.native as native:
                check(library.otk_client_run(native.address, 0, 0, error_address()))
        caught = take_caught()
        if caught is not None and not isinstance(caught, Exception):
            raise caught

    def schedule(self, loop: asyncio.AbstractEventLoop) -> None:
        """Drive the client once in the next turn of the loop, however many calls were queued."""
        if not self._is_scheduled:
            self._is_scheduled = True
            loop.call_soon(self.drive)

    def is_dead(self) -> bool:
        """The loop was closed."""
        loop = self._loop()
        return loop is None or loop.is_closed()

    def close(self) -> None:
        """Free the client; calls in flight end with Cancelled."""
        self._dropped.detach()
        _free(self._loop(), self._fd, self.native)


def _drive(driver: weakref.ref[_Driver]) -> None:
    found = driver()
    if found is not None:
        found.drive()


def _free(loop: Optional[asyncio.AbstractEventLoop], fd: int, native: Native) -> None:
    if loop is not None and not loop.is_closed():
        loop.remove_reader(fd)
    native.close()


def _drop(found: weakref.ref[asyncio.AbstractEventLoop], fd: int, native: Native) -> None:
    """Free the client of a driver that was collected, which may happen in any thread."""
    loop = found()
    try:
        if loop is not None:
            loop.call_soon_threadsafe(_free, loop, fd, native)
            return
    except RuntimeError:  # the loop was closed
        pass
    native.close()


class AsyncClient(ClientBase, AsyncFeatures):
    """A client of one project for asyncio. It may be used by several loops, each in its own thread.

    The options are those of :class:`otk.Client`. ``max_in_flight`` (100) limits the requests that are
    sent at once, ``max_queued`` (10 000) the calls that wait.

    Cancelling the task that awaits a call cancels the call; a request that was sent may still be
    carried out.
    """

    def _start(self, options: Dict[str, Any]) -> None:
        super()._start(options)
        self._drivers: Dict[int, _Driver] = {}

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *unused: Any) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Free the client. Calls in flight end with Cancelled."""
        loop = asyncio.get_running_loop()
        driver = self._drivers.pop(id(loop), None)
        if driver:
            driver.close()
        self._core.close()
        await asyncio.sleep(0)

    async def call(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Carry out an operation by its name: ``await client.call("archives.get", archive_id)``."""
        return await self._call(self._operation(name), args, kwargs)

    def _driver(self, loop: asyncio.AbstractEventLoop) -> _Driver:
        if self._core.is_closed:
            raise StateError("the client is closed", kind="state")
        driver = self._drivers.get(id(loop))
        if driver is not None and not driver.is_dead():
            return driver
        for key, old in list(self._drivers.items()):
            if old.is_dead():
                del self._drivers[key]
        driver = self._drivers[id(loop)] = _Driver(self._core, loop)
        return driver

    async def _perform(
        self, operation: Operation, text: bytes, timeout: Optional[float] = None
    ) -> Any:
        driver = self._driver(asyncio.get_running_loop())
        timeout = self._timeout if timeout is None else timeout
        call = new_call(driver.native, operation, text, timeout, self._headers)
        return await self._run(driver, call, operation.name, record_reader(operation))

    async def raw(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Send a request that no operation describes; see :meth:`otk.Client.raw`."""
        driver = self._driver(asyncio.get_running_loop())
        raw = Raw(method, path, body, options)
        call = raw.call(driver.native, self._timeout, self._headers)
        return await self._run(driver, call, raw.name, raw.read)

    async def _run(self, driver: _Driver, call: int, name: str, read: Optional[Reader]) -> Any:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        number = submit(call, _Pending(name, read, future))
        driver.schedule(loop)
        try:
            return await future
        except asyncio.CancelledError:
            drop(call, number)
            driver.schedule(loop)
            raise

    async def _call(
        self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        return await self._perform(operation, operation.encode(args, kwargs))

    async def _each(
        self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> AsyncIterator[Any]:
        pager = Pager(operation, args, kwargs)
        while pager.more:
            for item in pager.take(await self._perform(operation, pager.request())):
                yield item

    async def _wait(
        self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        own, rest = split(kwargs, until=None, timeout=0, interval=0)
        waiter = Waiter(operation, self._core.options.get("checks"), **own)
        text = operation.encode(args, rest)
        while True:
            try:
                record = await self._perform(operation, text, waiter.left_of(self._timeout))
            except TimedOut as error:
                waiter.explain(error)
                raise
            if waiter.is_reached(record):
                return record
            await asyncio.sleep(waiter.pause())

    async def _download(
        self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        """In a thread, with a client of its own: otk_download() blocks."""
        ids, file, own = download_arguments(operation, args, kwargs)
        loop = asyncio.get_running_loop()
        stop = threading.Event()
        report = own["progress"]

        def progress(done: int, total: Optional[int]) -> None:
            if stop.is_set():
                raise Cancelled("the task was cancelled", kind="cancelled")
            if report is not None:
                loop.call_soon_threadsafe(report, done, total)

        def work() -> None:
            native = self._core.clone()
            try:
                with opened(file, own["resume"]) as (fd, held):
                    options = dict(download_options(own), resume_from=held or None)
                    download(native, operation, ids, fd, progress, options)
            finally:
                native.close()

        future = loop.run_in_executor(None, work)
        try:
            await asyncio.shield(future)
        except asyncio.CancelledError:
            stop.set()
            future.add_done_callback(_retrieve)
            raise


def _retrieve(future: asyncio.Future[Any]) -> None:
    """Nobody asks for the exception of a download that was cancelled."""
    if not future.cancelled():
        future.exception()
