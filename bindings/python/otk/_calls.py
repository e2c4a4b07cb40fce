# SPDX-License-Identifier: MIT
"""Calls in flight, and the clients of the library that carry them."""

from __future__ import annotations

import atexit
import itertools
import json
import os
import sys
import threading
import weakref
from types import SimpleNamespace
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

from . import _structs
from ._description import Description, describe, installed, structs
from ._failure import check, error_address, failure, report
from ._native import Memory, POINTER, callback, library, lock, take_text, write_at
from ._operations import Operation, dumps
from .errors import Cancelled, StateError
from .key import Key
from .records import take

CANCELLED = 51
CREDENTIALS = (
    "api_key", "api_secret", "application_id", "private_key_pem", "private_key_file",
    "private_key_uri", "private_key_pin",
)  # fmt: skip

_numbers = itertools.count(1)
# The objects of the C callbacks by their userdata, which is a number, so that nothing can dangle.
_waiting: Dict[int, Outcome] = {}
_hosts: Dict[int, Any] = {}
# Not kept alive by their callbacks.
_clients: weakref.WeakValueDictionary[int, Core] = weakref.WeakValueDictionary()
# The exception of a callback that runs inside a function of the library, until it has returned.
_thread = threading.local()


#: Reads the result of a call that has ended.
Reader = Callable[[int], Any]


class Outcome:
    """How a submitted call ended."""

    __slots__ = ("name", "read", "is_over", "result", "exception")

    def __init__(self, name: str, read: Optional[Reader]) -> None:
        self.name = name
        self.read = read
        self.is_over = False
        self.result: Any = None
        self.exception: Optional[BaseException] = None

    def end(self) -> None:
        """Called once, when the call has ended."""
        self.is_over = True


@callback("done")
def _done(call: int, status: int, result: int, error: int, userdata: int) -> None:
    outcome = _waiting.pop(userdata, None)
    if outcome is None:
        return  # the call frees its result
    try:
        if status:
            outcome.exception = failure(error, outcome.name)
            outcome.exception.__cause__ = take_caught()
        elif outcome.read:
            outcome.result = outcome.read(call)
    except BaseException as exception:  # a callback cannot raise into C
        outcome.exception = exception
    try:
        outcome.end()
    except BaseException:
        _unraisable("a completion")


def take_caught() -> Optional[BaseException]:
    """Return the exception that a callback of this thread raised, once."""
    caught: Optional[BaseException] = getattr(_thread, "caught", None)
    _thread.caught = None
    return caught


def _unraisable(what: str) -> None:
    kind, value, traceback = sys.exc_info()
    message = f"Exception ignored in {what} of otk"
    told: Any = SimpleNamespace(exc_type=kind, exc_value=value, exc_traceback=traceback)
    told.err_msg, told.object = message, None
    if sys.unraisablehook is sys.__unraisablehook__:  # which takes only what Python itself made
        print(message + ":", file=sys.stderr)
        sys.excepthook(kind, value, traceback)  # type: ignore[arg-type]
    else:
        sys.unraisablehook(told)


class LogEvent:
    """One structured event of the log; redacted, never more than one printable line."""

    __slots__ = ("event", "text", "operation", "fields", "level")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.event: str = values["event"]
        self.text: str = values["text"] or ""
        self.operation: Optional[str] = values["operation"]
        self.fields: Dict[str, str] = values["fields"] or {}
        self.level: str = values["level"]

    def __repr__(self) -> str:
        return f"LogEvent({self.level}: {self.event}: {self.text})"


@callback("log")
def _log(event: int, userdata: int) -> None:
    try:
        host = _clients.get(userdata)
        if host is not None:
            kind = structs().type_of_struct("log_event")
            host.options["log"](LogEvent(_structs.read_plain(kind, event)))
    except Exception:
        _unraisable("the log callback")
    except BaseException as exception:  # such as KeyboardInterrupt
        _thread.caught = exception


