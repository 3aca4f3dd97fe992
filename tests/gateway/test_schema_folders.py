"""Schemas of outside services lie in folders of their own, searched before the shipped one."""

import json
from pathlib import Path

import pytest

import schemas
from gateway.errors import ConfigurationError, SchemaViolationError
from gateway.message import ServiceId
from gateway.schema import Catalogue

SHIPPED = Path(schemas.__file__).parent
OURS = ServiceId.parse("VN/GOV/G05/dkdn/chiTietDoanhNghiep")
OUTSIDE = ServiceId.parse("VN/GOV/G04/phuongtien/traCuuPhuongTien")


def declare(folder: Path, service: ServiceId) -> Path:
    """Schemas that take the empty object only."""
    inside = folder / service.provider.subsystem / service.code / "v1"
    inside.mkdir(parents=True)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
    }
    for name in ("request.json", "response.json"):
        (inside / name).write_text(json.dumps(schema), "utf-8")
    return folder


def test_an_outside_service_is_found_beside_ours(tmp_path: Path) -> None:
    catalogue = Catalogue.load(SHIPPED, [OURS, OUTSIDE], declare(tmp_path, OUTSIDE))

    catalogue.check_request(OUTSIDE, {})
    with pytest.raises(SchemaViolationError, match="/MaSoDoanhNghiep: required"):
        catalogue.check_request(OURS, {})


def test_the_first_folder_that_has_a_service_decides(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    catalogue = Catalogue.load(SHIPPED, [OURS], empty, declare(tmp_path / "own", OURS))

    catalogue.check_request(OURS, {})


def test_a_service_that_no_folder_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="phuongtien/traCuuPhuongTien"):
        Catalogue.load(SHIPPED, [OURS, OUTSIDE], tmp_path)
