# SPDX-License-Identifier: MIT
"""The stubs are those of the tables, and mypy --strict accepts the package and a program."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import List

import otk
import pytest
from conftest import SOURCES
from otk._description import installed
from otk.stubs import Writer, text_of

PROGRAM = '''
import asyncio
from typing import Optional
import otk

def start(client: otk.Client, session_id: str) -> str:
    archive = client.archives.start(
        session_id=session_id, name="a", has_audio=True, layout={"type": "bestFit"}
    )
    name: Optional[str] = archive.name
    size: int = archive.size
    for one in client.archives.each(session_id=session_id, count=10):
        print(one.id, one.status, name, size)
    for stream in client.streams.list(session_id):
        print(stream.id)
    client.archives.download(archive.id, "file.mp4", progress=lambda done, total: None)
    client.signals.send(session_id, data="x")
    return client.archives.wait(archive.id, until="available", timeout=5).id

async def start_async(client: otk.AsyncClient, session_id: str) -> str:
    archive = await client.archives.start(session_id=session_id)
    async for one in client.archives.each():
        print(one.id)
    return archive.id

def make() -> otk.Client:
    key = otk.Key(api_key="1", api_secret="2")
    parts = otk.inspect_token(key.token("s", role="publisher", kind="t1", extra_json={"a": 1}), key)
    kind: str = parts.kind
    print(kind, otk.parse_session_id("s").created_at)
    return otk.Client(
        key=key, checks="strict", timeout_ms=5, hooks=["trace", ("ratelimit", {"requests": 1})],
        log=lambda event: print(event.text), adopt=True, resolve=["a"],
    )

def errors(client: otk.Client) -> None:
    try:
        client.archives.get("x")
    except otk.errors.NotFound as error:
        code: Optional[int] = error.code
        print(code)
'''
MISTAKES = {
    'client.archives.start(sesion_id="x")': "call-arg",
    "client.archives.start(session_id=1)": "arg-type",
    "client.archives.get()": "call-arg",
    'client.archives.get("x").nothing': "attr-defined",
    'client.archives.start(session_id="x", layout={"tipe": "x"})': "arg-type",
    'otk.Client(api_kee="x")': "call-arg",
    'otk.Client(checks="lax")': "arg-type",
    'client.token("s", rol="x")': "call-arg",
    'otk.inspect_token("x").rol': "attr-defined",
    "client.archives.strat()": "attr-defined",
    'client.archives.stop("x").size.upper()': "attr-defined",
}


def mypy(path: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy is not installed")
    return subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--sqlite-cache", "--cache-dir",
         os.environ.get("MYPY_CACHE", str(path / "cache")), *arguments],
        capture_output=True, text=True, cwd=path,
    )  # fmt: skip


def test_the_stubs_are_those_of_the_tables() -> None:
    stub = Path(otk.__file__).with_name("features.pyi")
    if not stub.exists():
        pytest.skip("the package was not built: it has no stubs")
    assert stub.read_text() == Writer(installed()).write()


def test_otk_schema_prints_them(tmp_path: Path) -> None:
    """The command prints what mypy reads below."""
    stub = Path(otk.__file__).with_name("features.pyi")
    tool = Path(os.environ["OTK_SANDBOX"]).with_name("otk")
    if not stub.exists() or not tool.exists():
        pytest.skip("the package was not built, or the otk command")
    (tmp_path / "python3").symlink_to(sys.executable)
    path = f"{tmp_path}:{os.environ['PATH']}"
    printed = subprocess.run(
        [str(tool), "schema", "--format", "python"], check=True, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, env={**os.environ, "PATH": path},
    ).stdout  # fmt: skip
    assert printed == stub.read_text()


def test_docstrings_hold_any_text() -> None:
    """A text ends no docstring early, and no character of it is obeyed by a terminal."""
    for text in ('say "hello"', 'a """ b', "a\\", "a \x1b[2J \u202e", "one\ntwo"):
        written = text_of(text, "")
        assert "\x1b" not in written and "\u202e" not in written
        assert isinstance(eval(written), str)


def readme() -> str:
    """The Python of README.md, each block in a function."""
    text = (SOURCES / "bindings/python/README.md").read_text()
    parts = ["import asyncio", "from typing import List, Mapping"]
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", text, re.DOTALL)):
        before = "async " if "await " in block else ""
        parts.append(f"{before}def part{number}(ids: List[str], session_id: str, secret: str,")
        parts.append("    headers: Mapping[str, str], body: bytes) -> None:")
        parts += ["    " + line for line in ["import otk", *block.splitlines()]]
    assert len(parts) > 30
    return "\n".join(parts) + "\n"


def test_strict(tmp_path: Path) -> None:
    """The package and a program without a mistake; then each mistake is found."""
    program = tmp_path / "program.py"
    lines: List[str] = [PROGRAM, "def mistakes(client: otk.Client) -> None:"]
    lines += [f"    {one}" for one in MISTAKES]
    program.write_text(PROGRAM)
    (tmp_path / "readme.py").write_text(readme())
    good = mypy(tmp_path, str(Path(otk.__file__).parent), str(program), "readme.py")
    assert good.returncode == 0, good.stdout + good.stderr
    program.write_text("\n".join(lines) + "\n")
    found = mypy(tmp_path, "--show-error-codes", str(program)).stdout
    first = PROGRAM.count("\n") + 3
    for number, (line, code) in enumerate(MISTAKES.items(), first):
        messages = [one for one in found.splitlines() if f"program.py:{number}:" in one]
        assert any(code in one for one in messages), f"{line}: {messages}"
