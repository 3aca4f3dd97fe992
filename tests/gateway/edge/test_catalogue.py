"""The catalogue: what a person and a program may read of a node's services."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gateway.edge.catalogue.page import page
from gateway.network import load_network
from tests.gateway.edge.conftest import Guarded
from tests.gateway.edge.looking import lister, look, services
from tests.gateway.edge.opaque import PROVIDER, READER, raw
from tests.gateway.members import SMALL
from tests.platform.client import CLIENT, exchange, message

DANCU = "VN/GOV/G01/dancu"


def test_a_program_gets_json(port: int) -> None:
    answer = look(port)

    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json().keys() == {"instance", "network", "members", "providers", "consumers"}


def test_everybody_and_everything_of_the_network_is_in_it(port: int) -> None:
    network, catalogue = load_network(SMALL), look(port).json()

    def ids(key: str) -> list[str]:
        listed: Any = catalogue[key]
        return [each["id"] for each in listed]

    assert ids("members") == list(network.members)
    assert sorted(ids("providers") + ids("consumers")) == sorted(map(str, network.subsystems))
    assert list(services(port)) == [str(service) for service in network.services()]


def test_it_says_who_may_call_a_service(store_port: int) -> None:
    listed = services(store_port)

    assert listed[f"{DANCU}/TraCuuThongTinCongDan"]["callers"] == [
        {"id": CLIENT, "endpoints": ["* **"]}
    ]
    assert listed[f"{PROVIDER}/tep"]["callers"] == [
        {"id": CLIENT, "endpoints": ["* **"]},
        {"id": READER, "endpoints": ["GET /mo/*"]},
    ]


def test_it_says_where_a_provider_and_its_services_are_described(port: int) -> None:
    providers: Any = look(port).json()["providers"]
    citizen = services(port)[f"{DANCU}/TraCuuThongTinCongDan"]

    assert providers[0]["openapi"] == f"/catalogue/openapi/{DANCU}.json"
    assert providers[0]["asyncapi"] == f"/catalogue/asyncapi/{DANCU}.json"
    assert citizen["openapi"] == f"/catalogue/openapi/{DANCU}/TraCuuThongTinCongDan.json"
    assert citizen["asyncapi"] == f"/catalogue/asyncapi/{DANCU}/TraCuuThongTinCongDan.json"


def test_an_opaque_service_is_marked(store_port: int) -> None:
    listed = services(store_port)

    assert [name for name, service in listed.items() if service["opaque"]] == [f"{PROVIDER}/tep"]
    assert listed[f"{PROVIDER}/tep"]["request"] == []
    assert listed[f"{PROVIDER}/tep"]["example"] is None


def test_a_field_is_told_with_type_rules_and_meaning(port: int) -> None:
    citizen = services(port)[f"{DANCU}/TraCuuThongTinCongDan"]

    assert (citizen["title"], citizen["title_vi"]) == (
        "Look up a citizen",
        "Tra cứu thông tin công dân",
    )
    number, old_number, name, _ = citizen["request"]
    assert number.items() >= {"name": "SoDinhDanh", "type": "string"}.items()
    assert [field["required"] for field in (number, old_number, name)] == [False, False, True]
    assert number["rules"] == {
        "format": "vn-identity-number",
        "pattern": "^[0-9]{12}$",
        "minLength": 12,
        "maxLength": 12,
    }
    assert number["en"].startswith("Personal identity number")
    assert number["vi"].startswith("Số định danh cá nhân")
    assert "CongDan.QueQuan.MaTinh" in [field["name"] for field in citizen["answer"]]


def test_every_field_is_explained_in_both_languages(port: int) -> None:
    for name, service in services(port).items():
        for field in (*service["request"], *service["answer"]):
            assert field["type"], (name, field)
            assert field["en"], (name, field)
            assert field["vi"] != field["en"], (name, field)


@pytest.mark.parametrize("service", [str(each) for each in load_network(SMALL).services()])
def test_an_example_call_works_when_pasted(port: int, service: str) -> None:
    """As a shell runs it; every record that it asks about exists."""
    example = services(port)[service]["example"]

    # The node of the tests is called localhost in a Host header without its port.
    command = example["curl"].replace("http://localhost", f"http://127.0.0.1:{port}")
    done = subprocess.run(
        ["bash", "-c", f"{command} -w '\\n%{{http_code}}'"], capture_output=True, check=True
    )
    body, _, status = done.stdout.decode().rpartition("\n")
    assert status == "200"
    assert example["exists"]
    assert json.loads(body) not in ({}, {"KetQua": False})


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("ndxp.example", "http://ndxp.example"),
        ("ndxp.example:8080", "http://ndxp.example:8080"),
        ("[::1]:8080", "'http://[::1]:8080"),
    ],
)
def test_an_example_calls_the_node_where_the_reader_found_it(
    port: int, host: str, origin: str
) -> None:
    data = message(b"", method="GET", path="/catalogue", headers=())
    answer = exchange(port, data.replace(b"Host: localhost", b"Host: " + host.encode()))

    assert f"curl -s {origin}/r1/" in answer.body.decode()


@pytest.mark.parametrize("host", ["a;rm -rf /", "a'b", "$(x)", "a/b", "<script>", "a b"])
def test_a_host_that_is_none_is_not_repeated(port: int, host: str) -> None:
    data = message(b"", method="GET", path="/catalogue", headers=())
    answer = exchange(port, data.replace(b"Host: localhost", b"Host: " + host.encode()))

    assert f"http://127.0.0.1:{port}/r1/" in answer.body.decode()


def test_an_example_leaves_the_token_to_the_shell(guarded: Guarded) -> None:
    answer = look(guarded.port, guarded.proof)

    assert '-H \\"Authorization: Bearer $NDXP_TOKEN\\"' in answer.body.decode()
    assert guarded.token not in answer.everything


def test_an_example_names_the_files_of_a_certificate(tmp_path: Path) -> None:
    file = tmp_path / "net.toml"
    file.write_text(SMALL.read_text("utf-8").replace('auth = "none"', 'auth = "mtls"'), "utf-8")

    listing = lister(load_network(file)).listing()

    assert b" --cacert authority.crt --cert VN.GOV.H29.motcua.crt" in listing.json()


@pytest.mark.parametrize("path", ["/catalogue", "/listClients", "/verificationconf"])
def test_head_is_get_without_the_body(port: int, path: str) -> None:
    got = look(port, path=path)
    data = message(b"", method="HEAD", path=path, headers=(), more=[("Connection", "close")])
    head = raw(port, data)

    assert head.startswith(b"HTTP/1.1 200 ")
    assert f"Content-Length: {len(got.body)}\r\n".encode() in head
    assert head.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "path",
    [
        "/catalogue/",
        "/catalogue/openapi/",
        "/catalogue/openapi/VN/GOV/G01/dancu",
        "/catalogue/openapi/VN/GOV/G01/nothing.json",
        "/catalogue/openapi/VN/GOV/H29/motcua.json",
        "/catalogue/openapi/../../network.jws",
        "/catalogue/openapi/VN/GOV/G01/dancu/nothing.json",
        "/catalogue/asyncapi/",
        "/catalogue/asyncapi/VN/GOV/G01/dancu",
        "/catalogue/asyncapi/VN/GOV/H29/motcua.json",
        "/catalogue/asyncapi/VN/GOV/G01/dancu/nothing.json",
        "/listClients/",
    ],
)
def test_what_there_is_not_is_not_found(port: int, path: str) -> None:
    answer = look(port, path=path)

    assert (answer.status, answer.code) == (404, "unknown_service")


def test_without_known_records_the_schemas_own_example_is_shown() -> None:
    found = [
        service.example
        for provider in lister(load_network(SMALL)).listing().providers
        for service in provider.services
    ]

    assert [example.exists for example in found if example] == [False] * 14


def test_what_nobody_may_call_has_no_example(tmp_path: Path) -> None:
    file = tmp_path / "net.toml"
    text = SMALL.read_text("utf-8").replace('  "VN/GOV/G13/datdai/traCuuThuaDat",\n', "")
    file.write_text(text, "utf-8")

    *_, land = lister(load_network(file)).listing().providers

    assert [(service.code, bool(service.example)) for service in land.services] == [
        ("traCuuThuaDat", False),
        ("traCuuGiayChungNhan", True),
        ("traCuuChuSuDung", True),
    ]
    assert "Không ai" in page(lister(load_network(file)).listing()).decode()
