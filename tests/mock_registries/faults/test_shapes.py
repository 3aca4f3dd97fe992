"""Faults of the form leave every value as it is."""

import json
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from tests.mock_registries.faults.scenes import Desk, call

LOOKUP, DETAILS, DOSSIERS = "TraCuuThongTinCongDan", "chiTietDoanhNghiep", "danhSachHoSo"
HOUSEHOLD, PARCEL = "getTraCuuTtHgdByMaSoBhxh", "thuadat"
CITIZENS = "{http://www.mic.gov.vn/dancu/1.0}CongdanCollection"


def xml(body: bytes) -> Element:
    return fromstring(body)  # noqa: S314  # our own answer


def before_and_after(desk: Desk, operation: str, fault: str) -> tuple[Any, Any]:
    """A JSON answer without and with a fault."""
    sending = desk.sample(operation, fault)
    plain = desk.plain(call(desk.registries, operation))
    return json.loads(plain), json.loads(sending.answer.body)


def test_elements_come_in_the_reverse_order(desk: Desk) -> None:
    plain = xml(desk.plain(call(desk.registries, LOOKUP)))

    body = desk.sample(LOOKUP, "element_order").answer.body

    before, after = next(plain.iter(CITIZENS)), next(xml(body).iter(CITIZENS))
    assert [one.tag for one in after[0]] == [one.tag for one in before[0]][::-1]
    assert sorted(map(str, after.itertext())) == sorted(map(str, before.itertext()))


def test_prefixes_change_and_names_do_not(desk: Desk) -> None:
    plain = desk.plain(call(desk.registries, LOOKUP))

    body = desk.sample(LOOKUP, "namespace_prefixes").answer.body

    assert b"<S:Envelope" in body
    assert b"<ns2:CongDan>" in body
    assert b"soapenv" not in body
    assert [one.tag for one in xml(body).iter()] == [one.tag for one in xml(plain).iter()]
    assert list(xml(body).itertext()) == list(xml(plain).itertext())


def test_the_code_of_a_soap_fault_changes_its_prefix_too(desk: Desk) -> None:
    wrong = call(desk.registries, LOOKUP)._replace(
        body=b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        b'<TraCuuThongTinCongDan xmlns="http://dancuquocgia.bca"/></e:Body></e:Envelope>'
    )

    body = desk.ask(wrong, "namespace_prefixes").answer.body

    assert b"<faultcode>S:Client</faultcode>" in body


def test_a_list_of_one_is_an_object(desk: Desk) -> None:
    before, after = before_and_after(desk, HOUSEHOLD, "object_for_list")

    (wrapper,) = before
    members = before[wrapper]["dataThongTinHgd"]["dsThanhVien"]
    assert after[wrapper]["dataThongTinHgd"]["dsThanhVien"] == members[0]


def test_a_list_of_more_stays_one(desk: Desk) -> None:
    before, after = before_and_after(desk, DOSSIERS, "object_for_list")

    assert len(before["Data"]) == 2
    assert after == before


def test_an_object_is_a_list_of_one(desk: Desk) -> None:
    before, after = before_and_after(desk, DETAILS, "list_for_object")

    assert after["Data"][0]["HOAdress"] == [before["Data"]["HOAdress"]]
    assert after["Status"] == 1


def test_the_head_office_is_spelt_right(desk: Desk) -> None:
    before, after = before_and_after(desk, DETAILS, "head_office_spelt_right")

    assert after["Data"]["HOAddress"] == before["Data"]["HOAdress"]
    assert "HOAdress" not in after["Data"]


@pytest.mark.parametrize(("operation", "rows"), [(DOSSIERS, "Data"), (PARCEL, "chusudung")])
def test_every_row_comes_twice(desk: Desk, operation: str, rows: str) -> None:
    before, after = before_and_after(desk, operation, "duplicate_rows")

    assert after[rows] == [one for row in before[rows] for one in (row, row)]
    assert after.get("DataCount") == before.get("DataCount")


def test_a_citizen_comes_twice(desk: Desk) -> None:
    body = desk.sample(LOOKUP, "duplicate_rows").answer.body

    collection = next(xml(body).iter(CITIZENS))
    first, second = collection
    assert collection.attrib["SoCongDan"] == "1"
    assert list(first.itertext()) == list(second.itertext())
