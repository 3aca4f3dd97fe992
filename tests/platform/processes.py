"""`ndxp up` as a user starts it: a process of its own, with children when there is a broker."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Self

PATIENCE_S = 30
NDXP = (sys.executable, "-c", "from ndxp.cli import main; raise SystemExit(main())")


class Up:
    """A running platform; `port` is where its edge listens."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.state = folder / "state"
        self.stderr = folder / "stderr.txt"
        with self.stderr.open("ab") as stderr:
            self._process = subprocess.Popen(
                [*NDXP, "up", "--listen", "127.0.0.1:0", "--state", str(self.state), *options],
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith("NDXP is up on "), self.stderr.read_text(encoding="utf-8")
        self.port = int(line.split()[4].rpartition(":")[2])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it in order, unless it ended already; raises TimeoutExpired if that hangs."""
        self._end(signal.SIGTERM)

    def pause(self) -> None:
        """Freeze it where it stands."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it run again."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def children(self) -> list[int]:
        """The processes that it started."""
        listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True)
        pairs = (line.split() for line in listing.stdout.decode().splitlines())
        return [int(pid) for pid, parent in pairs if int(parent) == self._process.pid]

    def _end(self, number: signal.Signals) -> None:
        if self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(timeout=PATIENCE_S)
        assert self._process.stdout is not None
        self._process.stdout.close()


def wait_until_gone(processes: Sequence[int], seconds: float) -> list[int]:
    """Whichever of these processes still run after so many seconds."""
    end = time.monotonic() + seconds
    while (left := [pid for pid in processes if _runs(pid)]) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A child whose parent was killed may be left to an init that never asks for it.
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False)
    return not state.stdout.strip().startswith(b"Z") and bool(state.stdout.strip())


def verify(state: Path) -> dict[str, object]:
    """What `ndxp audit verify` says."""
    done = subprocess.run(
        [*NDXP, "audit", "verify", "--json", "--state", str(state)],
        capture_output=True,
        check=False,
        timeout=PATIENCE_S,
    )
    verdict: dict[str, object] = json.loads(done.stdout)
    return verdict


def query(state: Path, sql: str) -> list[tuple[str | int, ...]]:
    """Rows of the log, read beside whoever writes it."""
    address = f"file:{state / 'log.db'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        return connection.execute(sql).fetchall()
