# SPDX-License-Identifier: MIT
"""Records: read-only, freed once, never before the last use; the description they are made of."""

from __future__ import annotations

import copy
import gc
import json
import pickle
from typing import Any, List

import otk
import pytest
from otk import _structs, records
from otk._description import Description, installed
from otk._native import backend, library
from otk.sandbox import Sandbox


@pytest.fixture
def page(sandbox: Sandbox, opentok: otk.Client) -> Any:
    session = sandbox.session(1)
    for tag in "abc":
        opentok.archives.start(session_id=session, multi_archive_tag=tag)
    return opentok.archives.list(session_id=session)


def test_read_only(page: Any) -> None:
    with pytest.raises(AttributeError, match="read-only"):
        page.total = 7
    with pytest.raises(AttributeError, match="read-only"):
        del page.total
    with pytest.raises(AttributeError):
        page.nothing
    with pytest.raises(TypeError):
        otk.Record()


def test_texts(page: Any) -> None:
    assert json.loads(page.json)["count"] == 3
    assert json.loads(page[0].json)["id"] == page[0].id
    assert page[0].to_dict()["multi_archive_tag"] == page[0].multi_archive_tag
    assert page[0].to_dict(wire=True)["multiArchiveTag"] == page[0].multi_archive_tag
    assert "multi_archive_tag='c'" in repr(page[0])
    assert type(page[0]).__name__ == "Archive" and type(page).__name__ == "ArchiveList"
    assert type(page[0]).id.__doc__ is None or isinstance(type(page[0]).id.__doc__, str)


def test_members_one_by_one_and_all_at_once(page: Any) -> None:
    """Some members are read alone, the others together; the values are the same, in any order."""
    names = list(page[0]._members)
    for order in (names, names[::-1], names[3:] + names[:3]):
        one, other = page.items[1], object.__new__(type(page[1]))
        other.__dict__.update(_owner=one.__dict__["_owner"], _address=one.__dict__["_address"])
        alone = {name: getattr(other, name) for name in order}
        assert len(other.__dict__) == records.OWN_MEMBERS + len(names)
        streams = alone["streams"]
        assert other.streams is streams and other._read()["streams"] is streams
        found = {name: value for name, value in alone.items() if value is not None}
        plain = {name: value for name, value in found.items() if not isinstance(value, (tuple, otk.Record))}
        assert plain.items() <= one.to_dict().items()
        assert found.keys() == one.to_dict().keys() == other.to_dict().keys()


def test_a_part_keeps_the_whole(page: Any) -> None:
    first, identity = page[0], page[0].id
    expected = first.to_dict()
    del page
    gc.collect()
    [bytearray(1 << 20) for _ in range(20)]  # would reuse freed memory
    assert first.id == identity and first.to_dict() == expected


def test_freed_once(sandbox: Sandbox, opentok: otk.Client) -> None:
    page = opentok.archives.list(count=3)
    freed: List[int] = []
    owner = page.__dict__["_owner"]
    free = owner._free
    owner._free = lambda address: (freed.append(address), free(address))
    copies = [copy.copy(page), copy.deepcopy(page), page[0], copy.deepcopy(page[1])]
    address = owner.address
    del page, owner
    gc.collect()
    assert not freed
    assert copies[1].total >= 3
    copies.clear()
    gc.collect()
    assert freed == [address]


def test_not_pickled(page: Any) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(page)


def test_secrets_are_not_shown(sandbox: Sandbox) -> None:
    types = installed().types
    secret = [key for key, kind in types.items() for field in kind["fields"] if field.get("secret")]
    assert secret
    description = installed()
    kind = description.types["otk.archive"]
    memory = _structs.build(description.types, kind, {"id": "x", "password": "hidden"})
    record = records.make(records.record_class(description, "otk.archive"), memory, memory.address)
    assert record.password == "hidden" and "password=***" in repr(record)
    assert "hidden" not in repr(record)


def test_a_smaller_struct() -> None:
    """A member that the struct does not have is None: it is not read from beyond its end."""
    description = installed()
    kind = description.types["otk.archive"]
    memory = _structs.build(description.types, kind, {"id": "x", "name": "y"})
    record = records.make(
        records.record_class(description, "otk.archive"), memory, memory.address
    )
    assert record.id == "x"
    memory.fill((16).to_bytes(8, _structs.BYTE_ORDER))
    assert record.name is None


def test_every_kind_of_struct() -> None:
    """What is written to a struct is read from it, with everything that it points to."""
    types = {
        "inner": {
            "name": "inner", "size": 16,
            "fields": [{"name": "n", "member": "n", "kind": "int", "offset": 8, "size": 8}],
        },
    }  # fmt: skip
    kinds = [
        ("text", "string", 8, "ä"), ("flag", "flag", 4, False), ("number", "int", 8, -5),
        ("texts", "strings", 16, ("a", "")), ("word", "int32", 4, "two"),
    ]  # fmt: skip
    fields, at = [], 8
    for name, kind, size, _ in kinds:
        at += -at % min(size, 8)
        fields.append({"name": name, "member": name, "kind": kind, "offset": at, "size": size})
        at += size
    fields[-1].update(values=["1", "2"], labels=["OTK_X_ONE", "OTK_X_TWO"])
    outer = {"name": "outer", "size": at + (-at % 8), "fields": fields}
    memory = _structs.build(types, outer, {name: value for name, _, _, value in kinds})
    read = _structs.read_plain(outer, memory.address)
    assert read == {name: value for name, _, _, value in kinds}
    memory.wipe()
    assert not any(_structs.read_plain(outer, memory.address)[name] for name in ("flag", "number"))


def test_the_error_struct_is_the_librarys() -> None:
    """Offsets of the description and of the library agree."""
    version = otk._native.text_at(library.otk_version()).decode()
    assert version == installed().version == otk.__version__


def test_backend(request: pytest.FixtureRequest) -> None:
    import os

    wanted = os.environ.get("OTK_PYTHON_BACKEND")
    assert wanted in (None, backend.NAME)


def test_names_that_are_taken() -> None:
    """Members may be called like methods, or like words of Python."""
    names = ["to_dict", "from", "self"]
    fields = [
        {"name": name, "member": name, "kind": "string", "offset": 8 + 8 * at, "size": 8}
        for at, name in enumerate(names)
    ]
    inner = {"name": "inner", "size": 32, "fields": fields}
    outer = {
        "name": "outer", "size": 16,
        "fields": [{"name": "part", "member": "part", "kind": "object", "offset": 8, "size": 8,
                    "type": "inner"}],
    }  # fmt: skip
    text = json.dumps({"format": 2, "version": "0", "operations": [],
                       "types": {"inner": inner, "outer": outer}})  # fmt: skip
    description = Description(text)
    values = {"part": {name: name.upper() for name in names}}
    memory = _structs.build(description.types, outer, values)
    record = records.make(records.record_class(description, "outer"), memory, memory.address)
    assert record.part.from_ == "FROM"
    assert record.to_dict() == {"part": {"to_dict": "TO_DICT", "from_": "FROM", "self": "SELF"}}
    assert record.to_dict(wire=True)["part"]["from"] == "FROM"


def test_another_format() -> None:
    with pytest.raises(ImportError, match="format 3; this package reads format 2"):
        Description('{"format": 3, "version": "9"}')
