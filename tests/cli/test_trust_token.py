"""`ndxp trust token`, and calls with what it gives over TLS: the commands as they are typed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.authority import Terms, prepare
from gateway.clock import SystemClock
from gateway.state import State
from ndxp.compose import DEFAULT_NETWORK, NODE
from tests.cli.running import TIMEOUT_S, Ran, run_ndxp
from tests.platform.processes import Up

CLIENT = "VN/GOV/H29/motcua"
SERVICE = "VN/GOV/G05/dkdn/chiTietDoanhNghiep"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder whose network asks for tokens."""
    state = State(folder=tmp_path / "state")
    prepare(state, DEFAULT_NETWORK, NODE, SystemClock(), Terms(auth="token"))
    return tmp_path


def token(folder: Path, *words: str) -> Ran:
    return run_ndxp(folder, "trust", "token", *words, "--state", "state")


def call(folder: Path, text: str, *words: str) -> Ran:
    command = [sys.executable, "-c", "from ndxp.cli import main; raise SystemExit(main())", "call"]
    done = subprocess.run(
        [*command, *words],
        cwd=folder,
        env={**os.environ, "NDXP_TOKEN": text},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)


def test_a_token_stands_alone_on_standard_output(folder: Path) -> None:
    ran = token(folder, "issue", "VN/GOV/000.00.00.H29/motcua")

    assert ran.out.startswith("ndxp_")
    assert len(ran.out.split()) == 1
    assert f"of {CLIENT}, good until" in ran.err


def test_tokens_are_listed_and_revoked_without_their_secret(folder: Path) -> None:
    issued = token(folder, "issue", CLIENT, "--service", "chiTietDoanhNghiep", "--json").json
    listed = token(folder, "list", "--json").json
    revoked = token(folder, "revoke", issued["id"])

    assert listed == [{name: value for name, value in issued.items() if name != "token"}]
    assert (listed[0]["services"], listed[0]["standing"]) == ([SERVICE], "active")
    assert issued["expires_ms"] - issued["issued_ms"] == 90 * 24 * 3_600_000
    assert f"token {issued['id']} of {CLIENT} counts no more" in revoked.out
    table = token(folder, "list").out
    assert "revoked" in table
    assert issued["token"].rpartition("_")[2] not in table + json.dumps(listed)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["VN/GOV/H29/la"], "is not in the network document"),
        (["motcua"], "SUBSYSTEM: 'motcua' is"),
        ([CLIENT, "--service", "nothing"], "no service of the network document"),
    ],
)
def test_a_token_for_nobody_or_nothing_is_refused(
    folder: Path, words: list[str], reason: str
) -> None:
    ran = token(folder, "issue", *words)

    assert ran.code == 2
    assert reason in ran.err


def test_a_client_that_proves_itself_otherwise_gets_no_token(tmp_path: Path) -> None:
    prepare(State(folder=tmp_path / "state"), DEFAULT_NETWORK, NODE, SystemClock())

    ran = token(tmp_path, "issue", CLIENT)

    assert ran.code == 2
    assert f'says auth = "none" of {CLIENT}, not "token"' in ran.err


def test_a_token_opens_a_node_with_tls_until_it_is_revoked(tmp_path: Path) -> None:
    made = ("trust", "issue", "localhost", "127.0.0.1", "--type", "tls", "--state", "state")
    assert run_ndxp(tmp_path, "trust", "init", "--state", "state").code == 0
    assert run_ndxp(tmp_path, *made).code == 0
    certificate = tmp_path / "state" / "tls" / "localhost.crt"
    with Up(tmp_path, "--auth", "token", "--tls-cert", str(certificate)) as up:
        issued = token(tmp_path, "issue", CLIENT, "--json").json
        url = f"https://127.0.0.1:{up.port}"
        words = ("dancu", "--url", url, "--ca", "state/authority.crt")

        assert call(tmp_path, issued["token"], *words).code == 0
        assert "client.unauthenticated" in call(tmp_path, "", *words).out
        assert "--ca and --cert" in call(tmp_path, issued["token"], *words[:3]).err
        assert token(tmp_path, "revoke", issued["id"]).code == 0
        assert "client.unauthenticated" in call(tmp_path, issued["token"], *words).out


def test_a_certificate_opens_it_too(tmp_path: Path) -> None:
    assert run_ndxp(tmp_path, "trust", "init", "--state", "state").code == 0
    for owner in (["localhost", "127.0.0.1"], [CLIENT]):
        made = ("trust", "issue", *owner, "--type", "tls", "--state", "state")
        assert run_ndxp(tmp_path, *made).code == 0
    certificate = tmp_path / "state" / "tls" / "localhost.crt"
    with Up(tmp_path, "--auth", "mtls", "--tls-cert", str(certificate)) as up:
        words = ["dancu", "--ca", "state/authority.crt", "--url", f"https://127.0.0.1:{up.port}"]
        shown = [*words, "--cert", "state/tls/VN.GOV.H29.motcua.crt"]

        assert call(tmp_path, "", *shown).code == 0
        assert "client.unauthenticated" in call(tmp_path, "", *words).out
        assert (
            "client.unauthenticated"
            in call(tmp_path, "", *shown, "--client", "VN/GOV/G14/lgsp").out
        )
