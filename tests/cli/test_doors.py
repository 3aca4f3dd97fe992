"""The other doors: sample, call, usage, and the faults of a set-up."""

from pathlib import Path
from typing import Any

import pytest

from gateway.formats import FORMATS


def test_a_sample_is_a_lookup_of_a_person(ndxp: Any) -> None:
    (person,) = ndxp("sample", "dancu", "-n", "1", "--json").json

    assert person.keys() == {"SoDinhDanh", "HoVaTen", "NgayThangNamSinh"}
    assert FORMATS["vn-identity-number"](person["SoDinhDanh"])


@pytest.mark.parametrize(
    ("registry", "service"),
    [
        ("dkdn", "danhSachHoSo"),
        ("bhxh", "kiemTraTheBhyt"),
        ("datdai", "traCuuGiayChungNhan"),
    ],
)
def test_a_service_may_be_named(ndxp: Any, registry: str, service: str) -> None:
    ran = ndxp("sample", registry, "--service", service, "-n", "2")

    assert ran.code == 0
    assert len(ran.out.splitlines()) == 2


def test_a_service_of_another_registry_is_refused(ndxp: Any) -> None:
    ran = ndxp("sample", "dancu", "--service", "danhSachHoSo")

    assert ran.code == 2
    assert "dancu has no service danhSachHoSo" in ran.err


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


def test_an_open_listener_without_a_token_is_refused(ndxp: Any) -> None:
    ran = ndxp("up", "--listen", "0.0.0.0:0")

    assert ran.code == 2
    assert "set NDXP_TOKEN" in ran.err


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
