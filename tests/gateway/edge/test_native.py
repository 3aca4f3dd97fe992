"""The registries' own operations: read as our services, the inverse of what the adapters write."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adapters.base import Adapter, Call
from adapters.bhxh import BaoHiemXaHoi
from adapters.datdai import DatDai
from adapters.dkdn import DangKyDoanhNghiep
from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.edge import native
from gateway.edge.native import Operation
from gateway.errors import (
    CallerError,
    InvalidBodyError,
    RegistryFailedError,
    SchemaViolationError,
)
from gateway.message import ServiceId
from gateway.network import load_network
from gateway.schema import Catalogue
from mock_registries import build
from mock_registries.country import Country
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest
from ndxp.compose import SCHEMAS
from tests.gateway.edge.bodies import bodies
from tests.gateway.members import SMALL

ADAPTERS: dict[str, type[BaoHiemXaHoi] | type[DatDai] | type[DangKyDoanhNghiep]] = {
    "bhxh": BaoHiemXaHoi,
    "datdai": DatDai,
    "dkdn": DangKyDoanhNghiep,
}
NETWORK = load_network(SMALL)
SERVICES = [
    (provider.registry, service)
    for provider in NETWORK.providers()
    for service in provider.services
    if provider.registry in ADAPTERS  # population's SOAP is read elsewhere
]
CATALOGUE = Catalogue.load(SCHEMAS, NETWORK.services())
DETAILS = "/apiCSDLDKDN/1.0/chiTietDoanhNghiep"
DOSSIERS = "/apiCSDLDKDN/1.0/danhSachHoSo"
CRITERIA = "/apiBHXH/getMaSoBhxhTheoTieuChi"
CARD = "/apiBHXH/kiemTraTheBhyt"
BY_BIRTHPLACE = ("TheoNoiKhaiSinh", True)
WHO = {
    "hoTen": "NGUYỄN VĂN VÍ DỤ",
    "ngaySinh": "19990131",
    "loaiNgaySinh": "0",
    "gioiTinh": "1",
    "maTinhKs": "01",
}
BY_SERVICE = {(one.registry, one.service): one for one in native.OPERATIONS}

each_service = pytest.mark.parametrize(("registry", "service"), SERVICES, ids=str)


class Remembering:
    """A registry that fails and remembers what it was asked."""

    def __init__(self) -> None:
        self.sent: list[NativeCall] = []

    async def send(self, call: NativeCall) -> NativeAnswer:
        self.sent.append(call)
        return NativeAnswer(status=503, body=b"")


def operation(path: str) -> Operation:
    found = native.at(path)
    assert found is not None
    return found


def written(registry: str, service: ServiceId, body: dict[str, Any]) -> NativeCall:
    """What the adapter asks its registry."""
    wire = Remembering()
    asked: Wire = wire
    adapter: Adapter = ADAPTERS[registry](asked)
    call = Call(service=service.code, body=body, request_id="r", time_left_s=10)
    with pytest.raises(RegistryFailedError):
        asyncio.run(adapter.answer(call))
    return wire.sent[0]


def read(path: str, given: dict[str, object]) -> Any:
    """A call with these parameters, as the canonical body."""
    found = operation(path)
    if found.method == "GET":
        return json.loads(found.read(urlencode(given), b""))
    return json.loads(found.read("", json.dumps(given).encode()))


def refusal(found: Operation, query: str, body: bytes) -> CallerError | None:
    """What a call is refused with; None for one that is read."""
    try:
        found.read(query, body)
    except CallerError as error:
        return error
    return None


@pytest.fixture(scope="module")
def registries() -> dict[str, Registry]:
    return dict(build(Country(scale=1e-4)))


def test_every_service_but_those_in_soap_stands_for_an_operation_and_has_its_path() -> None:
    for registry, service in SERVICES:
        found = BY_SERVICE.get((registry, service.code))

        assert found is not None
        assert native.at(found.path) is found
    assert ("dancu", "TraCuuThongTinCongDan") not in BY_SERVICE
    assert native.at("/dancu") is None
    assert native.at(f"{DETAILS}/") is None


@each_service
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_the_adapter_writes_is_read_back(
    registry: str, service: ServiceId, data: st.DataObject
) -> None:
    request, _ = CATALOGUE.schemas(service)
    body = data.draw(bodies(request))
    try:
        CATALOGUE.check_request(service, body)
    except SchemaViolationError:
        assume(False)  # members that do not go together

    sent = written(registry, service, body)

    path, _, query = sent.path.partition("?")
    found = operation(path)
    assert (found.registry, found.service, found.method) == (registry, service.code, sent.method)
    # By the place of birth registration is what a body that says nothing of it means.
    expected = {key: value for key, value in body.items() if (key, value) != BY_BIRTHPLACE}
    assert json.loads(found.read(query, sent.body)) == expected


@each_service
def test_a_refusal_is_the_registrys_own(
    registry: str, service: ServiceId, registries: dict[str, Registry]
) -> None:
    found = BY_SERVICE.get((registry, service.code))
    assert found is not None
    refused = registries[registry].answer(NativeRequest(method=found.method, path=found.path))

    status, body = found.refuse("Ví Dụ")

    theirs = json.loads(refused.body)
    for message in ("Message", "ghiChu", "thongbao"):
        if message in theirs:
            theirs[message] = "Ví Dụ"
    assert (status, json.loads(body)) == (refused.status, theirs)
    assert found.media_type == refused.headers["Content-Type"]


def test_a_refusal_speaks_of_the_parameters_that_the_caller_knows() -> None:
    _, body = operation(DOSSIERS).refuse("Correct: /TuNgay: format (date); /DenNgay: x; /Khac: y.")

    message = json.loads(body)["Message"]
    assert message == "Correct: from_date: format (date); to_date: x; /Khac: y."


@pytest.mark.parametrize(
    ("path", "given", "where"),
    [
        (DETAILS, {}, "msdn: required"),
        (DETAILS, {"msdn": ""}, "msdn: required"),
        (DETAILS, {"MSDN": "0100000010"}, "msdn: required"),
        (DOSSIERS, {"from_date": "2022-12-01"}, "from_date: not dd/MM/yyyy"),
        (DOSSIERS, {"from_date": "1/12/2022"}, "from_date: not dd/MM/yyyy"),
        (DOSSIERS, {"from_date": "٠١/١٢/٢٠٢٢"}, "from_date: not dd/MM/yyyy"),
        (
            DOSSIERS,
            {"from_date": "01/12/2022", "to_date": "01/12/2022", "offset": "-1"},
            "offset: not a whole number",
        ),
        (CRITERIA, {**WHO, "loaiNgaySinh": "3"}, "loaiNgaySinh: none of 0, 1, 2"),
        (CRITERIA, {**WHO, "loaiNgaySinh": "1"}, "ngaySinh: not yyyy, which loaiNgaySinh says"),
        (CRITERIA, {**WHO, "loaiNgaySinh": "2"}, "ngaySinh: not yyyyMM, which loaiNgaySinh says"),
        (CRITERIA, {**WHO, "ngaySinh": "1999"}, "ngaySinh: not yyyyMMdd, which loaiNgaySinh says"),
        (CRITERIA, {**WHO, "loaiNgaySinh": None}, "loaiNgaySinh: required"),
        (CRITERIA, {**WHO, "gioiTinh": "Nam"}, "gioiTinh: none of 1, 2, 3"),
        (CRITERIA, {**WHO, "gioiTinh": 1}, "gioiTinh: not a text"),
        (CRITERIA, {**WHO, "isKs": "2"}, "isKs: none of 1, 0"),
        (CARD, {"maThe": "x", "hoTen": "x", "ngaySinh": "19990131"}, "ngaySinh: not dd/MM/yyyy"),
    ],
)
def test_a_malformed_parameter_is_named(path: str, given: dict[str, object], where: str) -> None:
    with pytest.raises(SchemaViolationError) as caught:
        read(path, given)

    assert caught.value.where == where


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("msdn=0100000010&msdn=0100000010", "msdn: given twice"),
        ("msdn=1&msdn=", "msdn: given twice"),
        ("msdn=%ff", "(the query): not UTF-8, or more than 20 parameters"),
        ("&".join(f"a{number}" for number in range(21)), "(the query): not UTF-8, or more than 20"),
    ],
)
def test_a_query_has_one_meaning(query: str, where: str) -> None:
    with pytest.raises(SchemaViolationError) as caught:
        operation(DETAILS).read(query, b"")

    assert caught.value.where.startswith(where)


@pytest.mark.parametrize("body", [b"", b"[]", b'"x"', b'{"maThe":"1","maThe":"2"}', b"\xff"])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidBodyError):
        operation(CARD).read("", body)


def test_what_the_registry_does_not_know_counts_for_nothing() -> None:
    assert read(DETAILS, {"msdn": "0100000010", "khac": "Ví Dụ"}) == {
        "MaSoDoanhNghiep": "0100000010"
    }
    assert read(CRITERIA, {**WHO, "maHuyenKs": "", "maXaKs": None, "khac": [1]}) == {
        "HoVaTen": "NGUYỄN VĂN VÍ DỤ",
        "NgaySinh": "1999-01-31",
        "GioiTinh": "Nam",
        "MaTinhKhaiSinh": "01",
    }


def test_a_name_is_read_as_the_registry_does() -> None:
    given: dict[str, object] = {**WHO, "hoTen": " NGUYE\u0302\u0303N VĂN VÍ DỤ "}

    assert read(CRITERIA, given)["HoVaTen"] == "NGUYỄN VĂN VÍ DỤ"


SECRET = "BÍ MẬT 079099000001"
anything = st.sampled_from([SECRET, "", "01/12/2022", "0", "1", "19990131"])


@each_service
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_is_sent_is_read_or_refused_without_repeating_it(
    registry: str, service: ServiceId, data: st.DataObject
) -> None:
    found = BY_SERVICE.get((registry, service.code))
    assert found is not None
    names = st.sampled_from([*(one.native for one in found.parameters), SECRET])
    given = data.draw(st.lists(st.tuples(names, anything), max_size=8))

    refused = refusal(found, urlencode(given), json.dumps(dict(given)).encode())

    assert SECRET not in str(refused) + (refused.where if refused else "")


@each_service
@given(query=st.text(max_size=60), body=st.binary(max_size=60))
def test_any_bytes_are_refused_or_read(
    registry: str, service: ServiceId, query: str, body: bytes
) -> None:
    found = BY_SERVICE.get((registry, service.code))
    assert found is not None

    refused = refusal(found, query, body)

    assert refused is None or refused.status in (400, 422)
