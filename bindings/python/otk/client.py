# SPDX-License-Identifier: MIT
"""The blocking client."""

from __future__ import annotations

import contextlib
import os
import time
from typing import Any, BinaryIO, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, TypeVar
from typing import Union

from ._calls import Core, Outcome, Raw, download, ids_of, new_call, record_reader
from ._calls import request_of, run
from ._description import Description
from ._operations import Operation, Pager, Waiter
from ._structs import did_you_mean, milliseconds
from .errors import TimedOut, Unsupported
from .features import Features
from .key import Key

File = Union[str, "os.PathLike[str]", int, BinaryIO]
T = TypeVar("T", bound="ClientBase")
ENVIRONMENT = {
    "OTK_API_KEY": "api_key",
    "OTK_API_SECRET": "api_secret",
    "OTK_APPLICATION_ID": "application_id",
    "OTK_PRIVATE_KEY": "private_key_file",
    "OTK_API_URL": "api_url",
}


class ClientBase:
    """What both clients have in common."""

    def _start(self, options: Dict[str, Any]) -> None:
        self._core = Core(options)
        self._timeout: Optional[float] = None
        self._headers: Mapping[str, str] = {}

    @classmethod
    def from_environment(cls: type[T], **options: Any) -> T:
        """Make a client of OTK_API_KEY and OTK_API_SECRET, or OTK_APPLICATION_ID and
        OTK_PRIVATE_KEY (a file), and OTK_API_URL, as the otk command does."""
        found = {
            option: os.environ[name] for name, option in ENVIRONMENT.items() if os.environ.get(name)
        }
        return cls(**{**found, **options})

    @property
    def key(self) -> Key:
        """The key of the project."""
        return self._core.key

    def _token(self, session_id: str, options: Dict[str, Any]) -> str:
        return self._core.key._token(session_id, options)

    def using(
        self: T, *, timeout: Optional[float] = None, headers: Optional[Mapping[str, str]] = None
    ) -> T:
        """Return the same client with another deadline (s) of each call, or with more headers."""
        other = object.__new__(type(self))
        for name, value in self.__dict__.items():
            if name.startswith("_"):  # features hold the client that they were made for
                other.__dict__[name] = value
        if timeout is not None:
            milliseconds("timeout", timeout)
            other._timeout = timeout
        if headers is not None:
            other._headers = {**self._headers, **headers}
        return other

    def _description(self, renew: bool) -> Description:
        return self._core.description(renew)

    def _operation(self, name: str) -> Operation:
        for renew in (False, True):
            description = self._description(renew)
            row = description.operations.get(name)
            if row:
                return Operation(description, row)
        raise Unsupported(
            f'"{name}" is not an operation{did_you_mean(name, description.operations)}'
        )

    def _request(self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        text = operation.encode(args, kwargs)
        with self._core.native() as native:
            return request_of(native, operation, text)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._core.key!r}>"

    def __reduce__(self) -> Any:
        raise TypeError("a client cannot be pickled: it holds a secret")


def split(
    kwargs: Mapping[str, Any], **defaults: Any
) -> Tuple[Dict[str, Any], Dict[str, Any]]:
    """Take the arguments of a helper out of those of a call."""
    own = {name: kwargs.get(name, value) for name, value in defaults.items()}
    return own, {name: value for name, value in kwargs.items() if name not in defaults}


def download_options(own: Mapping[str, Any]) -> Dict[str, Any]:
    """The options of otk_download() for those of Python."""
    return {
        "timeout_ms": milliseconds("timeout", own["timeout"] or 0),
        "skip_digest": None if own["verify"] else True,
        "max_bytes": own["max_bytes"] or None,
    }


