# SPDX-License-Identifier: MIT
"""Writes and reads C structs by their description."""

from __future__ import annotations

import math
import sys
from struct import Struct
from typing import Any, Callable, Dict, Iterable, List, Literal, Mapping, Optional, Tuple

from . import _native
from ._description import Json
from ._native import (
    Memory,
    POINTER,
    int32_at,
    int64_at,
    pointer_at,
    string_of,
    text_at,
)

_SIZE = Struct("N")
_INT64 = Struct("q")
_INT32 = Struct("i")
BYTE_ORDER: Literal["little", "big"] = sys.byteorder
FLAGS = {None: 0, True: 1, False: 2}
INT32, INT64 = 32, 64
STATES = (None, True, False)
SECONDS_MAX = 1e9


class Address(int):
    """A pointer or a size that this package made. No option of a program becomes one."""


def encoded(name: str, value: Any) -> bytes:
    """Encode a text for C. An exception never holds the text, which may be a secret."""
    if not isinstance(value, (str, bytes)):
        raise TypeError(f"{name}: expected a text, not {type(value).__name__}")
    try:
        data = value.encode() if isinstance(value, str) else value
    except UnicodeEncodeError:  # it holds the text: raised below, without this one as its context
        data = None
    if data is None:
        raise ValueError(f"{name}: a text cannot hold half of a surrogate pair")
    if b"\0" in data:
        raise ValueError(f"{name}: a text cannot hold a NUL character")
    return data


def whole(name: str, value: Any, bits: int = INT64) -> int:
    """Check a number for C, which ctypes would cut to its size."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name}: expected a whole number, not {type(value).__name__}")
    if value.bit_length() >= bits:
        raise ValueError(f"{name}: the number is out of range")
    return value


def milliseconds(name: str, seconds: Any) -> int:
    """Convert a time that a program gives in seconds."""
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool):
        raise TypeError(f"{name}: expected seconds, not {type(seconds).__name__}")
    if not abs(seconds) < SECONDS_MAX:  # also refuses NaN
        raise ValueError(f"{name}: {seconds} is not a time in seconds")
    return math.ceil(seconds * 1000)  # 0 would be no limit


def switch(name: str, value: Any) -> int:
    """Convert a flag for C. A text such as "no" is refused, not taken as true."""
    if not isinstance(value, bool):
        raise TypeError(f"{name}: expected True or False, not {type(value).__name__}")
    return FLAGS[value]


def words_of(field: Json) -> Optional[Dict[int, str]]:
    """The words of an enumeration: OTK_TOKEN_JWT and OTK_TOKEN_T1 are ``jwt`` and ``t1``."""
    labels: List[str] = field.get("labels", [])
    if len(labels) < 2 or len(labels) != len(field.get("values", ())):
        return None
    parts = [label.split("_") for label in labels]
    common = 0
    while all(len(part) > common + 1 and part[common] == parts[0][common] for part in parts):
        common += 1
    return {
        int(value): "_".join(part[common:]).lower() for value, part in zip(field["values"], parts)
    }


# The fields of each type by name. The type itself is kept, so that its id stays its own.
_fields: Dict[int, Tuple[Json, Dict[str, Json]]] = {}


def fields_of(kind: Json) -> Dict[str, Json]:
    """The fields of a struct by the names of its members."""
    found = _fields.get(id(kind))
    if found is None:
        found = _fields[id(kind)] = (kind, {field["member"]: field for field in kind["fields"]})
    return found[1]


class Builder:
    """Makes one block of memory that holds a struct and everything that it points to."""

    def __init__(self, types: Mapping[str, Json]) -> None:
        self._types = types
        self._data = bytearray()
        self._pointers: List[Tuple[int, int]] = []

    def struct(self, kind: Json, values: Mapping[str, Any]) -> int:
        """Append a struct. A member whose value is None stays unset."""
        at = self._append(bytes(kind["size"]))
        if not kind.get("plain"):
            self._put(_SIZE, at, kind["size"])
        fields = fields_of(kind)
        for name, value in values.items():
            if value is None:
                continue
            field = fields.get(name)
            if field is None:
                raise TypeError(f'"{name}" is not an option{did_you_mean(name, fields)}')
            self._member(at, field, value)
        return at

    def finish(self) -> Memory:
        """Copy everything to its place."""
        memory = Memory(max(len(self._data), 1))
        for place, target in self._pointers:
            _SIZE.pack_into(self._data, place, memory.address + target)
        memory.fill(bytes(self._data))
        self._data[:] = bytes(len(self._data))  # it may hold a secret
        return memory

    def words(self, texts: List[str]) -> Tuple[Memory, int]:
        """Make an array of texts that ends in NULL; returns the memory and where the array is."""
        targets = [self._text("id", one) for one in texts]
        array = self._append(bytes(POINTER * (len(targets) + 1)))
        for index, target in enumerate(targets):
            self._point(array + index * POINTER, target)
        return self.finish(), array

    def _append(self, data: bytes) -> int:
        self._data += bytes(-len(self._data) % 8)
        at = len(self._data)
        self._data += data
        return at

    def _put(self, kind: Struct, at: int, value: int) -> None:
        kind.pack_into(self._data, at, value)

    def _point(self, at: int, target: int) -> None:
        self._pointers.append((at, target))

    def _text(self, name: str, value: Any) -> int:
        return self._append(encoded(name, value) + b"\0")

    def _pointer_list(self, at: int, targets: List[int]) -> None:
        array = self._append(bytes(POINTER * max(len(targets), 1)))
        for index, target in enumerate(targets):
            self._point(array + index * POINTER, target)
        self._point(at, array)

    def _number(self, field: Json, value: Any, bits: int) -> int:
        words = words_of(field)
        if words and isinstance(value, str):
            for number, word in words.items():
                if word == value:
                    return number
            known = ", ".join(words.values())
            raise ValueError(f'{field["member"]}: "{value}" is not one of: {known}')
        return whole(field["member"], value, bits)

    def _member(self, struct_at: int, field: Json, value: Any) -> None:
        at, kind, name = struct_at + field["offset"], field["kind"], field["member"]
        if kind == "string":
            self._point(at, self._text(name, value))
        elif kind == "flag":
            self._put(_INT32, at, switch(name, value))
        elif kind == "int":
            self._put(_INT64, at, self._number(field, value, INT64))
        elif kind == "int32":
            self._put(_INT32, at, self._number(field, value, INT32))
        elif kind == "strings":
            items = [self._text(name, one) for one in texts(value)]
            self._pointer_list(at, items)
            self._put(_SIZE, at + POINTER, len(items))
        elif kind in ("pointer", "function", "size") and isinstance(value, Address):
            self._put(_SIZE, at, value)
        elif kind == "object":
            self._point(at, self.struct(self._types[field["type"]], value))
        elif kind == "array":
            self._array(at, self._types[field["type"]], value)
            self._put(_SIZE, struct_at + field["count_offset"], len(value))
        else:
            raise TypeError(f"{name}: cannot be set from Python")

    def _array(self, at: int, kind: Json, values: List[Mapping[str, Any]]) -> None:
        # Structs one after the other, each made apart first because its texts follow it.
        places = [self.struct(kind, one) for one in values]
        size = kind["size"]
        array = self._append(bytes(size * max(len(places), 1)))
        for index, place in enumerate(places):
            to = array + index * size
            self._data[to : to + size] = self._data[place : place + size]
            moved = [(to + at - place, target) for at, target in self._pointers
                     if place <= at < place + size]
            self._pointers += moved
        self._point(at, array)


def texts(values: Iterable[str]) -> Iterable[str]:
    """Return a list of texts: a single text is a list of one, not of its characters."""
    return [values] if isinstance(values, str) else values


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "…"?``, or nothing if no name is similar."""
    import difflib

    close = difflib.get_close_matches(name, list(known), 1)
    return f'; did you mean "{close[0]}"?' if close else ""


