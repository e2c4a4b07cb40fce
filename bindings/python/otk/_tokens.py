# SPDX-License-Identifier: MIT
"""A fast path for client tokens: options are packed into a buffer that is reused.

It supports strings, numbers, named values and flags. For other options, and after any error, the caller uses
the general path, whose error messages name the option.
"""

from __future__ import annotations

from struct import Struct, error as StructError
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple

from ._description import Json, structs
from ._native import Memory, POINTER, bound
from ._structs import FLAGS, fields_of, words_of

TEXTS_SIZE = 4096
TOKEN_SIZE = 8192

Convert = Callable[[Any], int]


class Plan(NamedTuple):
    """How to pack one set of options into the struct; ``convert`` is None for strings."""

    pack_into: Callable[..., None]
    members: Tuple[Tuple[str, Optional[Convert]], ...]
    struct_size: int


def _flag(value: Any) -> int:
    if not isinstance(value, bool):
        raise TypeError
    return FLAGS[value]


def _number(field: Json) -> Convert:
    words: Dict[Any, int] = {word: number for number, word in (words_of(field) or {}).items()}

    def convert(value: Any) -> int:
        return value if type(value) is int else words[value]

    return convert


def _kind() -> Json:
    return structs().type_of_struct("token_options")


def _plan(names: Tuple[str, ...]) -> Optional[Plan]:
    """Return None if one of the options needs the general path."""
    fields = fields_of(_kind())
    found = [fields.get(name) for name in names]
    text, at, members = "N", POINTER, []
    for field in sorted(filter(None, found), key=lambda one: int(one["offset"])):
        kind = field["kind"]
        convert: Optional[Convert] = _flag if kind == "flag" else _number(field)
        if kind == "string":
            convert = None
        elif kind not in ("flag", "int", "int32"):
            return None
        text += f"{field['offset'] - at}x" + {"string": "N", "int": "q"}.get(kind, "i")
        at = field["offset"] + field["size"]
        members.append((field["member"], convert))
    if len(members) < len(names):
        return None
    size: int = _kind()["size"]
    return Plan(Struct(text + f"{size - at}x").pack_into, tuple(members), size)


_plans: Dict[Tuple[str, ...], Optional[Plan]] = {}
PLANS_MAX = 256


def _new_plan(names: Tuple[str, ...]) -> Optional[Plan]:
    if len(_plans) >= PLANS_MAX:
        _plans.clear()
    return _plans.setdefault(names, _plan(names))


class Writer:
    """A buffer for one token at a time: the options, their strings, the size of the token, the token."""

    __slots__ = ("memory", "view", "size", "write", "arguments", "texts", "address", "token")

    def __init__(self) -> None:
        self.texts = (_kind()["size"] + 7) // 8 * 8
        size = self.texts + TEXTS_SIZE
        self.token = size + POINTER
        self.memory = memory = Memory(self.token + TOKEN_SIZE)
        self.view = memory.view()
        self.size = self.view[size : size + POINTER].cast("N")
        self.address: int = memory.address + self.texts
        self.write, self.arguments = bound(
            "otk_token_write", self.address, memory.address, memory.address + self.token,
            memory.address + size, 0,
        )  # fmt: skip


# Writers not in use. Another thread, or a signal handler that interrupts a call, takes a different one.
_free: List[Writer] = []


def write_token(key: Any, session_id: str, options: Mapping[str, Any]) -> Optional[str]:
    """Return a token, or None if the general path is needed. ``key`` comes from ``argument()``."""
    # One function, because calling a Python function costs as much as several lines of code.
    try:
        plan = _plans[tuple(options)]
    except KeyError:
        plan = _new_plan(tuple(options))
    if plan is None:
        return None
    pack_into, members, struct_size = plan
    writer = _free.pop() if _free else Writer()
    try:
        data = session_id.encode()
        if 0 in data:
            return None
        texts, values, at = [data], [struct_size], writer.address + len(data) + 1
        for name, convert in members:
            value = options[name]
            if value is None:
                values.append(0)
            elif convert is not None:
                values.append(convert(value))
            else:
                data = value.encode()
                if 0 in data:
                    return None
                texts.append(data)
                values.append(at)
                at += len(data) + 1
        begin, view = writer.texts, writer.view
        end = begin + at - writer.address
        if end > begin + TEXTS_SIZE:
            return None
        texts.append(b"")
        view[begin:end] = b"\0".join(texts)
        pack_into(view, 0, *values)
        writer.size[0] = TOKEN_SIZE
        if writer.write(key, *writer.arguments):
            return None
        begin = writer.token
        return str(view[begin : begin + writer.size[0]], "ascii")
    except (AttributeError, KeyError, TypeError, ValueError, StructError):
        return None
    finally:
        _free.append(writer)
