# SPDX-License-Identifier: MIT
"""Reads and plays tests/plugins/effects.txt, which says what the service must see of each option."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, Iterator, List, Tuple

import otk
from conftest import SOURCES
from otk._description import installed
from otk.sandbox import Sandbox

UNSEEN = object()
BY_DEFAULT = ("project", "application")
Step = Tuple[str, Any]


def scenes() -> List[str]:
    text = (SOURCES / "tests/plugins/effects.txt").read_text()
    return [one for one in text.split("\n\n") if one.count("\n") or not one.startswith("#")]


def actors_of(scene: str) -> Tuple[str, ...]:
    named = re.search(r"^as (\w+)$", scene, re.MULTILINE)
    return (named.group(1),) if named else BY_DEFAULT


def holds(more: Any, less: Any) -> bool:
    """Whether ``more`` contains all of ``less``; items of a list in any order."""
    if more is UNSEEN:
        return True
    if isinstance(less, dict):
        return isinstance(more, dict) and all(holds(more.get(k), v) for k, v in less.items())
    if isinstance(less, list):
        return (
            isinstance(more, list)
            and bool(less or not more)
            and all(any(holds(one, wanted) for one in more) for wanted in less)
        )
    return bool(more == less)


def agrees(record: Any, text: Any, where: str) -> None:
    """Assert that the members of a record equal those of the response with the same names."""
    if isinstance(record, dict) and isinstance(text, dict):
        for name, value in record.items():
            if text.get(name) is not None:
                agrees(value, text[name], f"{where}.{name}")
    elif isinstance(record, list) and isinstance(text, list):
        assert len(record) == len(text), where
        for index, (one, other) in enumerate(zip(record, text)):
            agrees(one, other, f"{where}[{index}]")
    elif not isinstance(record, (dict, list)) and not isinstance(text, (dict, list)):
        assert str(record).lower() == str(text).lower(), where


def arguments(name: str, members: Dict[str, Any]) -> Dict[str, Any]:
    """Wire names as a Python program writes them."""
    description = installed()
    row = description.operations[name]

    def renamed(key: Any, value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(key, one) for one in value]
        if not key or not isinstance(value, dict):
            return value
        fields = {}
        for field in description.types[key]["fields"]:
            for one in [field["name"], *field.get("aliases", ())]:
                fields[one] = field
        return {
            fields[name]["member"] if name in fields else name: renamed(
                fields.get(name, {}).get("type"), one
            )
            for name, one in value.items()
        }

    return dict(renamed(row.get("options"), members))


class Play:
    """One scene by one actor; a generator, so that blocking and asyncio clients can play it."""

    def __init__(self, sandbox: Sandbox, actor: str, key: otk.Key, pem: Dict[str, str]) -> None:
        self._sandbox = sandbox
        self._names = dict(pem)
        self._last: Any = None
        if actor in BY_DEFAULT:
            self._furnish(key)

    def _furnish(self, key: otk.Key) -> None:
        session = self._sandbox.session(0, projectId=key.id)
        self._names.update(SESSION=session, PROJECT=key.id)
        for stream, connection in (("STREAM", "CLIENT"), ("SECOND", "")):
            made = self._sandbox.control("POST", f"/session/{session}/stream", {})
            self._names.update({stream: made["streamId"], connection: made["connectionId"]})
        for name, role in (("TOKEN", "publisher"), ("MODERATOR", "moderator")):
            self._names[name] = key.token(session, role=role)

    def _filled(self, line: str) -> str:
        for name in sorted(filter(None, self._names), key=len, reverse=True):
            line = line.replace("$" + name, self._names[name])
        return line

    def steps(self, scene: str) -> Iterator[Tuple[str, Dict[str, Any], int]]:
        """Yield calls (operation, options, expected HTTP status or 0); send() takes the results."""
        for raw in scene.split("\n"):
            line = raw if raw.startswith("$") else self._filled(raw)
            if raw[:1] in (">", "!"):
                yield from self._call(line)
            elif raw[:1] == "@":
                self._last = self._sandbox.control("GET", "/session/" + self._names["SESSION"])
            elif raw[:1] == "+":
                method, path, *body = line[2:].split(" ", 2)
                content = json.loads(body[0]) if body and method != "GET" else None
                self._last = self._sandbox.control(method, path[len("/sandbox") :], content)
            elif raw[:1] == "=":
                assert holds(self._last, json.loads(line[2:])), f"{line} in {self._last}"
            elif raw[:1] == "$":
                name, path = raw[1:].split(" ")
                value = self._last
                for part in path.split("."):
                    value = value[int(part)] if isinstance(value, list) else value[part]
                self._names[name] = str(value)
            elif raw == "sent":
                self._last = self._sandbox.control("GET", "/requests")["items"][-1]
                body = self._last.get("body")
                self._last["body"] = json.loads(body) if body else None

    def _call(self, line: str) -> Iterator[Tuple[str, Dict[str, Any], int]]:
        words = line[2:].split(" ", 1 if line[0] == ">" else 2)
        wanted = int(words.pop(0)) if line[0] == "!" else 0
        name, text = (words + ["{}"])[:2]
        result = yield name, arguments(name, json.loads(text)), wanted
        # Without a record the text of the response cannot be seen.
        self._last = None if installed().operations[name].get("result") else UNSEEN
        if isinstance(result, otk.Record) and result.json:
            self._last = json.loads(result.json)
            agrees(result.to_dict(wire=True), self._last, name)
