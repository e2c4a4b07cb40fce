# SPDX-License-Identifier: MIT
"""Records: what the service sent, as objects with attributes.

A record reads its members from the memory of the library when they are asked for, so that a list of
a thousand archives costs what the program looks at. The memory is freed once, when the record and
all records that came out of it are gone.
"""

from __future__ import annotations

import keyword
import struct
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Tuple, Type

from ._description import Description, Json
from ._native import Memory, POINTER, bytes_at, decoded_at, library, lock, pointer_at
from ._structs import STATES, reader_of


class Owner:
    """Memory that the library returned. It is freed with the last object that refers to this one."""

    __slots__ = ("address", "_free", "__weakref__")

    def __init__(self, address: int) -> None:
        self.address = address
        self._free: Callable[[int], None] = library.otk_free

    def __del__(self) -> None:
        address, self.address = self.address, 0
        if address:
            self._free(address)

    def __copy__(self) -> Owner:
        return self

    def __deepcopy__(self, memo: Any) -> Owner:
        return self

    def __reduce__(self) -> Any:
        raise TypeError("a record cannot be pickled; use its to_dict() or json")


def attribute_name(member: str) -> str:
    """The name of a member in Python: ``from_`` for ``from``."""
    return member + "_" if keyword.iskeyword(member) else member


def class_name(type_name: str) -> str:
    """The name of a class: ``ArchiveList`` for ``archive_list``."""
    return "".join(part[:1].upper() + part[1:] for part in type_name.split("_"))


#: Entries of a record that are not members: its owner and its address.
OWN_MEMBERS = 2
#: Members that are read one by one; with the next one all are read, which is faster.
FEW = 4


class _Member:
    """Reads a member at its first use; then the value is an entry of the instance."""

    __slots__ = ("name", "offset", "end", "read", "__dict__")

    def __init__(self, name: str, field: Json, read: Callable[[Any, int], Any]) -> None:
        self.name = name
        self.offset: int = field["offset"]
        self.end: int = self.offset + field["size"]
        self.read = read
        self.__doc__ = field.get("help")

    def __get__(self, record: Any, owner: Any = None) -> Any:
        if record is None:
            return self
        inside = record.__dict__
        size = pointer_at(inside["_address"])
        if len(inside) == OWN_MEMBERS + FEW and size >= record._whole.size:
            return record._read()[self.name]  # the program seems to want all of them
        if self.end > size:
            value = None  # a smaller struct, of an older version
        else:
            value = self.read(inside["_owner"], inside["_address"] + self.offset)
        inside[self.name] = value
        return value


class _Whole:
    """Reads all members of a record at once, which is faster than one after the other.

    The words of the struct are unpacked together. Numbers are members then; texts and flags are
    converted; what is NULL need not be looked at.
    """

    def __init__(self, size: int, members: List[Tuple[Json, _Member]]) -> None:
        members.sort(key=lambda one: one[1].offset)
        words = {"int": "q", "flag": "i", "int32": "i"}
        text, at = "=", 0
        for field, member in members:
            word = words.get(field["kind"], "Q" if POINTER == 8 else "I")
            text += f"{member.offset - at}x{word}"
            at = member.offset + struct.calcsize("=" + word)
        self._struct = struct.Struct(text)
        self._names = tuple(member.name for field, member in members)

        def names_of(*kinds: str) -> Tuple[str, ...]:
            return tuple(member.name for field, member in members if field["kind"] in kinds)

        self._texts, self._flags = names_of("string"), names_of("flag")
        self._others = [
            (member.name, member.offset, member.read, field["kind"] == "int32")
            for field, member in members
            if field["kind"] not in ("int", "string", "flag")
        ]
        #: Members whose values to_dict() converts.
        self.nested = names_of("object", "list", "strings")
        self.count = len(self._names)
        self.size = size

    def read(self, owner: Any, address: int) -> Dict[str, Any]:
        """Return all members."""
        words = self._struct.unpack(bytes_at(address, self._struct.size))
        found: Dict[str, Any] = dict(zip(self._names, words))
        for name in self._texts:
            word = found[name]
            found[name] = decoded_at(word) if word else None
        for name in self._flags:
            word = found[name]
            found[name] = STATES[word] if 0 <= word < 3 else None
        for name, offset, read, is_number in self._others:
            found[name] = read(owner, address + offset) if is_number or found[name] else None
        return found


