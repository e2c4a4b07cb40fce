# SPDX-License-Identifier: MIT
"""Turns statuses and ``otk_error`` into exceptions."""

from __future__ import annotations

import threading
from typing import Optional

from . import _structs
from ._description import Json, structs
from ._native import int32_at, library, text_at, write_at
from .errors import CLASSES, Error

NO_CODE = -(2**63)  # OTK_NO_SERVICE_CODE

_local = threading.local()


def _kind() -> Json:
    return structs().type_of_struct("error")


def error_address() -> int:
    """The address of an ``otk_error`` of this thread, for functions to fill.

    Functions write it only when they fail, and it is read at once, so one for each thread is enough.
    """
    try:
        return _local.error.address  # type: ignore[no-any-return]
    except AttributeError:
        _local.error = _structs.empty(_kind())
        return _local.error.address  # type: ignore[no-any-return]


def failure(address: Optional[int] = None, operation: Optional[str] = None) -> Error:
    """Make the exception of an ``otk_error``; None: of the one of this thread."""
    at = error_address() if address is None else address
    read = _structs.read_plain(_kind(), at)
    status = int32_at(at + _structs.fields_of(_kind())["status"]["offset"])
    error = CLASSES.get(status, Error)(read["message"], status, status_name(status))
    error.operation = operation
    error.http_status = read["http_status"] or None
    error.code = None if read["service_code"] == NO_CODE else read["service_code"]
    error.service_message = read["service_message"] or None
    error.retry_after = None if read["retry_after_ms"] < 0 else read["retry_after_ms"] / 1000
    error.trace_id = read["trace_id"] or None
    error.attempts = read["attempts"]
    error.body = read["body"] or None
    return error


def status_name(status: int) -> str:
    """The name of a status, ``"not_found"``."""
    return text_at(library.otk_status_name(status)).decode()


def check(status: int, operation: Optional[str] = None) -> None:
    """Raise the error of this thread unless the status is OTK_OK."""
    if status:
        raise failure(operation=operation)


def report(address: int, exception: BaseException, status: int) -> int:
    """Write an exception of a callback to the ``otk_error`` at an address; return the status."""
    if address:
        field = _structs.fields_of(_kind())["message"]
        text = f"{type(exception).__name__} in a Python callback".encode()
        write_at(address + field["offset"], text[: field["size"] - 1] + b"\0")
    return status
