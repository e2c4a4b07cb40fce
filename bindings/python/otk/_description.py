# SPDX-License-Identifier: MIT
"""The description of what is installed, as the library gives it (``otk_describe``).

Everything that the package knows about operations, records, options and the structs of the library
comes from here, so that a plugin which is installed later needs no line of Python.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

from ._native import Memory, POINTER, library, lock, take_text
from .errors import CLASSES, Error

FORMAT = 2

Json = Dict[str, Any]


class Description:
    """One answer of ``otk_describe``, indexed."""

    def __init__(self, text: str) -> None:
        document: Json = json.loads(text)
        #: The classes of records that were made, by the key of their type.
        self.classes: Dict[str, Any] = {}
        self._text = text
        if document.get("format") != FORMAT:
            raise ImportError(
                f"libotk {document.get('version')} describes itself in format "
                f"{document.get('format')}; this package reads format {FORMAT}"
            )
        self.version: str = document["version"]
        self.types: Dict[str, Json] = document["types"]
        self.plugins: List[Json] = document.get("plugins", [])
        self.operations: Dict[str, Json] = {}
        self.features: Dict[str, Dict[str, Json]] = {}
        for operation in document["operations"]:
            for name in [operation["name"], *operation.get("aliases", ())]:
                self.operations[name] = operation
                feature, _, verb = name.rpartition(".")
                self.features.setdefault(feature, {})[verb] = operation

    def type_of_struct(self, name: str) -> Json:
        """Return a struct outside of the tables: ``"client_options"``."""
        found: Json = self.types["otk." + name]
        return found

    def renew(self, client: int = 0) -> Description:
        """Ask again. What is still described in the same words stays, classes of records as well."""
        text = _ask(client)
        if text == self._text:
            return self
        new = Description(text)
        for key, cls in self.classes.items():
            if new.types.get(key) == self.types[key]:
                new.classes[key] = cls
        return new

    def summary_of(self, feature: str) -> str:
        """Return the one line that the plugin of a feature says about itself."""
        for plugin in self.plugins:
            if plugin["name"] == feature:
                return str(plugin.get("summary", ""))
        return ""


_installed: Optional[Description] = None
_structs: Optional[Description] = None


def _ask(client: int, name: Optional[bytes] = None) -> str:
    out = Memory(POINTER)
    status = library.otk_describe(client, name, out.address, 0)
    if status:
        kind = CLASSES.get(status, Error)
        raise kind(f"{(name or b'what is installed').decode()}: cannot be described", status)
    return take_text(out)


def describe(client: int) -> Description:
    """Ask with a client, whose ``plugin_path`` is searched as well."""
    return Description(_ask(client))


def installed(renew: bool = False) -> Description:
    """Return the description without a client; it is kept until somebody asks to renew it."""
    global _installed

    with lock:
        if _installed is None:
            _installed = describe(0)
        elif renew:
            _installed = _installed.renew()
        return _installed


def structs() -> Description:
    """Return the structs of the library itself. No other plugin is loaded for them."""
    global _structs

    with lock:
        if _structs is None:
            try:
                _structs = Description(_ask(0, b"structs"))
            except Error as error:
                raise ImportError(
                    "the library does not describe its structs; install the plugin structs "
                    "(otk-plugin-structs)"
                ) from error
        return _structs
