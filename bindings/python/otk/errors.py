# SPDX-License-Identifier: MIT
"""What can go wrong. Every exception is an :class:`Error`; its class says what kind it is."""

from __future__ import annotations

from typing import Dict, Optional, Type


class Error(Exception):
    """A function of otk failed.

    The text of the exception is one printable line that says what is wrong and what to do. It never
    holds a secret or a token.
    """

    #: Number of the status, as in ``otk/types.h``.
    status: int
    #: Name of the status: ``"not_found"``.
    kind: str
    #: The operation that failed (``"archives.start"``), or None.
    operation: Optional[str]
    #: HTTP status of the response; None: no response.
    http_status: Optional[int]
    #: The service's own code, or None.
    code: Optional[int]
    #: The service's own words, or None.
    service_message: Optional[str]
    #: Seconds that the service asks to wait, or None.
    retry_after: Optional[float]
    #: The header X-Opentok-Trace of the response, or None.
    trace_id: Optional[str]
    #: Number of requests that were sent.
    attempts: int
    #: The beginning of the response, or None.
    body: Optional[str]
    #: True: the operation may have been carried out; look before repeating.
    may_have_been_carried_out: bool
    #: The HTTP status to respond with, if a callback was refused; else None.
    response_status: Optional[int]

    def __init__(self, message: str, status: int = 0, kind: str = "") -> None:
        super().__init__(message)
        self.status = status or NUMBERS.get(type(self), 0)
        self.kind = kind
        self.operation = None
        self.http_status = None
        self.code = None
        self.service_message = None
        self.retry_after = None
        self.trace_id = None
        self.attempts = 0
        self.body = None
        self.may_have_been_carried_out = isinstance(self, UnknownOutcome)
        self.response_status = None


class NoMemory(Error, MemoryError):
    """Out of memory."""


class ArgumentError(Error, ValueError):
    """A value is wrong; nothing was sent."""


class StateError(Error):
    """Not allowed now: a final status, a client in use, a forked process."""


class Unsupported(Error):
    """This build, plugin or backend cannot do it."""


class CryptoError(Error):
    """A key cannot be read, or signing was refused."""


class FileError(Error):
    """A local file cannot be read or written."""


class Refused(Error):
    """A hook plugin refused the request."""


class TokenError(Error):
    """A token is malformed, or its signature is wrong."""


class TokenExpired(TokenError):
    """A token has expired, or is not valid yet."""


class Unsigned(TokenError):
    """A callback without a signature."""


class HashMismatch(Error):
    """A digest differs from the one that was stated."""


class Replayed(Error):
    """A callback that was received before."""


class PluginError(Error):
    """The plugin of the operation cannot be used."""


class NoPlugin(PluginError):
    """The plugin is not installed."""


class PluginBroken(PluginError):
    """The file of the plugin is refused."""


class PluginVersion(PluginError):
    """The plugin was built for another version."""


class NetworkError(Error):
    """The service was not reached."""


class TLSError(NetworkError):
    """No secure connection could be made."""


class TimedOut(NetworkError, TimeoutError):
    """The deadline passed. Nothing was carried out, or repeating is safe."""


class Cancelled(Error):
    """The call was cancelled."""


class UnknownOutcome(Error):
    """The response was lost: the operation may have been carried out. Look before repeating."""


class ProtocolError(Error):
    """The response cannot be used."""


class TooLarge(ProtocolError):
    """The response exceeds a limit of the client."""


class ServiceError(Error):
    """The service refused the request."""


class RequestError(ServiceError):
    """HTTP 4xx that has no class of its own."""


class AuthError(ServiceError):
    """HTTP 401 or 403: credentials, or a feature that the project does not have."""


class NotFound(ServiceError):
    """HTTP 404."""


class Conflict(ServiceError):
    """HTTP 409."""


class RateLimited(ServiceError):
    """HTTP 429."""


class ServerError(ServiceError):
    """HTTP 5xx."""


#: The class of each status of ``otk/types.h``; the numbers never change.
CLASSES: Dict[int, Type[Error]] = {
    1: NoMemory,
    2: ArgumentError,
    3: StateError,
    4: Unsupported,
    5: CryptoError,
    6: FileError,
    7: Refused,
    16: TokenError,
    17: TokenExpired,
    18: Unsigned,
    19: HashMismatch,
    20: Replayed,
    32: NoPlugin,
    33: PluginBroken,
    34: PluginVersion,
    48: NetworkError,
    49: TLSError,
    50: TimedOut,
    51: Cancelled,
    52: UnknownOutcome,
    53: ProtocolError,
    54: TooLarge,
    64: RequestError,
    65: AuthError,
    66: NotFound,
    67: Conflict,
    68: RateLimited,
    69: ServerError,
}
NUMBERS: Dict[Type[Error], int] = {kind: number for number, kind in CLASSES.items()}
