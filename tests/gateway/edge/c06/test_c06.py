"""A client of the population database, unchanged, gets its answers from the platform."""

import base64
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import etree  # type: ignore[import-untyped]  # has no types
from zeep import Client, Settings
from zeep.exceptions import Fault
from zeep.transports import Transport

from mock_registries.country import households
from mock_registries.country.people import Person
from mock_registries.wire import NativeRequest
from ndxp.registries import Registries
from tests.gateway.edge.c06.calling import (
    CLIENT,
    LEADING,
    LOOKUP,
    VERIFICATION,
    call,
    content,
    envelope,
    fault,
    person,
    proof,
)
from tests.platform.client import exchange, message

XSD = "{http://www.w3.org/2001/XMLSchema}"
WHO_ASKS = {"MaYeuCau": "yc-2", "MaDVC": "1.000656", "MaCanBo": "cb01"}
ANSWERS = "{http://www.mic.gov.vn/dancu/1.0}"


class Account(requests.auth.AuthBase):
    """Signs each request at the moment when it is sent, as client code does."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update({**proof(), "X-Road-Client": CLIENT, "ApiKey": "k"})
        return request


@pytest.fixture(scope="module")
def client(c06_port: int) -> Iterator[Client]:
    """Zeep as it comes: strict about everything that the WSDL promises."""
    with requests.Session() as session:
        session.auth = Account()
        yield Client(  # type: ignore[no-untyped-call]  # half of zeep has no types
            f"http://127.0.0.1:{c06_port}/dancu?wsdl",
            transport=Transport(session=session),  # type: ignore[no-untyped-call]
            settings=Settings(strict=True),
        )


def claim(one: Person | Mapping[str, object]) -> dict[str, object]:
    """What zeep takes for a person."""
    given = one if isinstance(one, Mapping) else _sample(one)
    return {
        name: dict(inside) if isinstance(inside, list) else inside for name, inside in person(given)
    }


def _sample(one: Person) -> dict[str, object]:
    return {"SoDinhDanh": one.identity, "HoVaTen": one.name, "NgayThangNamSinh": one.born}


def test_a_citizen_is_looked_up(client: Client, registries: Registries) -> None:
    for sample in registries.sample("dancu", 5, 1, LOOKUP):
        found = client.service.TraCuuThongTinCongDan(**WHO_ASKS, MaTichHop="037", **claim(sample))

        assert found.SoCongDan == 1
        assert found.CongDan[0].SoDinhDanh == sample["SoDinhDanh"]
        assert found.CongDan[0].HoVaTen.Ten.upper() == str(sample["HoVaTen"]).upper()


def test_nobody_is_an_empty_collection(client: Client, registries: Registries) -> None:
    unknown = registries.unknown(LOOKUP)

    found = client.service.TraCuuThongTinCongDan(**WHO_ASKS, MaTichHop="037", **claim(unknown))

    assert found.SoCongDan == 0
    assert found.CongDan == []


def test_an_old_number_stands_in_the_place_of_the_other(
    client: Client, registries: Registries
) -> None:
    people = registries.country.population
    one = next(each for index in range(1000) if (each := people.person(index)).old_number)
    given = {**_sample(one), "SoCMND": one.old_number}
    del given["SoDinhDanh"]

    found = client.service.TraCuuThongTinCongDan(**WHO_ASKS, MaTichHop="037", **claim(given))

    assert found.CongDan[0].SoDinhDanh == one.identity


def test_details_are_verified(client: Client, registries: Registries) -> None:
    (sample,) = registries.sample("dancu", 1, 2, VERIFICATION)
    right = {**WHO_ASKS, "MaTichHop": "033", **claim(sample)}

    assert client.service.XacThucThongTinCongDan(**right) is True
    assert client.service.XacThucThongTinCongDan(**{**right, "HoVaTen": "KHÔNG"}) is False


def test_a_relative_is_verified(client: Client, registries: Registries) -> None:
    people = registries.country.population
    families = (households.household(people, index) for index in range(1000))
    child, mother = next(
        (one, found)
        for family in families
        for one in family.members
        if (found := family.mother(one))
    )
    asked = {**WHO_ASKS, "MaTichHop": "003", **claim(child)}

    verify = client.service.XacMinhThongTinNhanThan
    assert verify(**asked, NguoiThan={"QuanHe": "Me", **claim(mother)}) is True
    assert verify(**asked, NguoiThan={"QuanHe": "Con", **claim(mother)}) is False


def test_zeep_reads_a_fault(client: Client, registries: Registries) -> None:
    (sample,) = registries.sample("dancu", 1, 2, VERIFICATION)

    with pytest.raises(Fault, match="MaTichHop: 003 or 033 of this operation") as caught:
        client.service.XacThucThongTinCongDan(**WHO_ASKS, MaTichHop="037", **claim(sample))

    assert caught.value.code == "soapenv:Client"


def test_the_answer_is_the_registrys_own_byte_for_byte(
    c06_port: int, registries: Registries
) -> None:
    (sample,) = registries.sample("dancu", 1, 3, LOOKUP)
    body = envelope((*LEADING, *person(sample)))

    answer = call(c06_port, body)

    asked = NativeRequest(method="POST", path="/dancu", body=body)
    assert answer.status == 200
    assert answer.body == registries.by_name["dancu"].answer(asked).body


def test_a_name_counts_in_any_case(c06_port: int, registries: Registries) -> None:
    (sample,) = registries.sample("dancu", 1, 3, LOOKUP)
    number, _, born = person(sample)
    children = (*LEADING, number, ("HoVaTen", str(sample["HoVaTen"]).lower()), born)

    answer = call(c06_port, envelope(children))

    assert content(answer).get("SoCongDan") == "1"


def test_an_exchange_is_logged_as_any_other(
    c06_port: int, c06_state: Path, registries: Registries
) -> None:
    (sample,) = registries.sample("dancu", 1, 4, LOOKUP)
    leading = (("MaYeuCau", "yc-trong-nhat-ky"), *LEADING[1:])

    answer = call(c06_port, envelope((*leading, *person(sample))))

    payload = _request(c06_state, answer.headers["x-road-request-id"])
    assert payload["id"] == "yc-trong-nhat-ky"
    assert payload["client"] == CLIENT
    assert payload["service"] == f"VN/GOV/G01/dancu/{LOOKUP}"
    assert {"userRef", "caseRef", "subjectRef"} <= payload.keys()


@pytest.mark.parametrize("request_id", ["a b", "x{}", "ă" * 3, "x" * 256])
def test_an_id_that_the_log_may_not_hold_is_replaced(
    c06_port: int, c06_state: Path, registries: Registries, request_id: str
) -> None:
    (sample,) = registries.sample("dancu", 1, 4, LOOKUP)
    leading = (("MaYeuCau", request_id.format(sample["SoDinhDanh"])), *LEADING[1:])

    answer = call(c06_port, envelope((*leading, *person(sample))))

    assert _request(c06_state, answer.headers["x-road-request-id"])["id"].startswith("VN-")


def test_the_contract_is_the_registrys_but_for_synchronisation(
    c06_port: int, registries: Registries
) -> None:
    ours = etree.fromstring(_wsdl(c06_port))
    asked = NativeRequest(method="GET", path="/dancu", query="wsdl")
    theirs = etree.fromstring(registries.by_name["dancu"].answer(asked).body)
    for name in ("DongBo", "Loai", "SoBanGhi"):
        for found in theirs.findall(f".//{XSD}schema/{XSD}*[@name='{name}']"):
            found.getparent().remove(found)
    for choice in theirs.findall(f".//{XSD}sequence/{XSD}choice[{XSD}group]"):
        choice.getparent().replace(choice, choice[0])

    assert _plain(ours) == _plain(theirs)


def test_the_contract_has_the_address_under_which_it_was_asked_for(c06_port: int) -> None:
    plain = ("GET", "/bat/ky?WSDL", [("Host", "dancu.example:8282")])
    hostile = ("GET", '/"/><x?wsdl', [("Host", '"/><y')])

    assert b'location="http://dancu.example:8282/bat/ky"' in _wsdl(c06_port, *plain)
    assert etree.fromstring(_wsdl(c06_port, *hostile)).find(".//x") is None


def _wsdl(port: int, method: str = "GET", path: str = "/dancu?wsdl", headers: Any = ()) -> bytes:
    head = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    if not headers:
        head.append("Host: localhost")
    answer = exchange(port, "\r\n".join([*head, "", ""]).encode())
    assert answer.status == 200
    return answer.body


def _plain(document: Any) -> bytes:
    """The contract without its words, blanks and address."""
    for told in document.iter("{*}documentation", "{*}annotation"):
        told.clear()
    for address in document.iter("{http://schemas.xmlsoap.org/wsdl/soap/}address"):
        address.set("location", "")
    text: bytes = etree.tostring(document, method="c14n", with_comments=False)
    return b"".join(text.split())


def _request(state: Path, exchange_id: str) -> dict[str, str]:
    """What the log has of the request of an exchange."""
    with closing(sqlite3.connect(f"file:{state / 'log.db'}?mode=ro", uri=True)) as log:
        entries = log.execute("SELECT jws FROM entries WHERE kind = 'request'").fetchall()
    for (jws,) in entries:
        part = jws.split(".")[1]
        payload: dict[str, str] = json.loads(
            base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        )
        if payload["requestId"] == exchange_id:
            return payload
    raise AssertionError("no request of this exchange is in the log")


def test_what_is_no_call_and_no_contract_is_a_fault(c06_port: int) -> None:
    refused = fault(exchange(c06_port, message(b"", method="GET", path="/dancu", headers=())))

    assert refused.status == 405
    assert refused.code == "invalid_http_method"
