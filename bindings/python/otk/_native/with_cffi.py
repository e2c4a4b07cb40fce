# SPDX-License-Identifier: MIT
"""The backend on cffi, which is faster on PyPy.

It uses the compiled part of cffi, like modules that cffi generates: the other part would parse
the prototypes with pycparser, which takes 70 ms at each import.
"""

from __future__ import annotations

from typing import Any, Callable, Tuple

import _cffi_backend  # type: ignore[import]

from .prototypes import Bound, Prototype

NAME = "cffi"
Library = Any

_ffi = _cffi_backend.FFI()
_cast, _buffer, _string, _NULL = _ffi.cast, _ffi.buffer, _ffi.string, _ffi.NULL
_sizes = _ffi.typeof("size_t *")
_int64s = _ffi.typeof("int64_t *")
_int32s = _ffi.typeof("int32_t *")
_chars = _ffi.typeof("char *")
_strings = _ffi.typeof("char **")
_address = _ffi.typeof("uintptr_t")


def load(path: str) -> Library:
    """Load a library; OSError if the system does not find it."""
    return _cffi_backend.load_library(path, 0)


def function(library: Library, prototype: Prototype) -> Callable[..., Any]:
    """Return the function of a library; the GIL is released while it runs."""
    found = library.load_function(_ffi.typeof(_pointer(prototype)), prototype.name)
    if "const char *" not in prototype.parameters:
        return found  # type: ignore[no-any-return]

    def with_null(*arguments: Any) -> Any:
        return found(*[_NULL if one is None else one for one in arguments])

    return with_null


def bound(library: Library, prototype: Prototype, *rest: int) -> Bound:
    """Return a function of pointers, and its arguments after the first, each an ``argument()``."""
    return function(library, prototype), rest


argument = int


def _pointer(prototype: Prototype) -> str:
    return f"{prototype.result} (*)({', '.join(prototype.parameters)})"


def function_at(address: int, prototype: Prototype) -> Callable[..., Any]:
    """Return the function at an address."""
    return _cast(_pointer(prototype), address)  # type: ignore[no-any-return]


def callback(prototype: Prototype, python: Callable[..., Any]) -> Tuple[int, Any]:
    """Make a C function of a Python function: its address, and the object that keeps it alive."""
    kept = _ffi.callback(_pointer(prototype), python)
    return int(_cast(_address, kept)), kept


class Memory:
    """Zeroed memory of a fixed size, freed with the object."""

    __slots__ = ("_buffer", "address", "size")

    def __init__(self, size: int) -> None:
        self._buffer = _ffi.new("char[]", size)
        self.address = int(_cast(_address, self._buffer))
        self.size = size

    def fill(self, data: bytes) -> None:
        """Copy the bytes to the beginning."""
        _ffi.memmove(self._buffer, data, min(len(data), self.size))

    def view(self) -> memoryview:
        """The bytes themselves, to read and write."""
        return memoryview(_buffer(self._buffer))

    def wipe(self) -> None:
        """Overwrite everything with zeros."""
        _ffi.memmove(self._buffer, bytes(self.size), self.size)


def pointer_at(address: int) -> int:
    """Read a pointer or a size_t."""
    return _cast(_sizes, address)[0]  # type: ignore[no-any-return]


def int64_at(address: int) -> int:
    """Read an int64_t."""
    return _cast(_int64s, address)[0]  # type: ignore[no-any-return]


def int32_at(address: int) -> int:
    """Read an int32_t."""
    return _cast(_int32s, address)[0]  # type: ignore[no-any-return]


def text_at(address: int) -> bytes:
    """Read a text up to its NUL."""
    return _string(_cast(_chars, address))  # type: ignore[no-any-return]


def decoded_at(address: int) -> str:
    """Read a text up to its NUL, as UTF-8."""
    text = _string(_cast(_chars, address))
    try:
        return text.decode()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        return text.decode("utf-8", "replace")  # type: ignore[no-any-return]


def string_of(address: int) -> Any:
    """Read a member ``const char *``: bytes, or None if it is NULL."""
    text = _cast(_strings, address)[0]
    return _string(text) if text else None


def bytes_at(address: int, size: int) -> bytes:
    """Copy bytes."""
    return bytes(_buffer(_cast(_chars, address), size))


def write_at(address: int, data: bytes) -> None:
    """Write bytes to memory of the library."""
    _ffi.memmove(_cast(_chars, address), data, len(data))
