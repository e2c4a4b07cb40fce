# SPDX-License-Identifier: MIT
"""The blocking client: errors, lists, waiting, downloads, threads, fork, callbacks of the host."""

from __future__ import annotations

import copy
import gc
import hashlib
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import Any, Dict, List

import otk
import pytest
from otk import _structs, errors
from otk._operations import Waiter
from otk.sandbox import VONAGE_ACCOUNT, Sandbox

Fault = Dict[str, Any]


def fault(sandbox: Sandbox, **rule: Any) -> None:
    sandbox.control("POST", "/faults", rule)


@pytest.fixture(autouse=True)
def no_faults(sandbox: Sandbox) -> Any:
    yield
    sandbox.control("DELETE", "/faults")


def test_a_session_a_token_an_archive(sandbox: Sandbox, client: otk.Client, session: str) -> None:
    archive = client.archives.start(session_id=session, name="standup", has_video=False)
    assert archive.status == "started" and archive.name == "standup"
    assert (archive.has_audio, archive.has_video, archive.has_transcription) == (True, False, None)
    assert json.loads(archive.json)["id"] == archive.id
    assert client.archives.get(archive.id).created_at == archive.created_at
    assert client.archives.stop(archive_id=archive.id).status == "stopped"


def test_names(client: otk.Client) -> None:
    with pytest.raises(AttributeError, match='"archive" is not a feature; did you mean "archives"'):
        client.archive
    with pytest.raises(AttributeError, match='"strat" is not an operation; did you mean "start"'):
        client.archives.strat
    assert not hasattr(client, "_nothing")
    assert {"start", "stop", "each", "wait", "download"} <= set(dir(client.archives))
    assert "archives" in dir(client)
    assert "session_id" in str(client.archives.start.__signature__)
    assert "Record a session" in client.archives.start.__doc__ or "archive" in client.archives.start.__doc__
    assert client.archives.add_stream.operation.name == "archives.select_stream"
    request = client.archives.list.request(count=3)
    assert request.method == "GET" and request.query == "count=3"


def test_wrong_arguments(client: otk.Client, session: str) -> None:
    with pytest.raises(errors.ArgumentError, match="session_id"):
        client.archives.start()
    with pytest.raises(ValueError, match="sesion_id.*did you mean"):
        client.archives.start(sesion_id=session)
    with pytest.raises(TypeError, match="takes 1 positional"):
        client.archives.get("a", "b")
    with pytest.raises(TypeError, match="given twice"):
        client.archives.get("a", archive_id="b")
    with pytest.raises(TypeError, match="is None"):
        client.archives.get(None)
    with pytest.raises(errors.ArgumentError):
        client.archives.start(session_id=session, has_audio="loud")
    with pytest.raises(TypeError):
        client.archives.start(session_id=object())
    with pytest.raises(errors.Unsupported, match='did you mean "archives.start"'):
        client.call("archives.strat")
    with pytest.raises(TypeError, match='"api_kee".*did you mean "api_key"'):
        otk.Client(api_kee="1")
    with pytest.raises(errors.ArgumentError):
        otk.Client(api_key="123456", application_id="x")
    with pytest.raises(ValueError, match='"lax" is not one of'):
        otk.Client(api_key="123456", api_secret="x", checks="lax")


def test_an_error_says_everything(sandbox: Sandbox, client: otk.Client) -> None:
    with pytest.raises(errors.NotFound) as caught:
        client.archives.get("3d8bd8e2-0000-4000-8000-000000000000")
    error = caught.value
    assert (error.status, error.kind, error.http_status) == (66, "not_found", 404)
    assert error.operation == "archives.get" and error.attempts == 1
    assert not error.may_have_been_carried_out
    assert error.retry_after is None and error.response_status is None
    assert isinstance(error, otk.Error)
    copied = pickle.loads(pickle.dumps(error))
    assert type(copied) is errors.NotFound and copied.http_status == 404 and str(copied) == str(error)


def test_retry_after_and_trace_id(sandbox: Sandbox, opentok: otk.Client) -> None:
    fault(
        sandbox, path="*/archive", status=429, times=0,
        headers={"Retry-After": "7", "X-Opentok-Trace": "trace-1"},
        body=json.dumps({"code": 1234, "message": "slow down"}), contentType="application/json",
    )  # fmt: skip
    with pytest.raises(errors.RateLimited) as caught:
        opentok.using(timeout=0.5).archives.list()
    error = caught.value
    assert (error.retry_after, error.trace_id, error.code) == (7.0, "trace-1", 1234)
    assert error.service_message == "slow down" and "slow down" in (error.body or "")