def download_arguments(
    operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Tuple[List[str], File, Dict[str, Any]]:
    """The ids, the file and the other options of a download."""
    own, rest = split(
        kwargs, file=None, progress=None, timeout=0, resume=False, verify=True, max_bytes=0
    )
    count = len(operation.ids)
    if len(args) == count + 1 and own["file"] is None:
        own["file"], args = args[count], args[:count]
    if own["file"] is None:
        raise TypeError(f"{operation.name}: file is missing")
    return ids_of(operation, operation.members(args, rest)), own["file"], own


@contextlib.contextmanager
def opened(file: File, resume: bool) -> Iterator[Tuple[int, int]]:
    """The descriptor of a file, and the bytes that it holds already.

    A file that is given by its name is written beside it, as NAME.part, and gets its name when it
    is complete. With ``resume`` an incomplete one is kept and continued.
    """
    is_file = isinstance(file, (int, str, os.PathLike)) or hasattr(file, "fileno")
    if isinstance(file, bool) or not is_file:
        told = type(file).__name__
        raise TypeError(f"file: expected a name, a descriptor or an open file, not {told}")
    if isinstance(file, int):
        yield file, 0
        return
    if not isinstance(file, (str, os.PathLike)):
        file.flush()
        yield file.fileno(), 0
        return
    part = os.fspath(file) + ".part"
    fd = os.open(part, os.O_RDWR | os.O_CREAT | (0 if resume else os.O_TRUNC), 0o666)
    try:
        try:
            yield fd, os.fstat(fd).st_size
        finally:
            os.close(fd)
        os.replace(part, file)
    except BaseException:
        if not resume:
            os.unlink(part)
        raise


class Client(ClientBase, Features):
    """A client of one project. Threads may share it: each gets connections of its own.

    OpenTok: ``Client(api_key=…, api_secret=…)``. Vonage: ``Client(application_id=…,
    private_key_file=…)``. The options are those of ``otk_client_options``: ``api_url``,
    ``timeout_ms``, ``max_attempts``, ``checks`` (``"strict"``), ``hooks`` (``[("ratelimit",
    {"requests": 20, "perMs": 1000})]``), ``log`` (a function that gets a LogEvent), ``token_source``
    (a function that returns a request token), ``proxy``, ``ca_file``, ``adopt`` …
    """

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *unused: Any) -> None:
        self.close()

    def close(self) -> None:
        """Free the client. It cannot be used afterwards."""
        self._core.close()

    def call(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Carry out an operation by its name: ``client.call("archives.get", archive_id)``."""
        return self._call(self._operation(name), args, kwargs)

    def _perform(self, operation: Operation, text: bytes, timeout: Optional[float] = None) -> Any:
        timeout = self._timeout if timeout is None else timeout
        with self._core.native() as native:
            call = new_call(native, operation, text, timeout, self._headers)
            return run(native, call, Outcome(operation.name, record_reader(operation)))

    def raw(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Send a request that no operation describes, and return the JSON of its response.

        ``{project}`` in the path becomes the id of the key: ``client.raw("GET",
        "/v2/project/{project}/archive?count=10")``. ``repeat`` (``"unsafe"``, ``"settle"``,
        ``"safe"``) says whether it may be sent again, which a GET always may, ``auth`` how it is
        signed, ``form=True`` that the body is a form.
        """
        raw = Raw(method, path, body, options)
        with self._core.native() as native:
            call = raw.call(native, self._timeout, self._headers)
            return run(native, call, Outcome(raw.name, raw.read))

    def _call(self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return self._perform(operation, operation.encode(args, kwargs))

    def _each(
        self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Iterator[Any]:
        pager = Pager(operation, args, kwargs)
        while pager.more:
            yield from pager.take(self._perform(operation, pager.request()))

    def _wait(self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        own, rest = split(kwargs, until=None, timeout=0, interval=0)
        waiter = Waiter(operation, self._core.options.get("checks"), **own)
        text = operation.encode(args, rest)
        while True:
            try:
                record = self._perform(operation, text, waiter.left_of(self._timeout))
            except TimedOut as error:
                waiter.explain(error)
                raise
            if waiter.is_reached(record):
                return record
            time.sleep(waiter.pause())

    def _download(
        self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        ids, file, own = download_arguments(operation, args, kwargs)
        with opened(file, own["resume"]) as (fd, held):
            options = dict(download_options(own), resume_from=held or None)
            with self._core.native() as native:
                download(native, operation, ids, fd, own["progress"], options)


