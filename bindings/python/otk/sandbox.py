# SPDX-License-Identifier: MIT
"""Starts ``otk-sandbox``, the local server that behaves like the service, for tests."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from typing import Any, Dict, Optional, Sequence

OPENTOK = {"api_key": "123456", "api_secret": "1234567890abcdef1234567890abcdef1234567890"}
ACCOUNT = {"api_key": "100100", "api_secret": "abcdef1234567890abcdef1234567890abcdef12"}
VONAGE_ACCOUNT = {"api_key": "abcd1234", "api_secret": "SandboxVonageSecret1"}
START_TIMEOUT_MS = 60000
APPLICATION = "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f"


class Sandbox:
    """A sandbox on a free port of this machine, as a context manager.

    ``opentok`` and ``vonage`` are options for a client of each backend.
    """

    def __init__(self, *arguments: str, program: Optional[str] = None) -> None:
        self._program = program or os.environ.get("OTK_SANDBOX") or shutil.which("otk-sandbox")
        if not self._program:
            raise FileNotFoundError(
                "otk-sandbox: not found; install it, or set OTK_SANDBOX to its path"
            )
        self._arguments: Sequence[str] = arguments
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._folder: Optional[tempfile.TemporaryDirectory[str]] = None
        self.url = ""

    def __enter__(self) -> Sandbox:
        self._folder = tempfile.TemporaryDirectory(prefix="otk-sandbox-")
        port = os.path.join(self._folder.name, "port")
        os.mkfifo(port)
        # When the server ends, `ended` reports the end of the pipe: only the server holds `held`.
        ended, held = os.pipe()
        try:
            self._process = subprocess.Popen(
                [self._program or "", "--port", "0", "--port-file", port, "--quiet",
                 "--app-key-file", self.key_file, *self._arguments],
                stdin=subprocess.DEVNULL, pass_fds=[held],
            )  # fmt: skip
        except BaseException:
            os.close(ended)
            self.close()
            raise
        finally:
            os.close(held)
        self.url = "http://127.0.0.1:" + self._read_port(port, ended)
        return self

    def _read_port(self, pipe: str, ended: int) -> str:
        """Wait until the server writes its port, or ends."""
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            waiting = select.poll()
            waiting.register(reader, select.POLLIN)
            waiting.register(ended, select.POLLIN)
            waiting.poll(START_TIMEOUT_MS)
            port = os.read(reader, 16).decode().strip()
        finally:
            os.close(reader)
            os.close(ended)
        if not port:
            self.close()
            raise RuntimeError("otk-sandbox did not start")
        return port

    def __exit__(self, *unused: Any) -> None:
        self.close()

    def close(self) -> None:
        """End the server."""
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None
        if self._folder:
            self._folder.cleanup()
            self._folder = None

    @property
    def key_file(self) -> str:
        """The private key of the application."""
        assert self._folder
        return os.path.join(self._folder.name, "application.pem")

    @property
    def opentok(self) -> Dict[str, Any]:
        """Options of a client of the OpenTok backend."""
        return dict(OPENTOK, api_url=self.url)

    @property
    def vonage(self) -> Dict[str, Any]:
        """Options of a client of the Vonage backend."""
        return {
            "application_id": APPLICATION,
            "private_key_pem": Path(self.key_file).read_text(),
            "api_url": self.url,
        }

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the control interface: ``control("POST", "/clock", {"advance": 60})``."""
        request = urllib.request.Request(
            f"{self.url}/sandbox{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as response:
            text = response.read()
        return json.loads(text) if text else None

    def session(self, publishers: int = 0, **options: Any) -> str:
        """Create a session with clients that publish, and return its id."""
        made = self.control("POST", "/session", options)
        for _ in range(publishers):
            self.control("POST", f"/session/{made['sessionId']}/stream", {})
        return str(made["sessionId"])