def test_unknown_outcome(sandbox: Sandbox, client: otk.Client, session: str) -> None:
    fault(sandbox, path="*/archive", method="POST", drop="after")
    with pytest.raises(errors.UnknownOutcome) as caught:
        client.archives.start(session_id=session)
    assert caught.value.may_have_been_carried_out
    assert len(client.archives.list(session_id=session)) == 1


def test_lists(sandbox: Sandbox, client: otk.Client) -> None:
    session = sandbox.session(1, projectId=client.key.id)
    for tag in "abcdefg":
        client.archives.start(session_id=session, name=tag, multi_archive_tag=tag)
        sandbox.control("POST", "/clock", {"advance": 1})
    page = client.archives.list(session_id=session, count=3)
    assert page.total == 7 and len(page) == 3 and [one.name for one in page] == ["g", "f", "e"]
    assert page[0].id == page.items[0].id
    walked = client.archives.each(session_id=session, count=2)
    assert [one.name for one in walked] == list("gfedcba")
    # New items while walking are not repeated, deleted ones are not missed.
    walked = client.archives.each(session_id=session, count=2)
    names = [next(walked).name, next(walked).name]
    for one in client.archives.list(session_id=session, count=2):
        client.archives.stop(one.id)
        sandbox.control("POST", "/clock", {"advance": 1})
        client.archives.delete(one.id)
    client.archives.start(session_id=session, name="new", multi_archive_tag="new")
    names += [one.name for one in walked]
    assert sorted(names) == list("abcdefg")


def test_lists_without_pages(sandbox: Sandbox, client: otk.Client) -> None:
    session = sandbox.session(3, projectId=client.key.id)
    streams = list(client.streams.each(session))
    assert len(streams) == 3
    assert {one.id for one in streams} == {one.id for one in client.streams.list(session)}


def test_lists_with_a_cursor(sandbox: Sandbox) -> None:
    responses: List[Dict[str, Any]] = [
        {"records": [{"id": "1"}, {"id": "2"}], "cursor": "c/1", "iv": "i"},
        {"records": [{"id": "3"}], "cursor": "c/2", "iv": "i"},
        {"records": [{"id": "4"}]},
    ]
    with otk.Client(key=otk.Key(account=True, **VONAGE_ACCOUNT), api_url=sandbox.url) as client:
        for response in responses:
            fault(sandbox, status=200, body=json.dumps(response), times=1)
        sandbox.control("DELETE", "/requests")
        walked = client.reports.records_each(account_id="abcd1234", id="1,2,3,4")
        assert [json.loads(one.json)["id"] for one in walked] == ["1", "2", "3", "4"]
        requests = sandbox.control("GET", "/requests")["items"]
        assert [one["query"].get("cursor") for one in requests] == [None, "c/1", "c/2"]
        for _ in range(2):
            fault(sandbox, status=200, body=json.dumps(responses[0]), times=1)
        with pytest.raises(errors.ProtocolError, match="the cursor of this page"):
            list(client.reports.records_each(account_id="abcd1234", id="1"))


def test_wait(sandbox: Sandbox, client: otk.Client, session: str) -> None:
    archive = client.archives.start(session_id=session)
    assert client.archives.wait(archive.id, until="started").id == archive.id
    with pytest.raises(errors.TimedOut, match='still "started", not "available"') as late:
        client.archives.wait(archive.id, until="available", timeout=0.5, interval=0.01)
    assert isinstance(late.value, TimeoutError)
    client.archives.stop(archive.id)
    sandbox.control("POST", "/clock", {"advance": 1})
    assert client.archives.wait(archive.id, interval=0.01).status == "available"
    with pytest.raises(errors.StateError, match='will never become "uploaded"'):
        client.archives.wait(archive.id, until="uploaded", interval=0.01)
    typo = 'until: "avialable" is not a known status; did you mean "available"?'
    with pytest.warns(UserWarning, match=re.escape(typo)) as warned:
        with pytest.raises(errors.StateError, match="never become"):
            client.archives.wait(archive.id, until="avialable", interval=0.01)
    assert warned[0].filename == __file__
    with otk.Client(checks="strict", **sandbox.opentok) as strict:
        with pytest.raises(errors.ArgumentError, match=re.escape(typo)):
            strict.archives.wait(archive.id, until="avialable")
        with pytest.raises(errors.ArgumentError, match="use one of available, uploaded, expired"):
            strict.archives.wait(archive.id, until="x")
    sandbox.control("POST", f"/archive/{archive.id}", {"status": "failed"})
    with pytest.raises(errors.StateError, match="means failure") as failed:
        client.archives.wait(archive.id)
    assert failed.value.record.status == "failed"
    with pytest.raises(TypeError, match="archive_id"):
        client.archives.wait(archive.id, archive_id=archive.id)


