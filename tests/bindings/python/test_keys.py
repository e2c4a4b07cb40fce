# SPDX-License-Identifier: MIT
"""Keys, tokens, session ids and JSON web tokens."""

from __future__ import annotations

import json
import threading
from typing import List

import otk
import pytest
from otk import errors
from otk._tokens import write_token
from otk.sandbox import OPENTOK, Sandbox

SESSION = "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"


@pytest.fixture(params=["opentok", "vonage"])
def key(sandbox: Sandbox, request: pytest.FixtureRequest) -> otk.Key:
    options = dict(getattr(sandbox, request.param))
    del options["api_url"]
    return otk.Key(**options)


def session_of(sandbox: Sandbox, key: otk.Key) -> str:
    return sandbox.session(projectId=key.id)


def test_tokens(sandbox: Sandbox, key: otk.Key) -> None:
    session = session_of(sandbox, key)
    token = key.token(
        session, role="moderator", ttl=3600, data='{"name":"Ä"}', layout_classes=["a", "b"],
        extra_json={"level": 42},
    )  # fmt: skip
    parts = key.inspect(token)
    assert (parts.role, parts.data, parts.session_id) == ("moderator", '{"name":"Ä"}', session)
    assert parts.layout_classes == ("a", "b") and not parts.problems
    assert (parts.kind, parts.signature, parts.expired) == ("jwt", "valid", False)
    assert parts.expires_at - parts.issued_at == 3600
    assert json.loads(parts.claims_json)["level"] == 42
    assert otk.inspect_token(token).signature == "not_checked"
    key.verify(token, session)
    with pytest.raises(errors.TokenExpired):
        key.verify(token, now=parts.expires_at + 100)
    with pytest.raises(errors.TokenError):
        key.verify(token[:-4] + "AAAA")


def test_t1_tokens() -> None:
    key = otk.Key(**OPENTOK)
    token = key.token(SESSION, kind="t1", nonce="17", issued_at=1700000000, ttl=60)
    assert token.startswith("T1==")
    assert token == key.token(SESSION, kind="t1", nonce="17", issued_at=1700000000, ttl=60)
    assert key.inspect(token).kind == "t1" and key.inspect(token).expired


def test_the_fast_way_makes_the_same_tokens() -> None:
    """Options that are written into memory which is used again, and the general way."""
    key = otk.Key(**OPENTOK)
    times = {"issued_at": 1700000000, "expire_at": 1700000060, "nonce": "17"}
    for options in (
        {}, {"role": "publisher"}, {"data": "x" * 900, "role": "moderator"}, {"data": None, "ttl": None},
        {"kind": "t1", "data": "Ä"}, {"kind": "jwt"}, {"kind": 1}, {"checks": "strict"},
        {"extra_json": '{"a":1}'}, {"role": "subscriber", "kind": "t1", "data": ""},
    ):  # fmt: skip
        options = {**options, **times}
        fast = write_token(key._argument, SESSION, options)
        assert fast is not None and fast == key._create_token(SESSION, options), options
        assert list(key.inspect(fast).problems or ()) == []
    # What the fast way leaves to the general one: arrays, dicts, other types, long texts, mistakes.
    for options in (
        {"layout_classes": ["a"]}, {"extra_json": {"a": 1}}, {"data": b"x"}, {"ttl": True},
        {"extra_json": json.dumps({"a": "x" * 5000})}, {"data": "a\0"}, {"rol": "x"}, {"kind": "t2"},
        {"ttl": 2**70}, {"role": "admin"},
    ):  # fmt: skip
        assert write_token(key._argument, SESSION, options) is None, options


def test_tokens_of_many_threads() -> None:
    key = otk.Key(**OPENTOK)
    wrong: List[str] = []

    def make(number: int) -> None:
        for at in range(200):
            data = f"{number}-{at}"
            if key.inspect(key.token(SESSION, data=data)).data != data:
                wrong.append(data)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_wrong_options() -> None:
    key = otk.Key(**OPENTOK)
    with pytest.raises(errors.ArgumentError, match="role"):
        key.token(SESSION, role="admin")
    with pytest.raises(errors.ArgumentError):
        key.token("no session")
    with pytest.raises(TypeError, match='"rol" is not an option; did you mean "role"'):
        key.token(SESSION, rol="x")
    with pytest.raises(ValueError, match='"t2" is not one of: jwt, t1'):
        key.token(SESSION, kind="t2")
    with pytest.raises(TypeError, match="role: expected a text"):
        key.token(SESSION, role=1)
    with pytest.raises(ValueError, match="NUL"):
        key.token(SESSION, data="a\0b")
    with pytest.raises(errors.ArgumentError, match="session_id: is missing"):
        key.token(None)
    with pytest.raises(errors.TokenError):
        otk.inspect_token("nothing")


def test_keys(sandbox: Sandbox, key: otk.Key) -> None:
    assert key.backend in ("opentok", "vonage") and key.id in repr(key)
    with pytest.raises(errors.ArgumentError):
        otk.Key(api_key="1", api_secret="x", application_id="2")
    with pytest.raises(errors.FileError):
        otk.Key(application_id=sandbox.vonage["application_id"], private_key_file="/nonexistent/a")
    with pytest.raises(errors.Unsupported):
        otk.Key(api_key="123456", id_only=True).token(SESSION)


def test_jwt(key: otk.Key) -> None:
    jwt = key.sign({"a": [1, "ä"], "exp": 2000000000})
    assert key.verify_jwt(jwt, now=1900000000) == {"a": [1, "ä"], "exp": 2000000000}
    with pytest.raises(errors.TokenExpired):
        key.verify_jwt(jwt, now=2100000000)
    assert key.verify_jwt(key.request_token(ttl=60))["exp"]
    with pytest.raises(errors.TokenError):
        key.verify_jwt("a.b.c")


def test_session_ids() -> None:
    parsed = otk.parse_session_id(SESSION)
    assert (parsed.project_id, parsed.prefix) == ("123456", 1)
    otk.Key(**OPENTOK).check_session(SESSION)
    with pytest.raises(errors.ArgumentError, match="123456"):
        otk.Key(api_key="99", api_secret="x").check_session(SESSION)
    with pytest.raises(errors.ArgumentError):
        otk.parse_session_id("x")
