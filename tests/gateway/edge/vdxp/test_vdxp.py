"""The adapter form reaches a registry in its own words, a service by its code, and is r1 in all else."""

import json
import uuid
from base64 import b64encode
from hashlib import sha512

import pytest

from mock_registries.wire import NativeRequest
from ndxp.registries import Registries
from tests.gateway.edge.c06.calling import LEADING, envelope, person
from tests.gateway.edge.opaque import PROVIDER
from tests.gateway.edge.origin import Origin
from tests.gateway.edge.vdxp.asking import (
    BHXH,
    DANCU,
    DATDAI,
    DKDN,
    FORWARD,
    JSON,
    REGISTRIES,
    STORE,
    WHO,
    ask,
    query_of,
    url,
)
from tests.platform.client import CLIENT

DETAILS = "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"


@pytest.fixture(scope="module")
def enterprise(registries: Registries) -> str:
    (sample,) = registries.sample("dkdn", 1, 1, "chiTietDoanhNghiep")
    return str(sample["MaSoDoanhNghiep"])


@pytest.mark.parametrize(
    ("base", "path"),
    [
        (REGISTRIES, DETAILS),
        (f"{REGISTRIES}/", DETAILS),
        (f"{REGISTRIES}/apiCSDLDKDN", "/1.0/chiTietDoanhNghiep"),
        (f"{REGISTRIES}{DETAILS}", ""),
        (f"{REGISTRIES}{DETAILS}/", ""),
        (None, DETAILS),
        (None, DETAILS.replace(".", "%2E")),
    ],
)
@pytest.mark.parametrize("form", [FORWARD, "/VXPAdapter/RestService/forward"])
def test_a_registrys_own_path_is_answered_in_its_own_words(
    vdxp_port: int, registries: Registries, enterprise: str, base: str, path: str, form: str
) -> None:
    query = query_of({"msdn": enterprise})

    answer = ask(vdxp_port, url(path, DKDN, base, query, form))

    asked = NativeRequest(method="GET", path=DETAILS, query=query)
    assert answer.status == 200
    assert answer.body == registries.by_name["dkdn"].answer(asked).body
    assert answer.headers["content-type"].startswith("application/json")


def test_a_registry_that_takes_json_gets_json(vdxp_port: int, registries: Registries) -> None:
    (sample,) = registries.sample("bhxh", 1, 1, "getTraCuuTtHgdByMaSoBhxh")
    body = json.dumps({"maSoBhxh": sample["MaSoBhxh"]}).encode()
    path = "/apiBHXH/getTraCuuTtHgdByMaSoBhxh"

    answer = ask(vdxp_port, url(path, BHXH), body, method="POST", headers=(*WHO, JSON))

    asked = NativeRequest(method="POST", path=path, body=body, headers=dict([JSON]))
    assert answer.status == 200
    assert answer.body == registries.by_name["bhxh"].answer(asked).body


def test_population_is_asked_in_soap(vdxp_port: int, registries: Registries) -> None:
    (sample,) = registries.sample("dancu", 1, 1, "TraCuuThongTinCongDan")
    body = envelope((*LEADING, *person(sample)))

    answer = ask(vdxp_port, url("/dancu", DANCU), body, method="POST")

    asked = NativeRequest(method="POST", path="/dancu", body=body)
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.body == registries.by_name["dancu"].answer(asked).body
    assert answer.headers["x-road-service"].endswith("/TraCuuThongTinCongDan")


def test_a_service_with_a_schema_takes_its_canonical_body(
    vdxp_port: int, registries: Registries
) -> None:
    (sample,) = registries.sample("dancu", 1, 1, "TraCuuThongTinCongDan")
    target = url("/TraCuuThongTinCongDan", DANCU)

    answer = ask(
        vdxp_port, target, json.dumps(sample).encode(), method="POST", headers=(*WHO, JSON)
    )

    found = answer.json()["CongDan"]
    assert isinstance(found, dict)
    assert found["SoDinhDanh"] == sample["SoDinhDanh"]