@callback("token_source")
def _token_source(buffer: int, size: int, userdata: int, error: int) -> int:
    host = _clients.get(userdata)
    try:
        if host is None:
            return CANCELLED
        data = _structs.encoded("token_source", host.options["token_source"]()) + b"\0"
        if len(data) > size:
            raise ValueError(f"the request token has more than {size - 1} bytes")
        write_at(buffer, data)
        return 0
    except BaseException as exception:
        _thread.caught = exception
        return report(error, exception, CANCELLED)


class Native:
    """A client of the library, which one thread at a time uses.

    A ``with`` block around its use keeps it, because a callback may close it meanwhile.
    """

    __slots__ = ("address", "is_closing", "_uses", "_free", "__weakref__")

    def __init__(self, address: int) -> None:
        self.address = address
        self.is_closing = False
        self._uses = 0
        self._free = library.otk_client_free

    def __enter__(self) -> Native:
        self._uses += 1
        return self

    def __exit__(self, *unused: Any) -> None:
        self._uses -= 1
        if self.is_closing:
            self.close()

    def close(self) -> None:
        """Free the client, now or at the end of its use; calls in flight end with Cancelled."""
        self.is_closing = True
        if self._uses:
            return
        address, self.address = self.address, 0
        if address:
            self._free(address)

    def __del__(self) -> None:
        if not _ending:
            self.close()


# True when the interpreter ends. Clients are then left to the system: freeing one would call Python
# for its calls in flight, or take it from a thread that still uses it.
_ending: List[bool] = []
atexit.register(_ending.append, True)


class Core:
    """The options of a client, and a client of the library for each thread.

    One more client is never used for calls: it is what the others are cloned from, because a client
    must not be cloned while a thread uses it.
    """

    def __init__(self, options: Dict[str, Any]) -> None:
        self.options = {name: value for name, value in options.items() if value is not None}
        self.number = next(_numbers)
        self.is_closed = False
        self._local = threading.local()
        self._description: Optional[Description] = None
        self.template: Optional[Native] = self._make()
        key = library.otk_key_ref(library.otk_client_key(self.template.address))
        self.key = Key._of(key)
        if not {"signer", "request_token", "token_source"} & set(self.options):
            # The key replaces the secrets, so that Python does not keep them.
            for name in CREDENTIALS:
                self.options.pop(name, None)
            self.options["key"] = self.key
        _cores.add(self)

    def _make(self) -> Native:
        types = structs().types
        kind = structs().type_of_struct("client_options")
        values = dict(self.options)
        values.setdefault("error_names", "c")
        values.setdefault("user_agent", f"otk-python/{structs().version}")
        for name, address in (("log", _log), ("token_source", _token_source)):
            if name in values:
                if not callable(values[name]):
                    raise TypeError(f"{name}: must be callable")
                values[name] = _structs.Address(address)
                values[name + "_userdata"] = _structs.Address(self.number)
                _clients[self.number] = self
        if "key" in values:
            if not isinstance(values["key"], Key):
                raise TypeError("key: expected an otk.Key")
            values["key"] = _structs.Address(values["key"]._address)
        if "hooks" in values:
            values["hooks"] = [_hook(one) for one in _structs.texts(values["hooks"])]
        memory = _structs.build(types, kind, values)
        try:
            address = library.otk_client_new(memory.address, error_address())
        finally:
            memory.wipe()
        if not address:
            raise failure()
        return Native(address)

    def description(self, renew: bool = False) -> Description:
        """Return what is installed, in the folders of ``plugin_path`` as well."""
        if "plugin_path" not in self.options:
            return installed(renew)
        with lock:
            with self._open_template() as template:
                if self._description is None:
                    self._description = describe(template.address)
                elif renew:
                    self._description = self._description.renew(template.address)
                return self._description

    def _open_template(self) -> Native:
        if self.is_closed:
            raise StateError("the client is closed", kind="state")
        if self.template is None:  # after fork()
            self.template = self._make()
        return self.template

    def clone(self) -> Native:
        """Make a client of the library for this thread."""
        with lock, self._open_template() as template:
            address = library.otk_client_clone(template.address, error_address())
        if not address:
            raise failure()
        return Native(address)

    def native(self) -> Native:
        """Return the client of this thread."""
        try:
            found: Native = self._local.native
        except AttributeError:
            found = self._local.native = self.clone()
        if self.is_closed:
            raise StateError("the client is closed", kind="state")
        return found

    def close(self) -> None:
        """Free the clients of this thread. Those of other threads are freed when these end."""
        with lock:
            self.is_closed = True
            template, self.template = self.template, None
        if template:
            template.close()
        native = getattr(self._local, "native", None)
        if native:
            native.close()
        _clients.pop(self.number, None)

    def forget(self) -> None:
        """In a forked child: clients of the parent are freed, and new ones made when needed."""
        self._local = threading.local()
        self.template = None
        self._description = None