def test_pauses(opentok: otk.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    waiter = Waiter(opentok.archives.get.operation, None, "available", 100.0, 0)
    pauses = []
    with pytest.raises(errors.TimedOut):
        while True:
            pauses.append(waiter.pause())
            now[0] += pauses[-1]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0, 15.0, 15.0, 9.5]


@pytest.fixture
def finished(sandbox: Sandbox, client: otk.Client, session: str) -> Any:
    archive = client.archives.start(session_id=session)
    sandbox.control("POST", "/clock", {"advance": 60})
    client.archives.stop(archive.id)
    sandbox.control("POST", "/clock", {"advance": 1})
    return client.archives.get(archive.id)


def test_download(sandbox: Sandbox, client: otk.Client, finished: Any, tmp_path: Path) -> None:
    seen: List[Any] = []
    path = tmp_path / "archive.mp4"
    client.archives.download(
        finished.id, path, progress=lambda done, total: seen.append((done, total))
    )
    content = path.read_bytes()
    assert len(content) == finished.size and seen[-1] == (finished.size, finished.size)
    assert finished.sha256sum in (None, hashlib.sha256(content).hexdigest())
    assert os.listdir(tmp_path) == ["archive.mp4"]
    with open(tmp_path / "second", "w+b") as file:
        client.archives.download(finished.id, file=file)
    assert (tmp_path / "second").read_bytes() == content
    (tmp_path / "third.part").write_bytes(content[:1000])
    client.archives.download(finished.id, tmp_path / "third", resume=True)
    assert (tmp_path / "third").read_bytes() == content
    last = sandbox.control("GET", "/requests")["items"][-1]
    assert last["headers"]["range"] == "bytes=1000-"
    with pytest.raises(TypeError, match="file is missing"):
        client.archives.download(finished.id)


def test_a_download_that_ends_early(client: otk.Client, finished: Any, tmp_path: Path) -> None:
    def stop(done: int, total: Any) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        client.archives.download(finished.id, tmp_path / "archive.mp4", progress=stop)
    assert not os.listdir(tmp_path)
    with pytest.raises(errors.TooLarge):
        client.archives.download(finished.id, tmp_path / "archive.mp4", max_bytes=10)


def test_using(sandbox: Sandbox, client: otk.Client) -> None:
    fault(sandbox, path="*/archive", delayMs=60000, times=0)
    begin = time.monotonic()
    with pytest.raises(errors.TimedOut):
        client.using(timeout=0.1).archives.list()
    assert time.monotonic() - begin < 10
    sandbox.control("DELETE", "/faults")
    client.using(headers={"traceparent": "00-1-2-03"}).archives.list()
    last = sandbox.control("GET", "/requests")["items"][-1]
    assert last["headers"]["traceparent"] == "00-1-2-03"
    client.archives.list()
    assert "traceparent" not in sandbox.control("GET", "/requests")["items"][-1]["headers"]
    with pytest.raises(errors.ArgumentError):
        client.using(headers={"Authorization": "x"}).archives.list()


