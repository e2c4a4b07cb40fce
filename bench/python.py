# SPDX-License-Identifier: MIT
"""The Python package compared with requests and PyJWT, which do what the official Python SDK does.

    python.py                           runs everything in turns, in the build folder (make bench-python)
    python.py WHO WHAT COUNT [URL]      one measurement: µs and CPU-µs of one, peak memory in KiB

The official SDK signs each request anew with PyJWT, sends it by requests.get() on a connection of its
own, and makes an object with all members of each archive. "session" is the same with a
requests.Session, which keeps connections.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

KEY = "123456"
SECRET = "1234567890abcdef1234567890abcdef1234567890"
SESSION = "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"
DATA = '{"name":"Johnny","level":"42"}'
FLIGHT = 100
ROUNDS = 3 if os.environ.get("BENCH_QUICK") else 9
# WHO, and what is set in its environment.
PROGRAMS = {
    "otk, cffi": ("otk", {"OTK_PYTHON_BACKEND": "cffi"}),
    "otk, ctypes": ("otk", {"OTK_PYTHON_BACKEND": "ctypes"}),
    "requests + PyJWT": ("sdk", {}),
    "requests.Session + PyJWT": ("session", {}),
}
# WHAT, its title, how often in one round, whether it needs a server.
JOBS = [
    ("import", "import", 1, False),
    ("token", "client token", 5000, False),
    ("start", "archives.start", 200, True),
    ("list", "archives.list of 1000, id and status of each", 20, True),
    ("members", "archives.list of 1000, all members of each", 10, True),
    ("flight", f"archives.start, {FLIGHT} in flight", 1000, True),
]


# ---- otk


def otk_job(what, count, url):
    import otk

    if what == "import":
        return lambda: None
    if what == "token":
        key = otk.Key(api_key=KEY, api_secret=SECRET)
        return lambda: key.token(SESSION, role="publisher", data=DATA)
    if what == "flight":
        return lambda: otk_flight(count, url)
    client = otk.Client(api_key=KEY, api_secret=SECRET, api_url=url)
    if what == "start":
        return lambda: client.archives.start(session_id=SESSION)
    if what == "list":
        return lambda: [(one.id, one.status) for one in client.archives.list(count=1000)]
    return lambda: [one.to_dict() for one in client.archives.list(count=1000)]


def otk_flight(count, url):
    import asyncio

    import otk

    async def main():
        async with otk.AsyncClient(
            api_key=KEY, api_secret=SECRET, api_url=url, max_in_flight=FLIGHT
        ) as client:
            left = count

            async def chain():
                nonlocal left
                while left > 0:
                    left -= 1
                    await client.archives.start(session_id=SESSION)

            await asyncio.gather(*(chain() for _ in range(FLIGHT)))

    asyncio.run(main())


# ---- requests + PyJWT


class Archive:
    """An object with all members, made at once."""

    def __init__(self, values):
        self.__dict__.update(values)


def sdk_job(what, count, url, session):
    import uuid

    import jwt
    import requests

    if what == "import":
        return lambda: None
    web = requests.Session() if session else requests
    if session:
        adapter = requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=FLIGHT)
        web.mount("http://", adapter)

    def headers():
        now = int(time.time())
        claims = {"ist": "project", "iss": KEY, "iat": now, "exp": now + 180,
                  "jti": str(uuid.uuid4())}  # fmt: skip
        return {
            "X-OPENTOK-AUTH": jwt.encode(claims, SECRET, algorithm="HS256"),
            "Content-Type": "application/json",
            "User-Agent": "bench",
        }

    def token():
        now = int(time.time())
        claims = {"iss": KEY, "ist": "project", "iat": now, "exp": now + 86400,
                  "nonce": uuid.uuid4().int >> 96, "role": "publisher", "scope": "session.connect",
                  "session_id": SESSION, "connection_data": DATA}  # fmt: skip
        return jwt.encode(claims, SECRET, algorithm="HS256")

    def start():
        response = web.post(
            f"{url}/v2/project/{KEY}/archive", headers=headers(),
            data=json.dumps({"sessionId": SESSION}), timeout=20,
        )  # fmt: skip
        assert response.status_code == 200
        return Archive(response.json())

    def members():
        response = web.get(
            f"{url}/v2/project/{KEY}/archive?count=1000", headers=headers(), timeout=20
        )
        assert response.status_code == 200
        return [Archive(one) for one in response.json()["items"]]

    def flight():
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(FLIGHT) as pool:
            for _ in pool.map(lambda _: start(), range(count)):
                pass

    def some():
        return [(one.id, one.status) for one in members()]

    return {"token": token, "start": start, "list": some, "members": members, "flight": flight}[what]


# ---- measuring


def measure(who, what, count, url):
    begin, used = time.perf_counter(), time.process_time()
    job = otk_job(what, count, url) if who == "otk" else sdk_job(what, count, url, who == "session")
    if what != "import":
        job()  # connections, description, first use
        begin, used = time.perf_counter(), time.process_time()
        for _ in range(1 if what == "flight" else count):
            job()
    wall, used = time.perf_counter() - begin, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(wall / count * 1e6, used / count * 1e6, memory)


def program(who, what, count, url, environment):
    """Run one measurement in a process of its own."""
    arguments = [who, what, str(count)] + ([url] if url else [])
    text = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, text=True, stdout=subprocess.PIPE,
        env=environment,
    ).stdout  # fmt: skip
    return [float(one) for one in text.split()]


def run(folder):
    # As after the first run of an installed program: modules are compiled.
    common = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
    common.pop("PYTHONDONTWRITEBYTECODE", None)
    for who, environment in PROGRAMS.values():
        program(who, "import", 1, "", {**common, **environment})
    server = subprocess.Popen(["bench/server"], stdout=subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
    print(f"Python {sys.version.split()[0]}, median of {ROUNDS} rounds\n")
    print("| job | program | µs | CPU µs | peak memory, MiB |")
    print("|---|---|--:|--:|--:|")
    try:
        for what, title, count, needs_server in JOBS:
            found = {name: [] for name in PROGRAMS}
            for _ in range(ROUNDS):
                for name, (who, environment) in PROGRAMS.items():
                    if what in ("import", "token") and who == "session":
                        continue
                    found[name].append(
                        program(who, what, count, url if needs_server else "",
                                {**common, **environment})
                    )  # fmt: skip
            for name, rounds in found.items():
                if rounds:
                    wall, used, memory = (statistics.median(one) for one in zip(*rounds))
                    print(f"| {title} | {name} | {wall:.1f} | {used:.1f} | {memory / 1024:.1f} |")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], sys.argv[2], int(sys.argv[3]), (sys.argv[4:] or [""])[0])
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(folder)
