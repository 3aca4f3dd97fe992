"""Commands as a user runs them: processes of their own, in a folder of their own.

They are forked by a process that has loaded what they load, which takes longer than most of them do.
"""

import json
import multiprocessing
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ndxp.cli import main

TIMEOUT_S = 40
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(
    [f"ndxp.cli.{name}" for name in ("audit", "demo", "sample", "trust", "up")]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run_ndxp(folder: Path, *words: str) -> Ran:
    with tempfile.TemporaryDirectory() as said:
        out, err = Path(said) / "out", Path(said) / "err"
        process = _FORKING.Process(
            target=_command, args=(folder, words, (out, err), dict(os.environ))
        )
        process.start()
        process.join(TIMEOUT_S)
        code = process.exitcode
        process.kill()
        assert code is not None, f"no end within {TIMEOUT_S} s"
        ran = Ran(code=code, out=out.read_text("utf-8"), err=err.read_text("utf-8"))
    assert "Traceback" not in ran.err
    return ran


def _command(
    folder: Path, words: Sequence[str], said: tuple[Path, Path], environment: Mapping[str, str]
) -> None:
    """What `ndxp` does when it is typed, in the process that is to become it."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate(said, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
    raise SystemExit(main(words))
