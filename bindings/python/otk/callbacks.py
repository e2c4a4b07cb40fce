# SPDX-License-Identifier: MIT
"""Callbacks: the HTTP requests that the service sends. Verify first, then parse."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, Optional, Union

from . import _structs
from ._calls import _hosts, _numbers
from ._description import installed, structs
from ._failure import check, error_address, failure
from ._native import (
    Memory,
    POINTER,
    callback,
    function_at,
    int32_at,
    library,
    pointer_at,
    text_at,
)
from ._structs import Address, encoded
from .records import Owner, make, record_class

INTERFACE = b"otk.callbacks/1"
YES, NO, UNKNOWN = 1, 2, 0


class _Guard:
    def __init__(self, seen: Callable[[str, int], bool]) -> None:
        self.seen = seen
        self.caught: Optional[BaseException] = None


@callback("seen")
def _seen(userdata: int, jti: int, forget_at: int) -> int:
    guard = _hosts.get(userdata)
    if guard is None:
        return UNKNOWN
    try:
        return YES if guard.seen(text_at(jti).decode("utf-8", "replace"), forget_at) else NO
    except BaseException as exception:
        guard.caught = exception
        return UNKNOWN


def _raw(body: Any) -> bytes:
    """Return the bytes of a body. bytes() would turn a number into that many zeros."""
    if not isinstance(body, (bytes, bytearray, memoryview)):
        raise TypeError(f"body: expected the bytes of the request, not {type(body).__name__}")
    return bytes(body)


def verify_callback(
    authorization: Optional[str],
    body: bytes,
    secrets: Union[str, Iterable[str]],
    *,
    seen: Optional[Callable[[str, int], bool]] = None,
    **options: Any,
) -> int:
    """Verify that a request was sent by the service; returns the HTTP status to respond with.

    ``authorization`` is the value of the header, ``body`` the raw bytes. ``seen(jti, forget_at)``
    says whether a request was received before, and remembers it. The other options are those of
    ``otk_callback_check``: ``max_age``, ``leeway``, ``application_id``, ``require_hash``, ``now``.

    A request that is refused raises Unsigned, TokenError, TokenExpired, HashMismatch or Replayed;
    ``response_status`` of the exception is the HTTP status to respond with.
    """
    described = structs()
    status = Memory(POINTER)
    if seen is not None and not callable(seen):
        raise TypeError("seen: must be callable")
    number, guard = next(_numbers), None if seen is None else _Guard(seen)
    data = _raw(body)
    kept = Memory(len(data) + 1)
    kept.fill(data)
    values: Dict[str, Any] = dict(
        options,
        authorization=authorization,
        body=Address(kept.address),
        body_size=Address(len(data)),
        secrets=secrets,
    )
    if guard:
        values.update(seen=Address(_seen), userdata=Address(number))
        _hosts[number] = guard
    memory = _structs.build(
        described.types, described.type_of_struct("callback_check"), values
    )
    try:
        refused = library.otk_callback_verify(memory.address, status.address, error_address())
    finally:
        memory.wipe()
        _hosts.pop(number, None)
    respond = int32_at(status.address)
    if refused:
        error = failure()
        error.response_status = respond
        raise error from (guard.caught if guard else None)
    return respond


class Callback:
    """A callback: ``kind`` (``"archive"``, ``"stream"``, …) and its ``record``."""

    __slots__ = ("kind", "record")

    def __init__(self, kind: str, record: Any) -> None:
        self.kind = kind
        self.record = record

    @property
    def json(self) -> str:
        """The service's own text."""
        return str(self.record.json)

    def __repr__(self) -> str:
        return f"Callback({self.kind}: {self.record!r})"


def parse_callback(body: Union[bytes, str]) -> Callback:
    """Parse the body of a callback that was verified; ProtocolError if it is not one."""
    described = installed()
    data = encoded("body", body) if isinstance(body, str) else _raw(body)
    vtable, host = Memory(POINTER), Memory(POINTER)
    check(
        library.otk_interface_find(0, INTERFACE, 0, vtable.address, host.address, error_address())
    )
    place = _structs.fields_of(described.type_of_struct("callbacks_vtable"))["parse"]["offset"]
    parse = function_at("parse", pointer_at(pointer_at(vtable.address) + place))
    kind = described.type_of_struct("callback")
    parsed, kept = _structs.empty(kind), Memory(len(data) + 1)
    kept.fill(data)
    check(
        parse(
            pointer_at(host.address), kept.address, len(data), parsed.address, error_address()
        )
    )
    owner = Owner(pointer_at(parsed.address + _structs.fields_of(kind)["record"]["offset"]))
    name = _structs.read_plain(kind, parsed.address)["kind_name"]
    for field in kind["fields"]:
        if field["kind"] == "object" and pointer_at(parsed.address + field["offset"]):
            cls = record_class(described, field["type"])
            return Callback(name, make(cls, owner, pointer_at(parsed.address + field["offset"])))
    raise failure()
