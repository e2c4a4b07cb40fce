# SPDX-License-Identifier: MIT
"""Operations as the description gives them: arguments, lists of several pages, statuses to wait for.

This module sends nothing; the clients do, blocking or with asyncio.
"""

from __future__ import annotations

import json
import keyword
import re
import time
import warnings
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, Set, Tuple

from ._description import Description, Json
from ._structs import did_you_mean, encoded, milliseconds, whole
from .errors import ArgumentError, ProtocolError, StateError, TimedOut, Unsupported
from .records import attribute_name, class_name, encode, record_class

if TYPE_CHECKING:
    import inspect

WAIT_TIMEOUT = 600.0
WAIT_INTERVAL = 0.5
WAIT_INTERVAL_MAX = 15.0
IDLE_PAGES_MAX = 100
# A request of a wait gets its own deadline only if the wait ends earlier than this.
SHORTEST_CLIENT_TIMEOUT = 20.0


def snake_case(name: str) -> str:
    """``archive_id`` for ``archiveId``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


class Operation:
    """One row of a table."""

    def __init__(self, description: Description, row: Json) -> None:
        self.description = description
        self.row = row
        self.name: str = row["name"]
        self.encoded_name = self.name.encode()
        self.ids: List[str] = row.get("ids", [])
        self.minor: int = row["minor"]
        options: Optional[str] = row.get("options")
        self.options: Json = description.types[options] if options else {"fields": []}
        self.result: Optional[str] = row.get("result")
        self.pages: Optional[Json] = row.get("pages")
        self.settles: Optional[Json] = row.get("settles")
        self.downloads: Optional[Json] = row.get("downloads")
        self.arguments = [snake_case(one) for one in self.ids]

    def signature(self) -> inspect.Signature:
        """The arguments of a call."""
        import inspect

        kind = inspect.Parameter
        parameters = [kind(name, kind.POSITIONAL_OR_KEYWORD) for name in self.arguments]
        # Optional ones after the required ones, each in the order of the table.
        fields = [field for field in self.options["fields"] if not field.get("hidden")]
        for field in fields:
            default = kind.empty if field.get("required") else None
            name = attribute_name(field["member"])
            parameters.append(kind(name, kind.KEYWORD_ONLY, default=default))
        if self.options.get("extra_json"):
            parameters.append(kind("extra_json", kind.KEYWORD_ONLY, default=None))
        return inspect.Signature(parameters)

    def documentation(self) -> str:
        """The text for help(), from the table."""
        lines = [self.row.get("summary", self.name) + "."]
        told = [
            f"    {attribute_name(field['member'])}: {_help_of(field)}"
            for field in self.options["fields"]
            if not field.get("hidden")
        ]
        if told:
            lines += ["", "Options:"] + told
        if self.result:
            lines += ["", f"Returns: {class_name(self.description.types[self.result]['name'])}"]
        return "\n".join(lines)

    def encode(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bytes:
        """Turn the arguments of a call into the JSON that the library takes."""
        return dumps(self.members(args, kwargs))

    def members(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Dict[str, Any]:
        """Return the arguments of a call by name, without those that are None."""
        if len(args) > len(self.ids):
            raise TypeError(
                f"{self.name}: takes {len(self.ids)} positional arguments, {len(args)} were given"
            )
        members = dict(zip(self.arguments, args))
        for name, value in kwargs.items():
            if name in members:
                raise TypeError(f'{self.name}: "{name}" is given twice')
            if value is None:
                continue
            if name[-1:] == "_" and keyword.iskeyword(name[:-1]):
                name = name[:-1]
            if name == "extra_json" and isinstance(value, str):
                value = json.loads(value)
            members[name] = value
        for name, value in members.items():
            if value is None and name in self.arguments:
                raise TypeError(f"{self.name}: {name} is None")
        return members

    def items_of(self) -> Optional[List[str]]:
        """The path of members that leads to the items of a list; None: not a list."""
        if self.result is None:
            return None
        if self.pages:
            return self.path(self.pages["items"])
        if self.row["shape"] in ("list", "array"):
            for field in self.description.types[self.result]["fields"]:
                if field["kind"] == "list":
                    return [attribute_name(field["member"])]
        return None

    def path(self, names: str) -> List[str]:
        """Attributes of the result for wire names: ``_embedded.applications``."""
        return [attribute_name(field["member"]) for field in self.fields_at(names)]

    def fields_at(self, names: str) -> List[Json]:
        """Fields of the result for wire names, each inside the one before."""
        kind: Optional[Json] = self.description.types[self.result or ""]
        found: List[Json] = []
        while names and kind:
            field = _step(kind, names)
            if field is None:
                raise Unsupported(f'{self.name}: the result has no member "{names}"')
            found.append(field)
            names = names[len(field["name"]) + 1 :]
            kind = self.description.types.get(field.get("type", ""))
        return found


def _step(kind: Json, names: str) -> Optional[Json]:
    fields = [
        field
        for field in kind["fields"]
        if names == field["name"] or names.startswith(field["name"] + ".")
    ]
    fields.sort(key=lambda field: len(field["name"]))
    return fields[-1] if fields else None


def _help_of(field: Json) -> str:
    text = str(field.get("help", ""))
    values = field.get("values")
    if values:
        text += (": " if text else "") + ", ".join(values)
    if field.get("required"):
        text += " (required)"
    return text.strip()


def member_at(record: Any, path: Sequence[str]) -> Any:
    """Follow attributes; None when one on the way is not set."""
    for name in path:
        record = getattr(record, name) if record is not None else None
    return record


def _json(members: Any) -> str:
    return json.dumps(members, default=encode, ensure_ascii=False, separators=(",", ":"))


def dumps(members: Any) -> bytes:
    """Write JSON for the library."""
    try:
        return _json(members).encode()
    except UnicodeEncodeError:  # it holds all options: what is raised below must not
        pass
    inside = members if isinstance(members, Mapping) else {"body": members}
    for name, value in inside.items():
        encoded(name, value if isinstance(value, str) else _json(value))
    raise ValueError("the name of an option holds half of a surrogate pair")


class Pager:
    """Walks the pages of a list: which page comes next, and which items were not seen before.

    Lists are newest first. New items shift the rest back, so duplicates are left out; deletions
    shift it forward, so the walk steps back by that number. ``otk_each`` does the same, but an
    iterator must be able to stop between two items.
    """

    def __init__(self, operation: Operation, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        items = operation.items_of()
        if items is None:
            raise Unsupported(f"{operation.name}: is not a list")
        self.more = True
        self._items = items
        self._members = operation.members(args, kwargs)
        self._pages = pages = operation.pages
        self._seen: Set[str] = set()
        self._id = _role_of(operation, "id", items)
        self._last_total = -1
        self._idle = 0
        #: Options of the next page, and the members of a page that they are copied from.
        self._cursor: List[Tuple[str, List[str]]] = []
        self._name = operation.name
        if pages is None:
            return
        if "count" not in pages:
            for name in pages["offset"].split("|"):
                self._cursor.append((self._option(operation, name), operation.path(name)))
            return
        self._numbered = "page" in pages
        self._place_name = self._option(operation, pages.get("page") or pages["offset"])
        self._count_name = self._option(operation, pages["count"])
        self._total = operation.path(pages["total"])
        self._size = self._number(self._count_name, pages["max_count"])
        begin = self._number(self._place_name, 0)
        self._at = self._begin = max(begin - 1, 0) * self._size if self._numbered else begin

    def _option(self, operation: Operation, wire: str) -> str:
        """Return the C name of an option; renames a member that has its wire name."""
        for field in operation.options["fields"]:
            if field["name"] == wire:
                if wire in self._members:
                    self._members[field["member"]] = self._members.pop(wire)
                return str(field["member"])
        raise Unsupported(f'{operation.name}: has no option "{wire}"')

    def _number(self, name: str, default: int) -> int:
        value = self._members.get(name, default)
        if isinstance(value, str) and value.isdecimal():
            return int(value)
        return whole(name, value)

    def request(self) -> bytes:
        """Return the options of the next page."""
        if self._pages and not self._cursor:
            if self._numbered:
                self._at -= self._at % self._size
            self._members[self._place_name] = (
                self._at // self._size + 1 if self._numbered else self._at
            )
            self._members[self._count_name] = self._size
        return dumps(self._members)

    def take(self, page: Any) -> List[Any]:
        """Return the items of a page that are new; ``more`` says whether another page follows."""
        items = member_at(page, self._items) or ()
        fresh = [item for item in items if self._is_new(item)]
        self.more = False
        if self._cursor:
            self._take_cursor(page)
        elif self._pages and page is not None:
            self._advance(int(member_at(page, self._total) or 0), len(items), len(fresh))
        return fresh

    def _take_cursor(self, page: Any) -> None:
        first, path = self._cursor[0]
        cursor = member_at(page, path)
        if not cursor:
            return
        if cursor == self._members.get(first):
            raise ProtocolError(
                f"{self._name}: the service sent the {first} of this page for the next one",
                kind="protocol",
            )
        for name, path in self._cursor:
            self._members[name] = member_at(page, path)
        self.more = True

    def _is_new(self, item: Any) -> bool:
        key = getattr(item, self._id) if self._id else None
        if key is None or not self._pages:
            return True
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _advance(self, total: int, count: int, fresh: int) -> None:
        deleted = max(self._last_total - total, 0) if self._last_total >= 0 else 0
        full = count >= self._size
        plausible = total >= self._at + count and not (full and total == count)
        self._last_total = total if plausible else -1
        self._idle = 0 if fresh else self._idle + 1
        if deleted and self._at > self._begin:
            self._at = max(self._at - deleted, self._begin)
            self.more = True
        else:
            self._at += count
            self.more = count > 0 if not count or full else self._at < total
            if not full and self._numbered and self.more:
                self._size = count  # pages are smaller than requested
        self.more = self.more and self._idle < IDLE_PAGES_MAX


def _role_of(operation: Operation, role: str, items: Sequence[str]) -> Optional[str]:
    """The member of the items that has a role."""
    kind = operation.description.types[operation.result or ""]
    for name in items:
        field = next(f for f in kind["fields"] if attribute_name(f["member"]) == name)
        kind = operation.description.types[field["type"]]
    for field in kind["fields"]:
        if field.get("role") == role:
            return attribute_name(field["member"])
    return None


class Waiter:
    """Decides whether an object has the status that is waited for, and how long to pause."""

    def __init__(
        self,
        operation: Operation,
        checks: Any,
        until: Optional[str],
        timeout: float,
        interval: float,
    ) -> None:
        if not operation.settles:
            raise Unsupported(f"{operation.name}: objects of this kind have no status")
        if until is not None and not isinstance(until, str):
            raise TypeError(f"until: expected a text, not {type(until).__name__}")
        timeout, interval = timeout or 0, interval or 0
        milliseconds("timeout", timeout)
        milliseconds("interval", interval)
        if timeout < 0 or interval < 0:
            raise ValueError("timeout and interval must not be negative")
        settles = operation.settles
        self._name = operation.name
        self._until = until
        self._paths = [operation.path(one) for one in settles["status"].split("|")]
        self._final = settles.get("final_values", [])
        self._failures = settles.get("failure_values", [])
        self._end = time.monotonic() + (timeout or WAIT_TIMEOUT)
        self._interval = interval or WAIT_INTERVAL
        self._shown = ""
        if until is not None and checks != "off":
            self._check_until(operation, until, checks)

    def _check_until(self, operation: Operation, until: str, checks: Any) -> None:
        """Warn of a status that the tables do not list; with strict checks, refuse it."""
        known = list(self._final)
        for names in operation.settles["status"].split("|") if operation.settles else ():
            values = operation.fields_at(names)[-1].get("values")
            if not values:
                return
            known += values
        if until in known:
            return
        message = f'{self._name}: until: "{until}" is not a known status'
        message += did_you_mean(until, known) or f"; use one of {', '.join(dict.fromkeys(known))}"
        if checks == "strict":
            error = ArgumentError(message, kind="argument")
            error.operation = self._name
            raise error
        warnings.warn(message, stacklevel=5)

    def left_of(self, timeout: Optional[float]) -> Optional[float]:
        """The deadline of one request: that of the client, or less when the wait ends before."""
        left = max(self._end - time.monotonic(), 0.001)
        if timeout is None:
            return left if left < SHORTEST_CLIENT_TIMEOUT else None
        return min(left, timeout)

    def is_reached(self, record: Any) -> bool:
        """True: it has the status. StateError, which holds the record: it never will."""
        statuses = [status for status in (member_at(record, path) for path in self._paths) if status]
        self._shown = statuses[0] if statuses else "(not set)"
        if self._until in statuses:
            return True
        final = [one for one in statuses if one in self._final or one in self._failures]
        if not final:
            return False
        failed = [one for one in final if one in self._failures]
        if self._until is None and not failed:
            return True
        error = StateError(self._never(bool(failed)), kind="state")
        error.operation = self._name
        error.record = record  # type: ignore[attr-defined]
        raise error

    def _never(self, failed: bool) -> str:
        if self._until is None:
            return f'{self._name}: the status is final and means failure: "{self._shown}"'
        how = ", a failure" if failed else ""
        return (
            f'{self._name}: the status is final ("{self._shown}"{how}); '
            f'it will never become "{self._until}"'
        )

    def _late(self) -> TimedOut:
        wanted = f'"{self._until}"' if self._until else "a final one"
        error = TimedOut(
            f'{self._name}: the status is still "{self._shown}", not {wanted}', kind="timeout"
        )
        error.operation = self._name
        return error

    def explain(self, error: TimedOut) -> None:
        """Raise the error for a request that ended at the deadline of the wait."""
        if self._shown and time.monotonic() >= self._end:
            raise self._late() from error

    def pause(self) -> float:
        """Seconds until the next request; TimedOut when the deadline has passed."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self._late()
        pause = min(self._interval, left)
        self._interval = min(self._interval * 2, WAIT_INTERVAL_MAX)
        return pause


def result_class(operation: Operation) -> Any:
    """The class of the record that an operation returns; None: it returns nothing."""
    return record_class(operation.description, operation.result) if operation.result else None