def build(types: Mapping[str, Json], kind: Json, values: Mapping[str, Any]) -> Memory:
    """Make a struct with these members."""
    builder = Builder(types)
    builder.struct(kind, values)
    return builder.finish()


def empty(kind: Json) -> Memory:
    """Make a struct with nothing but its size, for the library to fill."""
    return build({}, kind, {})


def _text(address: int) -> Optional[str]:
    found: Optional[bytes] = string_of(address)
    return None if found is None else found.decode("utf-8", "replace")


def _strings(address: int) -> Optional[Tuple[str, ...]]:
    items = pointer_at(address)
    if not items:
        return None
    return tuple(
        _text(items + POINTER * index) or "" for index in range(pointer_at(address + POINTER))
    )


def _map(address: int) -> Optional[Dict[str, str]]:
    items = pointer_at(address)
    if not items:
        return None
    pairs = (items + 2 * POINTER * index for index in range(pointer_at(address + POINTER)))
    return {_text(pair) or "": _text(pair + POINTER) or "" for pair in pairs}


def _enumeration(field: Json) -> Callable[[int], Any]:
    words = words_of(field)

    def read(address: int) -> Any:
        number = int32_at(address)
        return words.get(number, number) if words else number

    return read


def _flag(address: int) -> Optional[bool]:
    number = int32_at(address)
    return STATES[number] if 0 <= number < len(STATES) else None


def reader_of(field: Json) -> Optional[Callable[[int], Any]]:
    """Return the function that reads a plain member at its address; None: not a plain kind."""
    kind = field["kind"]
    if kind == "int32":
        return _enumeration(field)
    return _PLAIN.get(kind)


_PLAIN: Dict[str, Callable[[int], Any]] = {
    "string": _text,
    "flag": _flag,
    "int": int64_at,
    "strings": _strings,
    "map": _map,
    "text": lambda address: text_at(address).decode("utf-8", "replace"),
    "pointer": pointer_at,
    "size": pointer_at,
    "function": pointer_at,
}


def read_plain(kind: Json, address: int) -> Dict[str, Any]:
    """Read the plain members of a struct that the library filled."""
    found = {}
    for field in kind["fields"]:
        read = reader_of(field)
        if read:
            found[field["member"]] = read(address + field["offset"])
    return found




def words(texts: Iterable[str]) -> Tuple[int, Any]:
    """Make an array of texts that ends in NULL: its address, and the memory that holds it."""
    builder = Builder({})
    memory, at = builder.words(list(texts))
    return memory.address + at, memory
