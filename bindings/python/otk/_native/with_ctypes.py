# SPDX-License-Identifier: MIT
"""The backend on ctypes, which every Python has."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, Tuple

from .prototypes import Bound, Prototype

NAME = "ctypes"
_TYPES = {
    "void": None,
    "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64,
    "size_t": ctypes.c_size_t,
    "uintptr_t": ctypes.c_size_t,
    "const char *": ctypes.c_char_p,
}

_char_p = ctypes.c_char_p

Library = ctypes.CDLL


def load(path: str) -> Library:
    """Load a library; OSError if the system does not find it."""
    return ctypes.CDLL(path)


def _types(prototype: Prototype) -> Tuple[Any, ...]:
    return tuple(_TYPES[one] for one in (prototype.result, *prototype.parameters))


def function(library: Library, prototype: Prototype) -> Callable[..., Any]:
    """Return the function of a library; the GIL is released while it runs."""
    found = getattr(library, prototype.name)
    found.restype, *arguments = _types(prototype)
    found.argtypes = arguments
    return found  # type: ignore[no-any-return]


def bound(library: Library, prototype: Prototype, *rest: int) -> Bound:
    """Return a function of pointers, and its arguments after the first, each an ``argument()``.

    ctypes converts arguments of other types at each call, which takes longer than the call.
    """
    found = library[prototype.name]  # its own object, without types of arguments
    found.restype = _TYPES[prototype.result]
    return found, tuple(ctypes.c_size_t(one) for one in rest)


argument = ctypes.c_size_t


def function_at(address: int, prototype: Prototype) -> Callable[..., Any]:
    """Return the function at an address."""
    return ctypes.CFUNCTYPE(*_types(prototype))(address)


def callback(prototype: Prototype, python: Callable[..., Any]) -> Tuple[int, Any]:
    """Make a C function of a Python function: its address, and the object that keeps it alive."""
    kept = ctypes.CFUNCTYPE(*_types(prototype))(python)
    return ctypes.cast(kept, ctypes.c_void_p).value or 0, kept


class Memory:
    """Zeroed memory of a fixed size, freed with the object."""

    __slots__ = ("_buffer", "address", "size")

    def __init__(self, size: int) -> None:
        self._buffer = ctypes.create_string_buffer(size)
        self.address = ctypes.addressof(self._buffer)
        self.size = size

    def fill(self, data: bytes) -> None:
        """Copy the bytes to the beginning."""
        ctypes.memmove(self.address, data, min(len(data), self.size))

    def view(self) -> memoryview:
        """The bytes themselves, to read and write."""
        return memoryview(self._buffer).cast("B")

    def wipe(self) -> None:
        """Overwrite everything with zeros."""
        ctypes.memset(self.address, 0, self.size)


def pointer_at(address: int) -> int:
    """Read a pointer or a size_t."""
    return ctypes.c_size_t.from_address(address).value


def int64_at(address: int) -> int:
    """Read an int64_t."""
    return ctypes.c_int64.from_address(address).value


def int32_at(address: int) -> int:
    """Read an int32_t."""
    return ctypes.c_int32.from_address(address).value


def text_at(address: int) -> bytes:
    """Read a text up to its NUL."""
    return _char_p(address).value or b""


def decoded_at(address: int) -> str:
    """Read a text up to its NUL, as UTF-8."""
    text = _char_p(address).value or b""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("utf-8", "replace")


def string_of(address: int) -> Any:
    """Read a member ``const char *``: bytes, or None if it is NULL."""
    return ctypes.c_char_p.from_address(address).value


def bytes_at(address: int, size: int) -> bytes:
    """Copy bytes."""
    return ctypes.string_at(address, size)


def write_at(address: int, data: bytes) -> None:
    """Write bytes to memory of the library."""
    ctypes.memmove(address, data, len(data))
