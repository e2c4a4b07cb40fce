# SPDX-License-Identifier: MIT
"""otk: the OpenTok / Vonage Video REST API, on libotk.

    import otk

    with otk.Client(api_key="123456", api_secret="…") as client:
        session = client.session.create(media_mode="disabled")
        token = client.token(session.id, role="moderator", ttl=3600)
        archive = client.archives.start(session_id=session.id, name="standup")

Operations, options and records are those of the plugins that are installed, by the same names as in C;
``help(client.archives.start)`` shows them. ``otk.AsyncClient`` is the same for asyncio.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import errors
from .callbacks import Callback, parse_callback, verify_callback
from .client import Client
from .errors import Error
from .key import Key, inspect_token, parse_session_id
from .records import Record

if TYPE_CHECKING:
    from .aio import AsyncClient

__version__ = "0.1.0"
__all__ = [
    "AsyncClient",
    "Callback",
    "Client",
    "Error",
    "Key",
    "Record",
    "errors",
    "inspect_token",
    "parse_callback",
    "parse_session_id",
    "verify_callback",
]


def __getattr__(name: str) -> Any:
    if name == "AsyncClient":  # asyncio is imported only if it is used
        from .aio import AsyncClient

        return AsyncClient
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