def test_a_service_without_a_schema_gets_everything_but_what_is_the_adapters(
    vdxp_port: int, origin: Origin
) -> None:
    target = url("/tep/mo/a%2Fb", STORE, "http://x.example/khong-co", "a=1&a=%20&&b")
    headers = (*WHO, ("X-Rieng", "r"), ("Content-Type", "text/plain"))

    answer = ask(vdxp_port, target, b"noi dung", method="PUT", headers=headers)

    assert answer.body == b"ok"
    assert origin.last.target == "/goc/mo/a%2Fb?a=1&a=%20&&b"
    assert origin.last.body == b"noi dung"
    assert origin.last.values("X-Rieng") == ["r"]


def test_the_order_of_the_parameters_does_not_count(vdxp_port: int, origin: Origin) -> None:
    target = f"{FORWARD}/tep?providerurl=http%3A%2F%2Fx&a=1&dstcode={STORE.replace(':', '%3A')}&b=2"

    assert ask(vdxp_port, target).status == 200
    assert origin.last.target == "/goc?a=1&b=2"


def test_an_answer_has_what_r1_gives(
    vdxp_port: int, origin: Origin, registries: Registries
) -> None:
    target = url("/tep", STORE)

    answer = ask(vdxp_port, target, headers=(*WHO, ("X-Road-Id", "ma-1")))

    assert answer.headers["x-road-id"] == "ma-1"
    assert answer.headers["x-road-client"] == CLIENT
    assert answer.headers["x-road-service"] == f"{PROVIDER}/tep"
    assert uuid.UUID(answer.headers["x-road-request-id"]).version == 4
    assert "x-road-error" not in answer.headers


def test_the_request_hash_is_over_what_was_sent(vdxp_port: int, registries: Registries) -> None:
    (sample,) = registries.sample("bhxh", 1, 1, "getTraCuuTtHgdByMaSoBhxh")
    body = json.dumps({"maSoBhxh": sample["MaSoBhxh"]}).encode()
    target = url("/apiBHXH/getTraCuuTtHgdByMaSoBhxh", BHXH)
    headers = (*WHO, ("X-Road-Id", "ma-2"))

    answer = ask(vdxp_port, target, body, method="POST", headers=headers)

    head = f"POST {target}".replace(" ", "\r\n") + "\r\n"
    head += "".join(f"{name}:{value}\r\n" for name, value in headers)
    head += f"x-road-request-id:{answer.headers['x-road-request-id']}\r\n"
    both = sha512(head.encode()).digest() + sha512(body).digest()
    assert answer.headers["x-road-request-hash"] == b64encode(sha512(both).digest()).decode()


def test_what_a_registry_does_not_have_it_says_itself(
    vdxp_port: int, registries: Registries
) -> None:
    unknown = registries.unknown("chiTietDoanhNghiep")
    query = query_of({"msdn": unknown["MaSoDoanhNghiep"]})

    answer = ask(vdxp_port, url(DETAILS, DKDN, query=query))

    assert answer.json() == {"Data": None, "DataCount": 0, "Status": 1} | {
        "Message": answer.json()["Message"]
    }


def test_a_registry_says_in_its_own_status_that_there_is_nothing(
    vdxp_port: int, registries: Registries
) -> None:
    unknown = registries.unknown("traCuuThuaDat")
    native = {"maxa": unknown["MaXa"], "soto": unknown["SoTo"], "sothua": unknown["SoThua"]}

    answer = ask(vdxp_port, url("/datdai/thuadat", DATDAI, query=query_of(native)))

    assert (answer.status, answer.json()["maloi"]) == (404, "KHONG_TIM_THAY")
    assert "x-road-error" not in answer.headers


@pytest.mark.parametrize("query", ["", "msdn=khong-phai-so", "msdn=0101243150&msdn=0101243150"])
def test_malformed_parameters_are_refused_as_the_registry_refuses_them(
    vdxp_port: int, query: str
) -> None:
    answer = ask(vdxp_port, url(DETAILS, DKDN, query=query))

    assert answer.json()["Status"] == 0
    assert "msdn" in str(answer.json()["Message"])
    assert "x-road-error" not in answer.headers


def test_a_provider_answers_about_itself(vdxp_port: int) -> None:
    answer = ask(vdxp_port, url("/listMethods", DATDAI))

    assert "traCuuThuaDat" in answer.body.decode()
