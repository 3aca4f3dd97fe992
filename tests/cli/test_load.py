"""The load generator's door: a run in which nothing went well is not a success."""

from pathlib import Path
from typing import Any

from tests.platform.processes import Up


def test_a_run_in_which_every_call_failed_says_so(ndxp: Any, tmp_path: Path) -> None:
    stranger = ("--client", "VN/GOV/X99/ai")
    with Up(tmp_path) as up:
        url = f"http://127.0.0.1:{up.port}"

        ran = ndxp("load", "run", "--url", url, *stranger, "--rate", "20", "--duration", "0.5")

    assert ran.code == 1
    assert "EVERY CALL FAILED, most often with 403" in ran.out
