# SPDX-License-Identifier: MIT
"""Fixtures for pytest: a sandbox, and clients of both backends.

pytest finds them when the package is installed from its wheel; otherwise write
``pytest_plugins = ["otk.pytest_plugin"]`` in conftest.py.
"""

from __future__ import annotations

from typing import Iterator

import pytest

from .client import Client
from .sandbox import Sandbox


@pytest.fixture(scope="session")
def otk_sandbox() -> Iterator[Sandbox]:
    """A sandbox for the whole run of the tests."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def otk_client(otk_sandbox: Sandbox) -> Iterator[Client]:
    """A client of the OpenTok backend, on the sandbox."""
    with Client(**otk_sandbox.opentok) as client:
        yield client


@pytest.fixture
def otk_vonage_client(otk_sandbox: Sandbox) -> Iterator[Client]:
    """A client of the Vonage backend, on the sandbox."""
    with Client(**otk_sandbox.vonage) as client:
        yield client