def _hook(one: Any) -> Dict[str, Any]:
    """``"trace"``, or ``("ratelimit", {"requests": 20})``."""
    if isinstance(one, str):
        return {"plugin": one}
    plugin, settings = one
    return {"plugin": plugin, "settings_json": dumps(settings)}


_cores: weakref.WeakSet[Core] = weakref.WeakSet()


def _after_fork() -> None:
    _waiting.clear()
    for core in list(_cores):
        core.forget()


os.register_at_fork(after_in_child=_after_fork)


def new_call(
    native: Native,
    operation: Operation,
    text: bytes,
    timeout: Optional[float],
    headers: Mapping[str, str],
) -> int:
    """Make a call, which is submitted or freed."""
    call: int = library.otk_call_new_json(
        native.address, operation.encoded_name, text, error_address()
    )
    return _prepared(call, operation.name, timeout, headers)


def _prepared(
    call: int, name: str, timeout: Optional[float], headers: Mapping[str, str]
) -> int:
    if not call:
        raise failure(operation=name)
    try:
        if timeout is not None:
            milliseconds = max(_structs.milliseconds("timeout", timeout), 1)
            check(library.otk_call_set_timeout(call, milliseconds, error_address()), name)
        for header, value in headers.items():
            field = _structs.encoded("a header", header)
            data = _structs.encoded(f"the header {header}", value)
            check(library.otk_call_set_header(call, field, data, error_address()), name)
    except BaseException:
        library.otk_call_free(call)
        raise
    return call


def record_reader(operation: Operation) -> Optional[Reader]:
    """Return what takes the record of a call; None: the operation has none."""
    if operation.result is None:
        return None
    key: str = operation.result
    return lambda call: take(operation.description, key, library.otk_call_take(call))


class Raw:
    """A request that no operation describes."""

    def __init__(self, method: str, path: str, body: Any, options: Mapping[str, Any]) -> None:
        self.name = f"{method} {path.partition('?')[0]}"
        self._values = dict(options, method=method, path=path)
        if isinstance(body, (str, bytes)):
            self._values["body"] = body
        elif body is not None and options.get("form"):
            from urllib.parse import urlencode

            self._values["body"] = urlencode(body)
        elif body is not None:
            self._values["body"] = dumps(body)

    def call(
        self, native: Native, timeout: Optional[float], headers: Mapping[str, str]
    ) -> int:
        """Make the call."""
        kind = structs().type_of_struct("raw_options")
        memory = _structs.build(structs().types, kind, self._values)
        try:
            call = library.otk_call_new_raw(native.address, memory.address, error_address())
        finally:
            memory.wipe()
        return _prepared(call, self.name, timeout, headers)

    def read(self, call: int) -> Any:
        """Return the JSON of the response, or its text if it is something else."""
        out = Memory(POINTER)
        check(library.otk_call_result_json(call, out.address, error_address()), self.name)
        text = take_text(out)
        try:
            return json.loads(text) if text else None
        except ValueError:
            return text


def submit(call: int, outcome: Outcome) -> int:
    """Queue a call; returns the number under which its outcome is awaited."""
    number = next(_numbers)
    _waiting[number] = outcome
    status = library.otk_call_submit(call, _done, number, error_address())
    if status:
        del _waiting[number]
        error = failure(operation=outcome.name)
        library.otk_call_free(call)
        raise error
    return number


