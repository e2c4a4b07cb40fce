# SPDX-License-Identifier: MIT
"""Keys, client tokens, session ids and JSON web tokens. Works without a network."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Callable, Dict, Mapping, Optional

from . import _structs
from ._description import structs
from ._failure import check, error_address, failure
from ._native import Memory, POINTER, argument, library, pointer_at, take_text, text_at
from ._structs import encoded, whole
from ._tokens import write_token
from .features import KeyBase
from .records import take

if TYPE_CHECKING:
    from .features import SessionId, Token

REQUEST_TOKEN_MAX = 4096


class Key(KeyBase):
    """The identity of a project, and what signs in its name. Threads may share it.

    OpenTok: ``Key(api_key=…, api_secret=…)``. Vonage: ``Key(application_id=…,
    private_key_file=…)``. The options are those of ``otk_key_options``.
    """

    __slots__ = ("_address", "_argument", "_free")

    _address: int
    _argument: Any  # the address as an argument of bound()
    _free: Callable[[int], None]

    def _start(self, options: Dict[str, Any]) -> None:
        self._address = 0
        self._free = library.otk_key_free
        kind = structs().type_of_struct("key_options")
        memory = _structs.build(structs().types, kind, options)
        try:
            self._address = library.otk_key_new(memory.address, error_address())
        finally:
            memory.wipe()
        if not self._address:
            raise failure()
        self._argument = argument(self._address)

    @classmethod
    def _of(cls, address: int) -> Key:
        """Make an object of a reference, which it takes over."""
        key = object.__new__(cls)
        key._address = address
        key._argument = argument(address)
        key._free = library.otk_key_free
        return key

    def __del__(self) -> None:
        # Without the attribute: the arguments of its constructor were wrong.
        address, self._address = getattr(self, "_address", 0), 0
        if address:
            self._free(address)

    def __copy__(self) -> Key:
        return self

    def __deepcopy__(self, memo: Any) -> Key:
        return self

    def __reduce__(self) -> Any:
        raise TypeError("a key cannot be pickled: it holds a secret")

    def __repr__(self) -> str:
        # Reports of exceptions show the variables of a constructor that failed.
        return f"Key({self.backend}: {self.id})" if getattr(self, "_address", 0) else "Key()"

    @property
    def id(self) -> str:
        """The API key, or the application id."""
        return text_at(library.otk_key_id(self._address)).decode()

    @property
    def backend(self) -> str:
        """``"opentok"`` or ``"vonage"``."""
        return "opentok" if library.otk_key_backend(self._address) == 1 else "vonage"

    def _token(self, session_id: str, options: Dict[str, Any]) -> str:
        token = write_token(self._argument, session_id, options)
        return self._create_token(session_id, options) if token is None else token

    if not TYPE_CHECKING:  # the options are those of TokenMaker.token(); one call less

        def token(self, session_id: str, **options: Any) -> str:
            token = write_token(self._argument, session_id, options)
            return self._create_token(session_id, options) if token is None else token

        token.__doc__ = KeyBase.token.__doc__

    def _create_token(self, session_id: str, options: Dict[str, Any]) -> str:
        described = structs()
        extra = options.get("extra_json")
        if isinstance(extra, Mapping):
            options["extra_json"] = json.dumps(extra)
        kind = described.type_of_struct("token_options")
        memory = _structs.build(described.types, kind, options)
        out = Memory(POINTER)
        check(
            library.otk_token_create(
                self._address, _bytes("session_id", session_id), memory.address, out.address,
                error_address(),
            )
        )
        return take_text(out)

    def inspect(self, token: str, now: int = 0) -> Token:
        """Parse a token and check its signature with this key; see :func:`inspect_token`."""
        return inspect_token(token, self, now)

    def verify(
        self, token: str, session_id: Optional[str] = None, leeway: int = 0, now: int = 0
    ) -> None:
        """Verify a client token; TokenError or TokenExpired if it cannot be used."""
        check(
            library.otk_token_verify(
                self._address, _bytes("token", token), _bytes("session_id", session_id),
                whole("leeway", leeway), whole("now", now), error_address(),
            )
        )

    def request_token(self, ttl: int = 0, now: int = 0) -> str:
        """Make the token of a REST request, for a device that must not hold the key."""
        buffer, size = Memory(REQUEST_TOKEN_MAX), _size(REQUEST_TOKEN_MAX)
        check(
            library.otk_jwt_request(
                self._address, whole("ttl", ttl), whole("now", now), buffer.address,
                size.address, error_address(),
            )
        )
        return text_at(buffer.address).decode()

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Sign claims as a JSON web token."""
        out = Memory(POINTER)
        check(
            library.otk_jwt_sign(
                self._address, json.dumps(dict(claims)).encode(), out.address, error_address()
            )
        )
        return take_text(out)

    def verify_jwt(self, jwt: str, leeway: int = 0, now: int = 0) -> Dict[str, Any]:
        """Verify a JSON web token and return its claims."""
        out = Memory(POINTER)
        check(
            library.otk_jwt_verify(
                self._address, _bytes("jwt", jwt), whole("leeway", leeway), whole("now", now),
                out.address, error_address(),
            )
        )
        return dict(json.loads(take_text(out)))

    def check_session(self, session_id: str) -> None:
        """ArgumentError: the session belongs to another project."""
        text = _bytes("session_id", session_id)
        check(library.otk_session_id_check(self._address, text, error_address()))


def _bytes(name: str, text: Optional[str]) -> Optional[bytes]:
    return None if text is None else encoded(name, text)


def _size(value: int) -> Any:
    memory = Memory(POINTER)
    memory.fill(value.to_bytes(POINTER, _structs.BYTE_ORDER))
    return memory


def inspect_token(token: str, key: Optional[Key] = None, now: int = 0) -> Token:
    """Parse a client token without trusting it.

    Returns a record: algorithm, project_id, session_id, role, data, nonce, scope, subject,
    claims_json, layout_classes, problems, issued_at, expires_at, kind, signature, expired. Without a
    key the signature is ``"not_checked"``.
    """
    if key is not None and not isinstance(key, Key):
        raise TypeError(f"key: expected an otk.Key, not {type(key).__name__}")
    out = Memory(POINTER)
    check(
        library.otk_token_inspect(
            0 if key is None else key._address, _bytes("token", token), whole("now", now),
            out.address, error_address(),
        )
    )
    found: Token = _record("token", out)
    return found


def parse_session_id(session_id: str) -> SessionId:
    """Parse a session id: a record with project_id, location, created, created_at, …"""
    out = Memory(POINTER)
    text = _bytes("session_id", session_id)
    check(library.otk_session_id_parse(text, out.address, error_address()))
    found: SessionId = _record("session_id", out)
    return found


def _record(struct: str, out: Any) -> Any:
    return take(structs(), "otk." + struct, pointer_at(out.address))
