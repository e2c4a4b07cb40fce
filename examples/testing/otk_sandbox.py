# SPDX-License-Identifier: MIT
"""Pytest fixtures: one sandbox for each test session, emptied before each test.

Put this file beside your tests and add to conftest.py:

    from otk_sandbox import otk_sandbox, otk_sandbox_server
"""

import json
import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import pytest


class Sandbox:
    """The sandbox of a test session."""

    api_key = "123456"
    api_secret = "1234567890abcdef1234567890abcdef1234567890"

    def __init__(self, url):
        self.url = url

    def control(self, method, path, body=None):
        """Sends a request to the control interface. Returns the JSON of the response."""
        request = urllib.request.Request(self.url + "/sandbox" + path, method=method)
        request.add_header("Content-Type", "application/json")
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data, timeout=310) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None
        return json.loads(text) if text else None

    def expect(self, **wanted):
        """Fails unless the described requests were received; the failure shows the most similar ones."""
        return self.control("POST", "/expect", wanted)


@pytest.fixture(scope="session")
def otk_sandbox_server():
    """Starts otk-sandbox (or the program that OTK_SANDBOX names) on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "port")
        command = [os.environ.get("OTK_SANDBOX", "otk-sandbox"), "--port", "0", "--port-file", path, "--quiet"]
        with subprocess.Popen(command) as server:
            while not os.path.exists(path):  # the file appears with its content
                assert server.poll() is None, "otk-sandbox ended"
                time.sleep(0.002)
            with open(path, encoding="ascii") as file:
                port = int(file.read())
            yield Sandbox(f"http://127.0.0.1:{port}")
            server.terminate()


@pytest.fixture
def otk_sandbox(otk_sandbox_server):
    """The sandbox, without objects, faults, stubs and recorded requests."""
    for method, path in (("POST", "/reset"), ("DELETE", "/faults"), ("DELETE", "/stubs")):
        otk_sandbox_server.control(method, path)
    return otk_sandbox_server