def test_raw(sandbox: Sandbox, client: otk.Client, session: str) -> None:
    path = "/v2/project/{project}/archive"
    made = client.raw("POST", path, {"sessionId": session, "name": "raw"})
    assert made["name"] == "raw" and client.archives.get(made["id"]).name == "raw"
    fault(sandbox, status=500, times=1)
    assert client.raw("GET", path + "?count=1")["items"][0]["id"] == made["id"]
    fault(sandbox, status=500, times=1)
    with pytest.raises(errors.UnknownOutcome):
        client.raw("POST", path, {"sessionId": session})
    with pytest.raises(errors.NotFound) as caught:
        client.raw("GET", path + "/3d8bd8e2-0000-4000-8000-000000000000")
    assert caught.value.operation == "GET " + path + "/3d8bd8e2-0000-4000-8000-000000000000"
    with pytest.raises(errors.ArgumentError):
        client.raw("GET", "/v2/../x")
    with pytest.raises(ValueError, match="is not one of: unsafe, settle, safe"):
        client.raw("GET", path, repeat="often")
    sent = client.using(headers={"traceparent": "00-1-2-03"})
    sent.raw("POST", "/session/create", {"location": "10.0.0.1"}, form=True)
    last = sandbox.control("GET", "/requests")["items"][-1]
    assert last["body"] == "location=10.0.0.1" and "traceparent" in last["headers"]


def test_an_interrupt_ends_a_call(sandbox: Sandbox, opentok: otk.Client) -> None:
    """Ctrl-C does not wait for the response."""
    # A shell without job control starts a program in the background with SIGINT ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    fault(sandbox, path="*/archive", delayMs=60000, times=0)
    main = threading.get_ident()

    def interrupt() -> None:
        sandbox.control("GET", "/requests?operation=archives.list&wait=60000")
        signal.pthread_kill(main, signal.SIGINT)

    sandbox.control("DELETE", "/requests")
    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        opentok.archives.list()
    thread.join()
    signal.signal(signal.SIGINT, before)
    sandbox.control("DELETE", "/faults")
    assert len(opentok.archives.list(count=1)) <= 1


def test_threads_share_a_client(sandbox: Sandbox, opentok: otk.Client) -> None:
    session = sandbox.session(1)
    problems: List[BaseException] = []
    ids = set()

    def work(number: int) -> None:
        try:
            for turn in range(10):
                tag = f"{number}-{turn}"
                archive = opentok.archives.start(session_id=session, multi_archive_tag=tag)
                assert archive.multi_archive_tag == tag
                ids.add(archive.id)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems and len(ids) == 80


