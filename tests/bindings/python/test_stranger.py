# SPDX-License-Identifier: MIT
"""A plugin of a stranger that is installed while the program runs appears by itself."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import otk
import pytest
from conftest import BUILD, SOURCES
from otk.sandbox import Sandbox

NAME = "com.example.echo"


def build(folder: Path) -> None:
    compiler = shlex.split(os.environ.get("OTK_TEST_CC", "cc"))
    subprocess.run(
        [*compiler, "-shared", "-fPIC", f"-I{SOURCES}/include", "-o", str(folder / f"{NAME}.so"),
         str(SOURCES / f"tests/out-of-tree/{NAME}.c")],
        check=True,
    )  # fmt: skip


@pytest.fixture
def stubbed(sandbox: Sandbox) -> Iterator[None]:
    stub = {
        "method": "POST", "path": "/v2/project/{project}/echo", "body": {"text": "{{body.text}}"}
    }  # fmt: skip
    made = sandbox.control("POST", "/stubs", stub)
    yield
    sandbox.control("DELETE", f"/stubs/{made['id']}")


def test_a_plugin_that_appears(sandbox: Sandbox, stubbed: None, tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir(mode=0o755)
    with otk.Client(plugin_path=[str(folder)], **sandbox.opentok) as client:
        with pytest.raises(AttributeError):
            client.com
        build(folder)
        reply = client.com.example.echo.say(text="hello", times=2)
        assert reply.text == "hello" and type(reply).__name__ == "EchoReply"
        assert "text: what to say (required)" in client.com.example.echo.say.__doc__
        assert client.call(f"{NAME}.say", text="again").text == "again"
        with pytest.raises(otk.errors.ArgumentError, match="text"):
            client.com.example.echo.say(times=1)
        assert dir(client.com.example.echo) == ["say"]


def test_stubs_of_a_stranger(tmp_path: Path) -> None:
    build(tmp_path)
    environment = dict(os.environ, OTK_PLUGIN_PATH=f"{tmp_path}:{BUILD}/.libs")
    made: Any = subprocess.run(
        [sys.executable, "-m", "otk.stubs"], env=environment, check=True, capture_output=True, text=True
    )
    assert "class ComExampleEchoFeature:" in made.stdout
    assert "def __call__(self, *, text: str, times: Optional[int] = ..." in made.stdout
