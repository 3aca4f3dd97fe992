"""`ndxp gateway --upstream`: what the options say when they cannot mean anything."""

from pathlib import Path

import pytest

from tests.cli.running import run_ndxp


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--bus"),
        (["--upstream", "https://127.0.0.1:8443"], "--upstream-cert"),
        (["--upstream-cert", "x.crt"], "--upstream"),
        (["--upstream", "http://127.0.0.1:8443", "--upstream-cert", "x.crt"], "https://HOST:PORT"),
    ],
    ids=["nothing", "no certificate", "no address", "no TLS"],
)
def test_a_gateway_that_could_answer_nothing_does_not_start(
    tmp_path: Path, words: list[str], said: str
) -> None:
    ran = run_ndxp(tmp_path, "gateway", *words)

    assert ran.code == 2
    assert said in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_certificate_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    ran = run_ndxp(
        tmp_path,
        *("gateway", "--upstream", "https://127.0.0.1:1", "--upstream-cert", "x.crt"),
        *("--listen", "127.0.0.1:0"),
    )

    assert ran.code == 2
    assert "x.crt" in ran.err


def test_a_node_without_its_key_does_not_start(tmp_path: Path) -> None:
    assert run_ndxp(tmp_path, "trust", "init").code == 0
    assert run_ndxp(tmp_path, "trust", "export", "trust.txt").code == 0
    assert run_ndxp(tmp_path, "trust", "import", "trust.txt", "--state", "lgsp").code == 0

    ran = run_ndxp(
        tmp_path,
        *("gateway", "--state", "lgsp", "--node", "lgsp", "--listen", "127.0.0.1:0"),
        *("--upstream", "https://127.0.0.1:1", "--upstream-cert", "x.crt"),
    )

    assert ran.code == 2
    assert "node.lgsp.key is not in the state folder" in ran.err
