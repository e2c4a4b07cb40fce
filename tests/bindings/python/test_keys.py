# SPDX-License-Identifier: MIT
"""Keys, tokens, session ids and JSON web tokens."""

from __future__ import annotations

import gc
import json
import threading
import traceback
from typing import Any, List

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


HALF = "\udc80"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda text: otk.Key(api_key="123456", api_secret=text),
        lambda text: otk.Key(**OPENTOK).token(SESSION, data=text),
        lambda text: otk.Key(**OPENTOK).verify(text),
        lambda text: otk.inspect_token(text),
        lambda text: otk.verify_callback(text, b"{}", "secret"),
        lambda text: otk.verify_callback("Bearer a", b"{}", [text]),
        lambda text: otk.Client(**OPENTOK).archives.start(session_id=SESSION, name=text),
        lambda text: otk.Client(**OPENTOK).using(headers={"X-A": text}).archives.get("a"),
        lambda text: otk.Client(**OPENTOK).raw("POST", "/a", {"b": text}),
    ],
)
def test_texts_that_are_not_unicode_are_refused_and_never_shown(wrong: Any) -> None:
    with pytest.raises(ValueError, match=": a text cannot hold half of a surrogate pair") as caught:
        wrong("TheSecret" + HALF)
    error = caught.value
    assert "TheSecret" not in repr((error, error.__cause__, error.__context__))
    for frame, _ in traceback.walk_tb(caught.tb):
        repr(frame.f_locals.get("self"))  # as reports of exceptions do


@pytest.mark.parametrize(
    "wrong",
    [
        lambda key: otk.Key(account="no", **OPENTOK),
        lambda key: key.token(SESSION, checks=True),
        lambda key: key.token(SESSION, ttl=True),
        lambda key: key.token(SESSION, ttl="60"),
        lambda key: key.token(SESSION, ttl=1.5),
        lambda key: key.verify("T1==", leeway="1"),
        lambda key: key.request_token(ttl=True),
        lambda key: otk.inspect_token("T1==", 5),
        lambda key: otk.verify_callback("Bearer a", b"", "secret", require_hash="no"),
        lambda key: otk.verify_callback("Bearer a", b"", "secret", seen=5),
        lambda key: otk.verify_callback("Bearer a", "text", "secret"),
        lambda key: otk.parse_callback(5),
    ],
)
def test_values_of_another_type_are_not_converted(wrong: Any) -> None:
    with pytest.raises(TypeError, match="^[a-z_]+: "):
        wrong(otk.Key(**OPENTOK))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda key: key.token(SESSION, ttl=2**64 + 60),
        lambda key: key.verify("T1==", leeway=2**64),
        lambda key: key.request_token(ttl=2**64),
        lambda key: otk.inspect_token("T1==", now=-(2**63) - 1),
        lambda key: otk.verify_callback("Bearer a", b"", "secret", max_age=2**63),
    ],
)
def test_numbers_out_of_range_are_not_cut(wrong: Any) -> None:
    with pytest.raises(ValueError, match="out of range") as caught:
        wrong(otk.Key(**OPENTOK))
    assert not isinstance(caught.value, otk.Error)


def test_a_single_text_is_a_list_of_one() -> None:
    key = otk.Key(**OPENTOK)
    token = key.token(SESSION, layout_classes="focus")
    assert otk.inspect_token(token).layout_classes == ("focus",)


def test_arguments_of_a_key_are_named(capfd: Any) -> None:
    with pytest.raises(TypeError):
        otk.Key("123456", "secret")  # type: ignore[call-arg]
    gc.collect()
    assert capfd.readouterr().err == ""


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
