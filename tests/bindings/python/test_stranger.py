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


SOURCE = SOURCES / f"tests/out-of-tree/{NAME}.c"


def build(folder: Path, source: Path = SOURCE, name: str = NAME) -> None:
    compiler = shlex.split(os.environ.get("OTK_TEST_CC", "cc"))
    subprocess.run(
        [*compiler, "-shared", "-fPIC", f"-I{SOURCES}/include", "-o", str(folder / f"{name}.so"),
         str(source)],
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
        example = client.com.example
        with pytest.raises(AttributeError):
            example.parrot
        text = SOURCE.read_text().replace(NAME, "com.example.parrot")
        (tmp_path / "parrot.c").write_text(text)
        build(folder, tmp_path / "parrot.c", "com.example.parrot")
        assert example.parrot.say(text="a").text == "a"


def test_stubs_of_a_stranger(tmp_path: Path) -> None:
    build(tmp_path)
    environment = dict(os.environ, OTK_PLUGIN_PATH=f"{tmp_path}:{BUILD}/.libs")
    made: Any = subprocess.run(
        [sys.executable, "-m", "otk.stubs"], env=environment, check=True, capture_output=True, text=True
    )
    assert "class ComExampleEchoFeature:" in made.stdout
    assert "def __call__(self, *, text: str, times: Optional[int] = ..." in made.stdout


ADDED = [
    ("\tint64_t times;\n", "\tint64_t times;\n\tint64_t volume;\n"),
    ('.help = "how often"),\n',
     '.help = "how often"),\n'
     '\tOTK_FIELD(echo_options, volume, "volumeLevel", .max = 11, .help = "how loud"),\n'),
    ("\tconst char *text;\n} echo_reply;",
     "\tconst char *text;\n\tint64_t volume;\n} echo_reply;"),
    ("OTK_ASSERT_NO_TAIL(echo_reply, text);", "OTK_ASSERT_NO_TAIL(echo_reply, volume);"),
    ('OTK_FIELD(echo_reply, text, "text", .required = 1),\n',
     'OTK_FIELD(echo_reply, text, "text", .required = 1),\n'
     '\tOTK_FIELD(echo_reply, volume, "volumeLevel", .help = "how loud it was"),\n'),
]  # fmt: skip
PROGRAM = """
import otk, sys
client = otk.Client(api_key="123456", api_secret="x", plugin_path=[sys.argv[1]])
say = client.com.example.echo.say
print(list(say.__signature__.parameters))
print("volume: how loud" in say.__doc__)
print(say.request(text="a", volume=3).body)
"""


def test_a_field_that_is_added(tmp_path: Path) -> None:
    """One line of a table is an argument, documented, sent, in the record and in the stubs."""
    text = SOURCE.read_text()
    for old, new in ADDED:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (tmp_path / "source.c").write_text(text)
    build(tmp_path, tmp_path / "source.c")

    def run(*arguments: str) -> str:
        environment = dict(os.environ, OTK_PLUGIN_PATH=f"{tmp_path}:{BUILD}/.libs")
        return subprocess.run(
            [sys.executable, *arguments], env=environment, check=True, capture_output=True, text=True
        ).stdout

    said = run("-c", PROGRAM, str(tmp_path)).splitlines()
    assert said[0] == "['text', 'times', 'volume', 'extra_json']" and said[1] == "True"
    assert said[2] == '{"text":"a","volumeLevel":3}'
    stubs = run("-m", "otk.stubs")
    assert "text: str, times: Optional[int] = ..., volume: Optional[int] = ..." in stubs
    reply = stubs[stubs.index("class EchoReply") :].split("class ", 2)[1]
    assert "    volume: int" in reply and "how loud it was" in reply