def drop(call: int, number: int) -> None:
    """Cancel a call whose outcome nobody awaits any more."""
    if _waiting.pop(number, None) is not None:
        library.otk_call_free(call)


def run(native: Native, call: int, outcome: Outcome) -> Any:
    """Submit a call and wait for its end.

    The library runs in slices, so that signals such as Ctrl-C are handled meanwhile.
    """
    number = submit(call, outcome)
    try:
        while not outcome.is_over:
            check(library.otk_client_run(native.address, 100, 0, error_address()), outcome.name)
            if native.is_closing and not outcome.is_over:
                raise Cancelled(f"{outcome.name}: the client was closed", kind="cancelled")
    except BaseException:
        drop(call, number)
        raise
    caught = take_caught()
    if caught is not None and not isinstance(caught, Exception):
        raise caught
    if outcome.exception is not None:
        raise outcome.exception
    return outcome.result


class Request:
    """A request as it would be sent, without header lines."""

    __slots__ = ("method", "url", "content_type", "body", "path", "query")

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.method: str = values["method"]
        self.url: str = values["url"]
        self.content_type: Optional[str] = values["content_type"]
        self.body: str = values["body"] or ""
        self.path: str = values["path"]
        self.query: str = values["query"] or ""

    def __repr__(self) -> str:
        return f"Request({self.method} {self.path})"


def request_of(native: Native, operation: Operation, text: bytes) -> Request:
    """Return the request of a call that is not sent."""
    call = new_call(native, operation, text, None, {})
    try:
        kind = structs().type_of_struct("request_view")
        view = _structs.empty(kind)
        check(library.otk_call_request(call, view.address), operation.name)
        return Request(_structs.read_plain(kind, view.address))
    finally:
        library.otk_call_free(call)


Progress = Callable[[int, Optional[int]], Any]


class _Download:
    def __init__(self, progress: Optional[Progress]) -> None:
        self.progress = progress
        self.caught: Optional[BaseException] = None


@callback("progress")
def _progress(userdata: int, done: int, total: int) -> int:
    download = _hosts.get(userdata)
    try:
        if download is not None and download.progress is not None:
            download.progress(done, None if total < 0 else total)
        return 0
    except BaseException as exception:
        if download is not None:
            download.caught = exception
        return CANCELLED


def download(
    native: Native,
    operation: Operation,
    ids: Sequence[str],
    fd: int,
    progress: Optional[Progress],
    options: Mapping[str, Any],
) -> None:
    """Write the file that a record points to into a descriptor."""
    types = structs().types
    state = _Download(progress)
    number = next(_numbers)
    _hosts[number] = state
    kind = structs().type_of_struct("download_options")
    values = dict(
        options, progress=_structs.Address(_progress), userdata=_structs.Address(number)
    )
    memory = _structs.build(types, kind, values)
    words, kept = _structs.words(ids)
    try:
        status = library.otk_download(
            native.address, operation.encoded_name, 0, words, fd, memory.address, error_address()
        )
        caught = take_caught()
        if state.caught is not None:
            raise state.caught
        if caught is not None and not isinstance(caught, Exception):
            raise caught
        if status:
            raise failure(operation=operation.name) from caught
    finally:
        del _hosts[number], kept


def ids_of(operation: Operation, members: Mapping[str, Any]) -> List[str]:
    """The path ids of a call, in order."""
    unknown = set(members) - set(operation.arguments)
    if unknown:
        raise TypeError(f'{operation.name}: "{sorted(unknown)[0]}" is not one of its ids')
    missing = [name for name in operation.arguments if name not in members]
    if missing:
        raise TypeError(f"{operation.name}: {missing[0]} is missing")
    return [_id(operation, name, members[name]) for name in operation.arguments]


def _id(operation: Operation, name: str, value: Any) -> str:
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise TypeError(
            f"{operation.name}: {name}: expected a text, not {type(value).__name__}"
        )
    return str(value)


