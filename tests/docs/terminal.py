"""A reader's terminals: a folder that looks like the clone, and what serves, each in its own window."""

import contextlib
import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from gateway.edge.dialects import DIALECTS
from tests.docs.blocks import ROOT, Block
from tests.house.ports import held_ports

COMMAND_TIMEOUT_S = 40
START_TIMEOUT_S = 20
END_TIMEOUT_S = 15
DOCUMENTED = "127.0.0.1:8080"
BEHIND = "127.0.0.1:8443"
REGISTRIES = "127.0.0.1:8090"
BROKER = "amqp://guest:guest@127.0.0.1/"
_WITHOUT_URL = re.compile(r"\bndxp (call|load run|fault (?:on|off|list))\b(?![^\n]* --url)")
_WITHOUT_LISTEN = re.compile(r"\bndxp (up|gateway)\b(?![^\n]* --listen)")
_DIALECT = re.compile(r"(?<=--dialect )(\w+)(?![\w=])")
_REGISTRIES_WITHOUT_LISTEN = re.compile(r"\bndxp registries\b(?![^\n]* --listen)")


class Terminals:
    """Types blocks as they stand, but for ports and the broker, which others may be using."""

    def __init__(self, folder: Path, broker: str = BROKER) -> None:
        self._folder = folder
        self._broker = broker
        self._windows = itertools.count(1)
        self._serving = contextlib.ExitStack()
        self._held = contextlib.ExitStack()
        ports = self._held.enter_context(held_ports(3 + len(DIALECTS)))
        self._address, self._behind, self._registries, *others = (
            f"127.0.0.1:{port}" for port in ports
        )
        self._dialects = dict(zip(DIALECTS, others, strict=True))
        _make_clone(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._serving.close()
        self._held.close()

    def type(self, block: Block) -> str:
        """Run a block to its end, or start what it serves; returns what it printed."""
        if block.file:
            file = (self._folder / block.file).resolve()
            assert file.is_relative_to(self._folder.resolve()), (
                f"{block.place}: not the reader's own"
            )
            file.write_text(block.text, "utf-8")
            return ""
        commands = self._substituted(block.commands)
        if not block.serves:
            return self._run(commands, block.place)
        if block.opens_the_port:
            self._serving.close()
        self._serving.enter_context(self._serve(commands, block.place))
        return ""

    def _substituted(self, commands: str) -> str:
        typed = _WITHOUT_URL.sub(rf"ndxp \1 --url http://{self._address}", commands)
        typed = _WITHOUT_LISTEN.sub(rf"ndxp \1 --listen {self._address}", typed)
        typed = _REGISTRIES_WITHOUT_LISTEN.sub(
            f"ndxp registries --listen {self._registries}", typed
        )
        typed = "\n".join(map(self._listening, typed.split("\n")))
        for name, kind in DIALECTS.items():
            typed = typed.replace(f"127.0.0.1:{kind.port}", self._dialects[name])
        typed = typed.replace(DOCUMENTED, self._address).replace(REGISTRIES, self._registries)
        return typed.replace(BEHIND, self._behind).replace(BROKER, self._broker)

    def _listening(self, line: str) -> str:
        """A line that starts a gateway, with the places where its dialects are spoken."""
        if not line.startswith(("ndxp up", "ndxp gateway")):
            return line
        return _DIALECT.sub(lambda found: f"{found[1]}={self._dialects[found[1]]}", line)

    def _run(self, commands: str, place: str) -> str:
        done = subprocess.run(
            ["sh", "-e", "-c", commands],
            cwd=self._folder,
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
        assert done.returncode == 0, f"{place}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @contextlib.contextmanager
    def _serve(self, commands: str, place: str) -> Iterator[None]:
        window = self._folder / f"window-{next(self._windows)}.txt"
        with (
            window.open("wb") as output,
            subprocess.Popen(
                ["sh", "-e", "-c", commands],
                cwd=self._folder,
                env=_environment(),
                stdout=output,
                start_new_session=True,
            ) as process,
        ):
            try:
                _wait_for_first_line(window, process, place)
                yield
            finally:
                _end(process)


def _make_clone(folder: Path) -> None:
    for entry in ROOT.iterdir():
        if not entry.name.startswith("."):
            (folder / entry.name).symlink_to(entry)
    (folder / ".venv").symlink_to(sys.prefix)


def _environment() -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("NDXP_")}
    return {**ours, "PATH": f"{sys.prefix}/bin:{ours['PATH']}"}


def _wait_for_first_line(window: Path, process: subprocess.Popen[bytes], place: str) -> None:
    """What serves says so when it is ready."""
    end = time.monotonic() + START_TIMEOUT_S
    while b"\n" not in window.read_bytes():
        assert process.poll() is None, f"{place}: ended with {process.returncode}"
        assert time.monotonic() < end, f"{place}: says nothing for {START_TIMEOUT_S} s"
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(END_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
