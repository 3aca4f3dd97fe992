"""The example adapter in Node as a process, and the gateway that it stands behind."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, Self

import pytest

from gateway.clock import SystemClock
from gateway.config import Limits
from gateway.edge.listen import Listen
from gateway.granting import grant
from gateway.message import ServiceId, SubsystemId
from gateway.network.proposal import load_proposal
from gateway.state import State
from ndxp.compose import open_bus, open_edge, open_node, prepare_state
from tests.gateway.bus.broker import Backdoor
from tests.platform.threaded import Ready, threaded

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "adapter-node"
SCHEMAS = FOLDER / "schemas"
PROVIDER = SubsystemId.parse("VN/GOV/G17/xaydung")
PERMITS = ServiceId.parse(f"{PROVIDER}/traCuuGiayPhep")
LISTS = ServiceId.parse(f"{PROVIDER}/danhSachGiayPhep")
DRAWINGS = ServiceId.parse(f"{PROVIDER}/banVe")
REFRESH_S = 0.05
PATIENCE_S = 15
INSTALL = ("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")


def installed() -> Path:
    """The example with its libraries; they are fetched once, and again when the lock file changes.

    Skips the test where there is no Node; with `CI` set it fails.
    """
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing:
        _give_up(f"{' and '.join(missing)} missing: apt-get install nodejs npm")
    lock_file = FOLDER / "package-lock.json"
    with lock_file.open("rb") as lock:  # several workers of pytest want the same folder
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = FOLDER / "node_modules" / ".package-lock.json"
        if not stamp.exists() or stamp.stat().st_mtime < lock_file.stat().st_mtime:
            done = subprocess.run(
                INSTALL, cwd=FOLDER, capture_output=True, text=True, check=False, timeout=50
            )
            if done.returncode:
                _give_up(f"npm ci failed: {done.stderr[-400:]}")
            stamp.touch()
    return FOLDER


def _give_up(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class Adapter:
    """The adapter, from the moment when requests can come."""

    def __init__(self, bus: str, namespace: str, state: State, *options: str) -> None:
        words = ["node", "adapter.js", "--bus", bus, "--namespace", namespace]
        self._process = subprocess.Popen(
            [*words, "--state", str(state.folder), *options],
            cwd=installed(),
            env={**os.environ, "NDXP_NETWORK_REFRESH_S": str(REFRESH_S)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == f"{PROVIDER} is answered for (Ctrl-C ends it)\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()

    def stop(self) -> tuple[int, str]:
        """End it in order; its exit code, and what it logged."""
        self._process.send_signal(signal.SIGTERM)
        _, logged = self._process.communicate(timeout=PATIENCE_S)
        return self._process.returncode, logged

    def wait_for(self, event: str) -> None:
        """Read its log until this event comes; the test's own timeout ends it."""
        assert self._process.stderr is not None
        while event not in self._process.stderr.readline():
            assert self._process.poll() is None


def prepare(state: State) -> None:
    """The small network, and what the adapter asks for granted."""
    prepare_state(state, None)
    grant(state, load_proposal(FOLDER / "proposal.toml"), SystemClock())


@contextlib.contextmanager
def namespace_of_our_own(bus_url: str) -> Iterator[str]:
    """On a broker that others use too; what was declared under it is gone afterwards."""

    async def clean() -> None:
        async with Backdoor.open(bus_url, name) as backdoor:
            await backdoor.clean([PROVIDER])

    name = f"t-{uuid.uuid4()}"
    yield name
    asyncio.run(clean())


@contextlib.contextmanager
def gateway(bus_url: str, namespace: str, state: State) -> Iterator[int]:
    """A gateway that works by this state folder; gives the port of its edge."""

    async def serve(ready: Ready) -> None:
        limits = Limits(network_refresh_s=1)
        async with (
            open_bus(bus_url, namespace) as bus,
            open_node(state, bus, limits) as node,
            open_edge(node, limits, Listen(host="127.0.0.1", port=0)) as edge,
        ):
            await ready(edge.port)

    with threaded(serve) as port:
        yield port