class Record:
    """A read-only record. Members that the service left out are None (numbers: 0)."""

    _members: Tuple[str, ...] = ()
    _whole: _Whole
    _secrets: frozenset[str] = frozenset()
    _wire: Mapping[str, str] = {}

    def __init__(self) -> None:
        raise TypeError("records are made by otk")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name}: a record is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{name}: a record is read-only")

    @property
    def json(self) -> str:
        """The service's own text of this record."""
        size = Memory(POINTER)
        address = library.otk_record_json(self.__dict__["_address"], size.address)
        return bytes_at(address, pointer_at(size.address)).decode() if address else ""

    def to_dict(self, wire: bool = False) -> Dict[str, Any]:
        """Return the members that are set; with ``wire``, by the names of the service."""
        inside = self._read(keep=False)
        found = {name: inside[name] for name in self._members if inside[name] is not None}
        for name in self._whole.nested:
            value = found.get(name)
            if isinstance(value, Record):
                found[name] = Record.to_dict(value, wire)
            elif value is not None:
                found[name] = [
                    Record.to_dict(one, wire) if isinstance(one, Record) else one for one in value
                ]
        return {self._wire[name]: value for name, value in found.items()} if wire else found

    def _read(self, keep: bool = True) -> Dict[str, Any]:
        """Return all members, perhaps with other entries. keep: so that they are read only once."""
        inside = self.__dict__
        whole = self._whole
        if len(inside) >= whole.count + OWN_MEMBERS:
            return inside  # all were read before
        if pointer_at(inside["_address"]) >= whole.size:
            found = whole.read(inside["_owner"], inside["_address"])
            if not keep:
                return found
            found.update(inside)  # what was read before stays the same object
            inside.update(found)
        else:  # a smaller struct, of an older version
            for name in self._members:
                getattr(self, name)
        return inside

    def __repr__(self) -> str:
        shown = []
        inside = self._read()
        for name in self._members:
            value = inside[name]
            if value is None:
                continue
            if name in self._secrets:
                value = "***"
            elif isinstance(value, tuple) and len(value) > 3:
                value = f"({len(value)} items)"
            shown.append(f"{name}={value!r}" if value != "***" else f"{name}=***")
        return f"{type(self).__name__}({', '.join(shown)})"


class RecordList(Record):
    """A record that is a list: it can be iterated and indexed."""

    items: Tuple[Any, ...]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items or ())

    def __len__(self) -> int:
        return len(self.items or ())

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, index: Any) -> Any:
        return (self.items or ())[index]


def make(cls: Type[Record], owner: Owner, address: int) -> Any:
    """Make a record of a struct that the owner keeps."""
    record = object.__new__(cls)
    record.__dict__["_owner"] = owner
    record.__dict__["_address"] = address
    return record


def _object_reader(class_of: Callable[[], Type[Record]]) -> Callable[[Any, int], Any]:
    def read(owner: Owner, address: int) -> Any:
        target = pointer_at(address)
        return make(class_of(), owner, target) if target else None

    return read


def _list_reader(
    class_of: Callable[[], Type[Record]], field: Json
) -> Callable[[Any, int], Any]:
    apart = field["count_offset"] - field["offset"]

    def read(owner: Owner, address: int) -> Any:
        items = pointer_at(address)
        if not items:
            return None
        count = pointer_at(address + apart)
        cls = class_of()
        return tuple(
            make(cls, owner, one)
            for one in struct.unpack(f"{count}N", bytes_at(items, count * POINTER))
        )

    return read


def _plain_reader(read: Callable[[int], Any]) -> Callable[[Any, int], Any]:
    return lambda owner, address: read(address)


def _member_reader(description: Description, field: Json) -> Optional[Callable[[Any, int], Any]]:
    if field["kind"] in ("object", "list"):
        key = field["type"]

        def class_of() -> Type[Record]:
            return record_class(description, key)

        if field["kind"] == "list":
            return _list_reader(class_of, field)
        return _object_reader(class_of)
    read = reader_of(field)
    return _plain_reader(read) if read else None


def _make_class(description: Description, kind: Json) -> Type[Record]:
    space: Dict[str, Any] = {"__doc__": kind.get("help") or f"A record of the type {kind['name']}."}
    names: List[str] = []
    wire = {}
    secrets = set()
    is_list = False
    members = []
    for field in kind["fields"]:
        read = _member_reader(description, field)
        if read is None or field["member"].startswith("reserved"):
            continue  # a kind that this version does not know, or nothing
        name = attribute_name(field["member"])
        space[name] = _Member(name, field, read)
        members.append((field, space[name]))
        names.append(name)
        wire[name] = field["name"]
        if field.get("secret"):
            secrets.add(name)
        is_list = is_list or (name == "items" and field["kind"] == "list")
    space.update(_members=tuple(names), _wire=wire, _secrets=frozenset(secrets))
    space["_whole"] = _Whole(kind["size"], members)
    space["__module__"] = "otk.features"
    return type(class_name(kind["name"]), (RecordList if is_list else Record,), space)


def record_class(description: Description, key: str) -> Type[Record]:
    """Return the class of the records of a type."""
    found = description.classes.get(key)
    if found is None:
        with lock:
            if key not in description.classes:
                description.classes[key] = _make_class(description, description.types[key])
            found = description.classes[key]
    return found  # type: ignore[no-any-return]


def take(description: Description, key: str, address: int) -> Any:
    """Make a record of memory that the library handed over; it is freed with the record."""
    return make(record_class(description, key), Owner(address), address) if address else None


def encode(value: Any) -> Any:
    """Turn what json does not know into what it knows, for json.dumps."""
    if isinstance(value, Record):
        return {name: one for name, one in Record.to_dict(value, wire=True).items() if one != 0}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be an option")
