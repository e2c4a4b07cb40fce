# SPDX-License-Identifier: MIT
"""Callbacks: verified and parsed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, Dict, List

import otk
import pytest
from otk import errors
from otk.sandbox import OPENTOK, Sandbox

NOW = 1700000000
SECRET = "the secret of the callbacks"
BODY = b'{"id":"b40ef09b-3811-4726-b508-e41a0f96c68f","event":"archive","status":"available","size":9}'


def signed(body: bytes, secret: str = SECRET, **claims: Any) -> str:
    payload = {"iat": NOW, "jti": "one", "payload_hash": hashlib.sha256(body).hexdigest()}
    payload.update(claims)

    def encoded(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    head = encoded(b'{"alg":"HS256","typ":"JWT"}') + "." + encoded(json.dumps(payload).encode())
    digest = hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest()
    return f"Bearer {head}.{encoded(digest)}"


def test_a_genuine_callback() -> None:
    assert otk.verify_callback(signed(BODY), BODY, SECRET, now=NOW) == 200
    assert otk.verify_callback(signed(BODY), BODY, ["new", SECRET], now=NOW, max_age=60) == 200


@pytest.mark.parametrize(
    "authorization,body,options,error,respond",
    [
        (None, BODY, {}, errors.Unsigned, 503),
        (signed(BODY, "other"), BODY, {}, errors.TokenError, 401),
        (signed(BODY), BODY, {"now": NOW + 1000}, errors.TokenExpired, 401),
        (signed(BODY), BODY + b" ", {}, errors.HashMismatch, 400),
        (signed(BODY), BODY, {"seen": lambda jti, forget_at: True}, errors.Replayed, 200),
    ],
)
def test_a_refused_callback(
    authorization: Any, body: bytes, options: Dict[str, Any], error: Any, respond: int
) -> None:
    with pytest.raises(error) as caught:
        otk.verify_callback(authorization, body, SECRET, **{"now": NOW, **options})
    assert caught.value.response_status == respond


def test_replay_guard() -> None:
    seen: List[Any] = []

    def remember(jti: str, forget_at: int) -> bool:
        seen.append((jti, forget_at))
        return False

    assert otk.verify_callback(signed(BODY), BODY, SECRET, now=NOW, seen=remember) == 200
    assert seen[0][0] == "one" and seen[0][1] >= NOW

    def broken(jti: str, forget_at: int) -> bool:
        raise OSError("the store is down")

    with pytest.raises(errors.StateError) as caught:
        otk.verify_callback(signed(BODY), BODY, SECRET, now=NOW, seen=broken)
    assert isinstance(caught.value.__cause__, OSError)


def test_parsing() -> None:
    callback = otk.parse_callback(BODY)
    assert callback.kind == "archive" and callback.record.status == "available"
    assert callback.record.size == 9 and json.loads(callback.json)["event"] == "archive"
    stream = {
        "sessionId": "1_x", "projectId": "123456", "event": "streamCreated", "timestamp": 1700000000123,
        "stream": {"id": "s", "connection": {"id": "c", "createdAt": 1700000000000}, "name": "n"},
    }  # fmt: skip
    callback = otk.parse_callback(json.dumps(stream))
    assert callback.kind == "stream" and callback.record.stream.connection.id == "c"
    assert callback.record.timestamp == 1700000000123
    for wrong in (b"", b"{", b"[]", b'{"a":1}', b"\0"):
        with pytest.raises(errors.ProtocolError):
            otk.parse_callback(wrong)


def test_a_callback_of_the_sandbox(sandbox: Sandbox) -> None:
    """The body that the server sends, not one that was written for the test."""
    with otk.Client(**OPENTOK, api_url=sandbox.url) as client:
        session = sandbox.session(1)
        sandbox.control("PUT", "/hooks", {"archive": {"url": "http://127.0.0.1:9/"}})
        archive = client.archives.start(session_id=session)
    items = sandbox.control("GET", "/callbacks")["items"]
    sandbox.control("PUT", "/hooks", {})
    bodies = [one["body"] for one in items if archive.id in json.dumps(one["body"])]
    body = bodies[-1] if isinstance(bodies[-1], str) else json.dumps(bodies[-1])
    callback = otk.parse_callback(body)
    assert (callback.kind, callback.record.id) == ("archive", archive.id)
