"""Adapters that a test lets answer, and clients of other dialects that it lets in."""

import base64
import http.client
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from adapters.base import Answer, Call, OpaqueAnswer, OpaqueCall
from adapters.http import HttpAdapter
from examples.vehicles.adapter import Vehicles
from gateway.errors import ConfigurationError
from ndxp.testing import Account, Exchanges, Platform, Sample

CLIENT = "VN/GOV/H29/motcua"
LOOKUP = "VN/GOV/G01/dancu/TraCuuThongTinCongDan"
VEHICLES = "VN/GOV/G04/phuongtien/traCuuPhuongTien"


class Unknown:
    """An adapter that asks for nothing and stands nowhere."""

    subsystem = "VN/GOV/G04/khong"

    async def answer(self, call: Call) -> Answer:
        return Answer(body={}, found=False)


class Pictures:
    """An adapter of a service without a schema."""

    subsystem = "VN/COM/0199999991/anh"

    async def forward(self, call: OpaqueCall) -> OpaqueAnswer:
        return OpaqueAnswer(status=200, headers=(), body=call.path.encode())


PICTURES = """
[[member]]
id = "VN/COM/0199999991"
name = "Example enterprise"
name_vi = "Doanh nghiệp ví dụ"

[[subsystem]]
id = "VN/COM/0199999991/anh"
name = "Pictures"
name_vi = "Ảnh"
services = ["anh"]
opaque = ["anh"]

[[right]]
clients = ["VN/GOV/H29/motcua"]
services = ["VN/COM/0199999991/anh/anh"]
"""


def test_an_adapter_gets_what_it_asks_for_and_answers(ndxp: Platform, exchanges: Exchanges) -> None:
    before = ndxp.call(VEHICLES, {"BienSo": "51F12345"})

    ndxp.serve(Vehicles())

    assert (before.status, before.code) == (404, "unknown_service")
    assert ndxp.call(VEHICLES, {"BienSo": "51F12345"}).body["PhuongTien"]["SoChoNgoi"] == 5
    assert exchanges.only().outcome == "ok"


def test_an_adapter_without_a_right_is_told_what_to_do(ndxp: Platform) -> None:
    with pytest.raises(ConfigurationError, match=r"ndxp trust grant proposal\.toml"):
        ndxp.serve(Unknown())


def test_a_proposal_elsewhere_is_granted_by_name(ndxp: Platform, tmp_path: Path) -> None:
    proposal = tmp_path / "anh.toml"
    proposal.write_text(PICTURES, "utf-8")

    ndxp.grant(proposal)
    ndxp.serve(Pictures())

    assert ndxp.call("anh", b"x").content == b""


def test_an_adapter_of_another_module_is_served_too(ndxp: Platform, tmp_path: Path) -> None:
    proposal = tmp_path / "anh.toml"
    proposal.write_text(PICTURES, "utf-8")
    ndxp.grant(proposal)

    ndxp.serve(HttpAdapter("VN/COM/0199999991/anh", {"anh": "http://127.0.0.1:1"}))

    assert ndxp.call("anh", b"x").code == "service_failed"


async def test_a_test_with_a_loop_serves_and_listens(ndxp: Platform) -> None:
    ndxp.serve(Vehicles())

    assert ndxp.call(VEHICLES, {"BienSo": "51F99999"}).body == {}
    assert ndxp.listener("wso2") == ndxp.listener("wso2") != ndxp.url


def test_a_client_of_another_dialect_is_let_in(
    ndxp: Platform, sample: Sample, exchanges: Exchanges
) -> None:
    account = ndxp.admit(Account(dialect="wso2", client="VN/GOV/G14/lgsp"))
    asking = http.client.HTTPConnection(urlsplit(ndxp.listener("wso2")).netloc)
    basic = base64.b64encode(f"{account.key}:{account.secret}".encode()).decode()
    form = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}

    asking.request("POST", "/token", "grant_type=client_credentials", form)
    token = json.loads(asking.getresponse().read())["access_token"]
    number = sample("chiTietDoanhNghiep")["MaSoDoanhNghiep"]
    path = f"/apiCSDLDKDN/1.0/chiTietDoanhNghiep?msdn={number}"
    asking.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    answer = asking.getresponse()
    answer.read()
    asking.close()

    assert answer.status == 200
    assert (exchanges.only().client, exchanges.only().outcome) == ("VN/GOV/G14/lgsp", "ok")


def test_an_unknown_dialect_is_answered_with_those_that_there_are(ndxp: Platform) -> None:
    with pytest.raises(ValueError, match="wso2, lgsp, c06, vdxp"):
        ndxp.listener("wso")


def test_the_secrets_of_an_account_are_shown_to_nobody() -> None:
    account = Account(dialect="lgsp", officers={"canbo": "mat-khau"})

    assert account.secret not in repr(account)
    assert "mat-khau" not in repr(account)
    assert account.secret in base64.b64decode(account.lgspaccesstoken).decode()
    assert base64.b64decode(account.auth_hash("canbo")).decode() == "canbo:mat-khau"