def test_threads_wait_at_the_same_time(sandbox: Sandbox, opentok: otk.Client) -> None:
    """A blocking call releases the GIL: the next one begins before it has ended."""
    fault(sandbox, path="*/archive", delayMs=1500, times=4)
    opentok.key
    sandbox.control("DELETE", "/requests")
    threads = [threading.Thread(target=opentok.archives.list) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    items = sandbox.control("GET", "/requests?operation=archives.list")["items"]
    came = sorted(one["time"] for one in items)
    assert len(items) == 4 and any(later - sooner < 1500 for sooner, later in zip(came, came[1:]))


def in_child(work: Any) -> int:
    """Run in a forked child; returns its exit status."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_fork(sandbox: Sandbox, client: otk.Client, session: str) -> None:
    """A client that was made before fork() works in the child and still in the parent."""
    archive = client.archives.start(session_id=session)

    def work() -> None:
        assert client.archives.get(archive.id).id == archive.id
        assert client.token(session)
        assert archive.session_id == session  # a record of the parent
        client.close()

    assert in_child(work) == 0
    assert client.archives.get(archive.id).id == archive.id


def test_fork_while_a_thread_is_in_a_call(sandbox: Sandbox, opentok: otk.Client) -> None:
    fault(sandbox, path="*/archive", delayMs=300, times=1)
    sandbox.control("DELETE", "/requests")
    thread = threading.Thread(target=opentok.archives.list)
    thread.start()
    sandbox.control("GET", "/requests?operation=archives.list&wait=60000")
    assert in_child(lambda: opentok.archives.list()) == 0
    thread.join()


def test_closed(sandbox: Sandbox) -> None:
    client = otk.Client(**sandbox.opentok)
    client.archives.list()
    client.close()
    with pytest.raises(errors.StateError, match="closed"):
        client.archives.list()
    client.close()


def test_log(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    events: List[Any] = []
    with otk.Client(log=events.append, log_level="info", **sandbox.opentok) as client:
        client.archives.list()
    responses = [event for event in events if event.event == "response"]
    assert [event.operation for event in responses] == ["archives.list"]
    assert responses[0].fields and responses[0].level == "info"

    reported: List[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", reported.append)

    def bad(event: Any) -> None:
        raise RuntimeError("in the log callback")

    with otk.Client(log=bad, log_level="info", **sandbox.opentok) as client:
        client.archives.list()  # goes on

    def interrupt(event: Any) -> None:
        raise KeyboardInterrupt

    with otk.Client(log=interrupt, log_level="info", **sandbox.opentok) as client:
        with pytest.raises(KeyboardInterrupt):
            client.archives.list()
    assert "in the log callback" in str(reported[0].exc_value)


def test_token_source(sandbox: Sandbox) -> None:
    key = otk.Key(api_key="123456", api_secret=sandbox.opentok["api_secret"])
    options = {"api_key": "123456", "api_url": sandbox.url}
    with otk.Client(token_source=key.request_token, **options) as client:
        client.archives.list()
        with pytest.raises(errors.Unsupported):
            client.token(sandbox.session())

    def bad() -> str:
        raise LookupError("no token today")

    with otk.Client(token_source=bad, **options) as client:
        with pytest.raises(otk.Error) as caught:
            client.archives.list()
    assert isinstance(caught.value.__cause__, LookupError)
    with otk.Client(request_token=key.request_token(), **options) as client:
        client.archives.list()


def test_hooks(sandbox: Sandbox) -> None:
    with otk.Client(hooks=["trace"], **sandbox.opentok) as client:
        client.archives.list()
    last = sandbox.control("GET", "/requests")["items"][-1]
    assert "traceparent" in last["headers"]
    rate = ("ratelimit", {"requests": 1000, "perMs": 1000})
    with otk.Client(hooks=[rate, "trace"], **sandbox.opentok) as client:
        client.archives.list()
    with pytest.raises(errors.ArgumentError):
        otk.Client(hooks=[("ratelimit", {"nothing": 1})], **sandbox.opentok)


def test_secrets_stay_inside(sandbox: Sandbox) -> None:
    secret = sandbox.opentok["api_secret"]
    with otk.Client(**sandbox.opentok) as client:
        assert secret not in repr(client) + repr(client.key) + repr(client.__dict__)
        assert secret not in repr(client._core.__dict__)
        for one in (client, client.key):
            with pytest.raises(TypeError):
                pickle.dumps(one)
        assert copy.deepcopy(client.key) is client.key


def test_fixtures(
    otk_sandbox: Sandbox, otk_client: otk.Client, otk_vonage_client: otk.Client
) -> None:
    """The fixtures of the package, for tests of other programs."""
    for client, backend in ((otk_client, "opentok"), (otk_vonage_client, "vonage")):
        session = otk_sandbox.session(1, projectId=client.key.id)
        assert client.key.backend == backend
        assert client.archives.start(session_id=session).status == "started"


def test_a_sandbox_that_does_not_start(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(RuntimeError, match="did not start"):
        Sandbox("--no-such-option").__enter__()
    with pytest.raises(FileNotFoundError):
        Sandbox(program=str(tmp_path / "nothing")).__enter__()
    assert len(os.listdir("/proc/self/fd")) == before


def test_from_environment(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTK_APPLICATION_ID", "OTK_PRIVATE_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OTK_API_KEY", "123456")
    monkeypatch.setenv("OTK_API_SECRET", sandbox.opentok["api_secret"])
    monkeypatch.setenv("OTK_API_URL", sandbox.url)
    with otk.Client.from_environment(timeout_ms=5000) as client:
        assert client.archives.list().total >= 0


@pytest.mark.parametrize("end", ["", "threading.Event().set()", "raise SystemExit(0)"])
def test_the_end_of_a_program(sandbox: Sandbox, end: str) -> None:
    """A client in use, calls in flight and a daemon thread do not disturb it."""
    fault(sandbox, path="*/broadcast", delayMs=60000, times=0)
    program = f"""
import asyncio, sys, threading, otk
options = {sandbox.opentok!r}
client = otk.Client(**options)
records = client.archives.list()
threading.Thread(target=client.broadcasts.list, daemon=True).start()

async def main():
    other = otk.AsyncClient(**options)
    asyncio.ensure_future(other.broadcasts.list())
    await other.archives.list()
    globals().update(other=other)

try:
    asyncio.run(main())
except RuntimeError:
    pass
{end}
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_clients_are_freed(sandbox: Sandbox) -> None:
    def open_files() -> int:
        gc.collect()
        return len(os.listdir("/proc/self/fd"))

    with otk.Client(**sandbox.opentok) as client:
        client.archives.list()
    before = open_files()
    for _ in range(20):
        client = otk.Client(**sandbox.opentok)
        client.archives.list()
        thread = threading.Thread(target=client.archives.list)
        thread.start()
        thread.join()
        del client, thread
    assert open_files() <= before + 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"adopt": "no"},
        {"timeout_ms": True},
        {"timeout_ms": "5"},
        {"plugins": 5},
        {"log_userdata": 5},
        {"token_source": "token"},
    ],
)
def test_client_options_of_another_type(wrong: Any, sandbox: Sandbox) -> None:
    with pytest.raises(TypeError, match=f"^{list(wrong)[0]}: "):
        otk.Client(**sandbox.opentok, **wrong)


