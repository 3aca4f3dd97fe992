"""The other doors: call, usage, and the faults of a set-up."""

from pathlib import Path
from typing import Any

import pytest


def test_an_unknown_command_is_named(ndxp: Any) -> None:
    ran = ndxp("dmeo")

    assert ran.code == 2
    assert "there is no command 'dmeo'" in ran.err


def test_help_lists_every_command(ndxp: Any) -> None:
    ran = ndxp("--help")

    assert ran.code == 0
    assert "registries" in ran.out


def test_a_call_without_a_gateway_says_how_to_start_one(ndxp: Any) -> None:
    ran = ndxp("call", "dancu", "--url", "http://127.0.0.1:1")

    assert ran.code == 2
    assert "start one with `ndxp up`" in ran.err


def test_an_open_listener_is_refused_while_clients_prove_nothing(ndxp: Any) -> None:
    ran = ndxp("up", "--listen", "0.0.0.0:0")

    assert ran.code == 2
    assert 'with auth = "none" anybody could call as VN/GOV/G01/dancu, ' in ran.err


def test_a_key_for_tls_needs_its_certificate(ndxp: Any) -> None:
    ran = ndxp("up", "--tls-key", "no.key")

    assert ran.code == 2
    assert "only with --tls-cert" in ran.err


@pytest.mark.parametrize("place", ["8080", "127.0.0.1:x", "127.0.0.1:99999"])
def test_a_misspelt_listener_is_refused(ndxp: Any, place: str) -> None:
    ran = ndxp("up", "--listen", place)

    assert ran.code == 2
    assert "HOST:PORT" in ran.err


def test_every_fault_of_a_network_file_is_named(ndxp: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('instance = "VN"\nnmae = "x"\n', encoding="utf-8")

    ran = ndxp("up", "--network", "bad.toml")

    assert ran.code == 2
    assert "nmae: unknown key" in ran.err
    assert "[[member]]" in ran.err
    assert "[[right]]" in ran.err
