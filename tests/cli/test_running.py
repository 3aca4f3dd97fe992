"""A command that is told to stop."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_start_that_waits_for_a_broker_ends_at_once(
    tmp_path: Path, number: signal.Signals
) -> None:
    words = ["up", "--bus", "amqp://127.0.0.1:1/", "--listen", "127.0.0.1:0"]
    command = [sys.executable, "-c", "from ndxp.cli import main; raise SystemExit(main())", *words]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        while "bus.unreachable" not in (line := process.stdout.readline()):
            assert line

        told = time.monotonic()
        process.send_signal(number)
        rest = process.stdout.read()

    assert time.monotonic() - told < 3
    assert process.returncode == 0
    assert "Traceback" not in rest