@pytest.mark.parametrize("header", [{"X": "a\0b"}, {"X\0Y": "a"}, {"X": 5}, {"X": None}, {5: "a"}])
def test_headers_are_sent_whole_or_not_at_all(opentok: otk.Client, header: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="a text|expected a text"):
        opentok.using(headers=header).archives.list()


@pytest.mark.parametrize("timeout", ["5", True, float("nan"), float("inf"), 2**70])
def test_times_are_seconds(opentok: otk.Client, timeout: Any, tmp_path: Path) -> None:
    for work in (
        lambda: opentok.using(timeout=timeout),
        lambda: opentok.archives.wait("a", timeout=timeout),
        lambda: opentok.archives.download("a", tmp_path / "a", timeout=timeout),
    ):
        with pytest.raises((TypeError, ValueError), match="^timeout: "):
            work()


def test_a_short_time_is_not_unlimited() -> None:
    assert [_structs.milliseconds("timeout", time) for time in (0, 0.0001, 1.5)] == [0, 1, 1500]


@pytest.mark.parametrize("one", [b"a", True, 1.5])
def test_ids_and_files_of_another_type(opentok: otk.Client, one: Any, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="archive_id: expected a text"):
        opentok.archives.download(one, tmp_path / "a")
    with pytest.raises(TypeError, match="^file: "):
        opentok.archives.download("a", one)
    with pytest.raises(TypeError, match="^count: "):
        next(opentok.archives.each(count=one))


def test_a_body_is_not_read_beyond_its_end(opentok: otk.Client) -> None:
    with pytest.raises(TypeError, match="body_size"):
        opentok.raw("POST", "/a", "{}", body_size=1000000)


def test_a_callback_may_close_the_client(sandbox: Sandbox) -> None:
    client: Any = otk.Client(
        log=lambda event: client.close(), log_level="debug", **sandbox.opentok
    )
    with pytest.raises((errors.Cancelled, errors.StateError)):
        client.archives.list()
    with pytest.raises(errors.StateError, match="closed"):
        client.archives.list()


def test_an_exception_of_a_log_callback_is_shown(
    sandbox: Sandbox, monkeypatch: Any, capsys: Any
) -> None:
    def log(event: Any) -> None:
        raise LookupError("what the program raised")

    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    with otk.Client(log=log, log_level="debug", **sandbox.opentok) as client:
        client.archives.list()
    assert "LookupError: what the program raised" in capsys.readouterr().err


def test_a_client_with_a_log_callback_is_collected(sandbox: Sandbox) -> None:
    client = otk.Client(log=lambda event: None, **sandbox.opentok)
    client.archives.list()
    core = weakref.ref(client._core)
    del client
    gc.collect()
    assert core() is None


def test_an_exception_of_a_token_source_is_the_cause_once(
    sandbox: Sandbox, opentok: otk.Client, tmp_path: Path
) -> None:
    def bad() -> str:
        raise LookupError("no token")

    with otk.Client(api_key="123456", token_source=bad, api_url=sandbox.url) as client:
        with pytest.raises(otk.Error) as caught:
            client.archives.download("a", tmp_path / "a")
    assert isinstance(caught.value.__cause__, LookupError)
    with pytest.raises(errors.NotFound) as later:
        opentok.archives.get("00000000-0000-4000-8000-000000000000")
    assert later.value.__cause__ is None
