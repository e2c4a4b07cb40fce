# SPDX-License-Identifier: MIT
"""Every operation and option of the plugins, by both clients, on both backends of the service."""

from __future__ import annotations

import asyncio
from typing import Any, Awaitable, Callable, Dict, Set, Tuple

import otk
import pytest
from conftest import options_of
from otk._description import installed
from otk.sandbox import Sandbox
from scenes import Play, actors_of, scenes

# The scenes begin with a session that was made by the control interface.
OWN = """> session.create {"p2p.preference":"disabled","location":"10.1.2.3"}
= {"project_id":"$PROJECT"}"""
SCENES = [OWN, *scenes()]
ACTORS = [(actor, number) for number, scene in enumerate(SCENES) for actor in actors_of(scene)]
# Operations that succeeded, by the kind of the client and its actor.
done: Set[Tuple[str, str, str]] = set()
Call = Callable[[str, Dict[str, Any]], Awaitable[Any]]


async def play(call: Call, steps: Any, client: str, actor: str) -> None:
    result = None
    while True:
        try:
            name, options, wanted = steps.send(result)
        except StopIteration:
            return
        try:
            result = await call(name, options)
        except otk.Error as error:
            assert wanted and error.http_status == wanted, f"{name}: {error}"
            assert error.operation == name
            result = None
        else:
            assert not wanted, f"{name} {options}: succeeded"
            done.add((client, actor, name))


@pytest.mark.parametrize("actor,number", ACTORS)
def test_scene(sandbox: Sandbox, pem: Dict[str, str], actor: str, number: int) -> None:
    with otk.Client(checks="strict", **options_of(sandbox)[actor]) as client:
        scene = Play(sandbox, actor, client.key, pem)

        async def call(name: str, options: Dict[str, Any]) -> Any:
            feature, _, verb = name.rpartition(".")
            return getattr(getattr(client, feature), verb)(**options)

        asyncio.run(play(call, scene.steps(SCENES[number]), "blocking", actor))


@pytest.mark.parametrize("actor,number", ACTORS)
def test_scene_with_asyncio(
    sandbox: Sandbox, pem: Dict[str, str], actor: str, number: int
) -> None:
    async def run() -> None:
        async with otk.AsyncClient(checks="strict", **options_of(sandbox)[actor]) as client:
            scene = Play(sandbox, actor, client.key, pem)

            async def call(name: str, options: Dict[str, Any]) -> Any:
                return await client.call(name, **options)

            await play(call, scene.steps(SCENES[number]), "asyncio", actor)

    asyncio.run(run())


def wanted_operations() -> Set[Tuple[str, str]]:
    """Each operation of otk, with each backend that has it."""
    found = set()
    for row in installed().operations.values():
        if not row["interface"].startswith("otk."):
            continue
        for backend in row.get("backends", ["opentok", "vonage"]):
            found.add((row["name"], backend))
    return found


@pytest.mark.parametrize("kind", ["blocking", "asyncio"])
def test_every_operation_was_carried_out(kind: str) -> None:
    backends = {"project": "opentok", "account": "opentok"}
    rows = installed().operations
    seen = {
        (rows[name]["name"], backends.get(actor, "vonage"))
        for one, actor, name in done
        if one == kind
    }
    account = {
        name for name, row in rows.items() if row["auth"] in ("account", "basic", "either")
    }
    missing = {
        (name, backend)
        for name, backend in wanted_operations() - seen
        # An account belongs to one of the backends; which one is the actor of the scene.
        if not (name in account and any(name == other for other, _ in seen))
    }
    assert len(seen) > 50
    assert not missing
