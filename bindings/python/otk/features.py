# SPDX-License-Identifier: MIT
"""Features as attributes of a client: ``client.archives.start(…)``.

Nothing here knows a feature. Names are looked up in the description; an unknown one is asked for anew,
so that a plugin which was installed meanwhile appears by itself. The stubs beside this file are
generated for the plugins of otk (``python3 -m otk.stubs``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, Tuple

from ._description import Description, Json, installed
from ._operations import Operation
from ._structs import did_you_mean
from .records import class_name, record_class

if TYPE_CHECKING:
    import inspect

#: What a client can do with an operation besides calling it, and the name of the attribute when the
#: operation has the name in brackets; with others it is ``VERB_each`` and so on.
HELPERS = (("each", "list"), ("wait", "get"), ("download", "get"))


def helpers_of(operation: Operation) -> Iterator[str]:
    """The helpers that the row of an operation declares."""
    if operation.items_of() is not None:
        yield "each"
    if operation.settles:
        yield "wait"
    if operation.downloads:
        yield "download"


def helper_name(helper: str, verb: str) -> str:
    """``wait`` for ``get``, ``status_wait`` for ``status``."""
    return helper if dict(HELPERS)[helper] == verb else f"{verb}_{helper}"


class Call:
    """One way to use an operation: calling the object carries it out."""

    def __init__(self, client: Any, operation: Operation, method: str) -> None:
        self.operation = operation
        self._client = client
        self._method: Callable[..., Any] = getattr(client, "_" + method)
        self._name = method

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return self._method(self.operation, args, kwargs)

    def request(self, /, *args: Any, **kwargs: Any) -> Any:
        """Return the request of a call, which is not sent."""
        return self._client._request(self.operation, args, kwargs)

    @property
    def __name__(self) -> str:
        return self.operation.name

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return self.operation.documentation()

    @property
    def __signature__(self) -> inspect.Signature:
        return self.operation.signature()

    def __repr__(self) -> str:
        return f"<{self._name} {self.operation.name}>"


class Namespace:
    """A feature, or the beginning of the names of features: ``com.example``."""

    def __init__(self, client: Any, name: str) -> None:
        self.__dict__.update(_client=client, _name=name)

    def __getattr__(self, verb: str) -> Any:
        if verb.startswith("_"):
            raise AttributeError(verb)
        known: List[str] = []
        for renew in (False, True):
            description = self._client._description(renew)
            calls = calls_of(description, self._name)
            found: Any = None
            if verb in calls:
                row, method = calls[verb]
                found = Call(self._client, Operation(description, row), method)
            elif _is_namespace(description, f"{self._name}.{verb}"):
                found = Namespace(self._client, f"{self._name}.{verb}")
            if found is not None:
                self.__dict__[verb] = found
                return found
            known = list(calls)
        raise AttributeError(f'{self._name}: "{verb}" is not an operation{did_you_mean(verb, known)}')

    def __dir__(self) -> List[str]:
        return sorted(calls_of(self._client._description(False), self._name))

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return str(self._client._description(False).summary_of(self._name))

    def __repr__(self) -> str:
        return f"<feature {self._name}>"


def calls_of(description: Description, feature: str) -> Dict[str, Tuple[Json, str]]:
    """The attributes of a feature: the row and the method of the client that each stands for."""
    rows = description.features.get(feature, {})
    found: Dict[str, Tuple[Json, str]] = {}
    for verb, row in rows.items():
        if row["verb"] == verb:
            for helper in helpers_of(Operation(description, row)):
                found[helper_name(helper, verb)] = (row, helper)
    for verb, row in rows.items():  # the operation of that name, if there is one
        found[verb] = (row, "call")
    return found


def _is_namespace(description: Description, name: str) -> bool:
    beginning = name + "."
    return name in description.features or any(
        feature.startswith(beginning) for feature in description.features
    )


class TokenMaker:
    """Makes client tokens. features.pyi lists the options, those of ``otk_token_options``."""

    __slots__ = ()

    def token(self, session_id: str, **options: Any) -> str:
        """Make a client token for a session.

        ``role``, ``ttl`` (s), ``expire_at``, ``data``, ``layout_classes``, ``issued_at``, ``nonce``,
        ``kind`` (``"jwt"`` or ``"t1"``), ``checks``, ``extra_json`` (a dict or a text).
        """
        return self._token(session_id, options)

    def _token(self, session_id: str, options: Dict[str, Any]) -> str:
        raise NotImplementedError


class KeyBase(TokenMaker):
    """The options of a key. features.pyi lists them, those of ``otk_key_options``."""

    __slots__ = ()

    def __init__(self, **options: Any) -> None:
        self._start(options)

    def _start(self, options: Dict[str, Any]) -> None:
        raise NotImplementedError


class _Lookup(TokenMaker):
    def __init__(self, **options: Any) -> None:
        self._start(options)

    def _start(self, options: Dict[str, Any]) -> None:
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        description: Any = None
        for renew in (False, True):
            description = self._description(renew)
            if _is_namespace(description, name):
                found = Namespace(self, name)
                self.__dict__[name] = found
                return found
        raise AttributeError(
            f'"{name}" is not a feature{did_you_mean(name, description.features)}; '
            "its plugin may not be installed (otk plugins)"
        )

    def __dir__(self) -> List[str]:
        names = {name.partition(".")[0] for name in self._description(False).features}
        return sorted(set(super().__dir__()) | names)

    def _description(self, renew: bool) -> Any:
        raise NotImplementedError


class Features(_Lookup):
    """The features of a blocking client. features.pyi lists those of otk."""


class AsyncFeatures(_Lookup):
    """The features of an asyncio client. features.pyi lists those of otk."""


def __getattr__(name: str) -> Any:
    """The classes of records: ``otk.features.Archive``."""
    if not name.startswith("_"):
        description = installed()
        for key, kind in description.types.items():
            if class_name(kind["name"]) == name:
                return record_class(description, key)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
