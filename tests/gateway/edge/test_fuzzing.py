"""Schemathesis against the OpenAPI document of every provider, on a running node with its registries.

It runs as a command of its own, as any stranger would run it: no 5xx, no status, media type or header that
the document does not name, no answer beside its schema, nothing taken that the document forbids, nothing
refused that it allows.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.network import load_network
from tests.gateway.members import SMALL
from tests.platform.client import CLIENT

ROOT = Path(__file__).resolve().parents[3]
PROVIDERS = [str(provider.id) for provider in load_network(SMALL).providers()]
# Where the registry refuses what its schema cannot forbid: more than five days, an end before its start,
# a dossier's number that is none, somebody else's card.
REFUSING = ("danhSachHoSo", "danhSachHoSoTrongNgay", "tinhTrangHoSo", "kiemTraTheBhyt")
CONFIGURATION = "".join(
    f"""
[[operations]]
include-operation-id = "{code}"
checks.positive_data_acceptance.expected-statuses = ["2xx", 422]
"""
    for code in REFUSING
)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_fuzzer_finds_nothing(port: int, provider: str, tmp_path: Path) -> None:
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(CONFIGURATION, "utf-8")
    words = ["--config-file", str(configuration), "run"]
    words += [f"http://127.0.0.1:{port}/catalogue/openapi/{provider}.json"]
    words += ["--url", f"http://127.0.0.1:{port}", "--header", f"X-Road-Client: {CLIENT}"]
    words += ["--phases", "examples,coverage,fuzzing", "--max-examples", "20", "--seed", "1"]

    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *words],
        cwd=tmp_path,  # where it leaves what it found
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": "tests.gateway.edge.formats",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 passed" not in done.stdout
    assert " passed\n" in done.stdout
