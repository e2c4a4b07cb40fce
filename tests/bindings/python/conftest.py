# SPDX-License-Identifier: MIT
"""Fixtures of the tests: a sandbox, clients of all four kinds of credentials."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Dict, Iterator

import otk
import pytest
from otk.sandbox import ACCOUNT, VONAGE_ACCOUNT, Sandbox

SOURCES = Path(os.environ["OTK_TEST_SRCDIR"])
BUILD = Path(os.environ["OTK_TEST_BUILDDIR"])
pytest_plugins = ["otk.pytest_plugin"]
os.environ.setdefault("OTK_SANDBOX", str(BUILD / "otk-sandbox"))


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox("--settle-ms", "100") as server:
        yield server


def options_of(sandbox: Sandbox) -> Dict[str, Dict[str, Any]]:
    """The credentials of each actor of tests/plugins/effects.txt."""
    return {
        "project": sandbox.opentok,
        "application": sandbox.vonage,
        "account": {"key": otk.Key(account=True, **ACCOUNT), "api_url": sandbox.url},
        "vonage": {"key": otk.Key(account=True, **VONAGE_ACCOUNT), "api_url": sandbox.url},
    }


@pytest.fixture(params=["project", "application"])
def client(sandbox: Sandbox, request: Any) -> Iterator[otk.Client]:
    """A client of each backend."""
    with otk.Client(**options_of(sandbox)[request.param]) as made:
        yield made


@pytest.fixture
def opentok(sandbox: Sandbox) -> Iterator[otk.Client]:
    with otk.Client(**sandbox.opentok) as made:
        yield made


@pytest.fixture
def session(sandbox: Sandbox, client: otk.Client) -> str:
    """A session of the client's project in which somebody publishes."""
    return sandbox.session(1, projectId=client.key.id)


@pytest.fixture(scope="session")
def pem(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Dict[str, str]:
    """The public half of the application's key, and a certificate of it."""
    template = tmp_path_factory.mktemp("pem") / "template"
    template.write_text("cn = example\nexpiration_days = 2\nserial = 1\n")

    def certtool(*arguments: str) -> str:
        text = subprocess.run(
            ["certtool", "--load-privkey", sandbox.key_file, "--template", str(template), *arguments],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        return text[text.index("-----BEGIN") :]

    found = {"CERTIFICATE": certtool("--generate-self-signed"), "PUBLIC": certtool("--pubkey-info")}
    return {name: json.dumps(text)[1:-1] for name, text in found.items()}
