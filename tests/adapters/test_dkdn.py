"""The business registry's adapter: its envelope, its lists that are not, its misspelt address."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from adapters.base import Adapter, Answer, Call
from adapters.dkdn import DangKyDoanhNghiep
from adapters.wire import NativeCall, Wire
from gateway.errors import RegistryFailedError, RegistryRefusedError
from mock_registries import samples
from mock_registries.country import Country
from mock_registries.faults import Faults

Recorded = Callable[[bytes | str, int], Wire]
Check = Callable[[Adapter, str, Answer], None]

DETAILS, DOSSIERS = "chiTietDoanhNghiep", "danhSachHoSo"
ASKED: dict[str, dict[str, Any]] = {
    DETAILS: {"MaSoDoanhNghiep": "0100000010"},
    DOSSIERS: {"TuNgay": "2022-12-01", "DenNgay": "2022-12-05", "ViTri": 0.0, "SoLuong": 100},
}


def call(service: str, body: dict[str, Any] | None = None) -> Call:
    return Call(service=service, body=body or ASKED[service], request_id="r", time_left_s=10)


def envelope(data: object, count: object = 1, status: object = 1) -> str:
    answer = {"Data": data, "DataCount": count, "Status": status, "Message": "Ví Dụ"}
    return json.dumps(answer, ensure_ascii=False)


def enterprise(**changes: object) -> dict[str, object]:
    return {
        "MainInformation": {
            "ENTERPRISE_GDT_CODE": "0100000010",
            "NAME": "CÔNG TY TNHH VÍ DỤ",
            "ENTERPRISE_STATUS": "Đang hoạt động",
            "LEGAL_NAMES": "Nguyễn Văn A; Trần Thị B",
            "CAPITAL_AMOUNT": "5.000.000",
            "FOUNDING_DATE": "31/12/2015",
        },
        "HOAdress": {"StreetNumber": "Số 1", "WardName": "Phường A", "CityName": "Hà Nội"},
        **changes,
    }


@pytest.mark.parametrize("service", [DETAILS, DOSSIERS])
async def test_records_of_the_registry_come_back_canonical(
    service: str, registry: Wire, country: Country, check: Check
) -> None:
    adapter = DangKyDoanhNghiep(registry)

    for body in samples.sample(country, "dkdn", 40, 7, service):
        answer = await adapter.answer(call(service, body))

        assert answer.found
        assert answer.native
        check(adapter, service, answer)
        if service == DETAILS:
            assert answer.body["DoanhNghiep"]["NguoiDaiDien"]
            assert answer.body["DoanhNghiep"]["NganhNghe"][0]["Chinh"] is True


async def test_a_branch_is_found_under_its_own_code(registry: Wire, country: Country) -> None:
    enterprises = country.enterprises
    index = next(n for n in range(enterprises.size) if enterprises.branches(n))
    code = f"{enterprises.code(index)}-001"

    answer = await DangKyDoanhNghiep(registry).answer(call(DETAILS, {"MaSoDoanhNghiep": code}))

    assert answer.body["DoanhNghiep"]["MaSoDoanhNghiep"] == code


@pytest.mark.parametrize("service", [DETAILS, DOSSIERS])
async def test_nothing_is_not_found(
    service: str, registry: Wire, country: Country, check: Check
) -> None:
    adapter = DangKyDoanhNghiep(registry)

    answer = await adapter.answer(call(service, samples.unknown(country, service)))

    assert not answer.found
    assert answer.body == {}
    check(adapter, service, answer)


async def test_a_period_of_six_days_is_refused(registry: Wire) -> None:
    body = {**ASKED[DOSSIERS], "DenNgay": "2022-12-06"}

    with pytest.raises(RegistryRefusedError, match=r"/DenNgay: .* five days"):
        await DangKyDoanhNghiep(registry).answer(call(DOSSIERS, body))


async def test_a_registry_that_is_down_has_failed(registry: Wire, faults: Faults) -> None:
    with faults.on("dkdn", "down"), pytest.raises(RegistryFailedError):
        await DangKyDoanhNghiep(registry).answer(call(DETAILS))


@pytest.mark.parametrize(
    ("service", "query"),
    [
        (DETAILS, "msdn=0100000010"),
        (DOSSIERS, "from_date=01%2F12%2F2022&to_date=05%2F12%2F2022&offset=0&limit=100"),
    ],
)
async def test_a_request_is_a_query(
    service: str, query: str, recorded: Recorded, sent: list[NativeCall]
) -> None:
    await DangKyDoanhNghiep(recorded(envelope(None, 0), 200)).answer(call(service))

    assert sent[0].method == "GET"
    assert sent[0].path == f"/apiCSDLDKDN/1.0/{service}?{query}"


async def test_gaps_and_single_objects_are_read(recorded: Recorded, check: Check) -> None:
    data = enterprise(
        Representatives={"FULL_NAME": "Nguyễn Văn A", "IDENTITY_NO": "C1234567"},
        BusinessActivity={"CODE": 4690, "NAME": "Bán buôn", "IS_MAIN": 1},
        Member={
            "MEMBER_NAME": "Nguyễn Văn A",
            "IDENTITY_NO": "001099000001",
            "RATIO_PERCENT": "60,5",
        },
    )
    adapter = DangKyDoanhNghiep(recorded(envelope(data, status="1"), 200))

    answer = await adapter.answer(call(DETAILS))

    check(adapter, DETAILS, answer)
    assert answer.body["DoanhNghiep"] == {
        "MaSoDoanhNghiep": "0100000010",
        "Ten": "CÔNG TY TNHH VÍ DỤ",
        "TinhTrang": "Đang hoạt động",
        "NgayThanhLap": "2015-12-31",
        "VonDieuLe": 5_000_000,
        "DiaChiTruSo": {"ChiTiet": "Số 1, Phường A, Hà Nội", "QuocGia": "VN"},
        "NguoiDaiDien": [{"HoVaTen": "Nguyễn Văn A"}],
        "NganhNghe": [{"Ma": "4690", "Ten": "Bán buôn", "Chinh": True}],
        "ThanhVien": [{"HoVaTen": "Nguyễn Văn A", "SoDinhDanh": "001099000001", "TyLe": 60.5}],
    }


async def test_representatives_without_a_list_come_from_their_names(recorded: Recorded) -> None:
    answer = await DangKyDoanhNghiep(recorded(envelope(enterprise()), 200)).answer(call(DETAILS))

    assert answer.body["DoanhNghiep"]["NguoiDaiDien"] == [
        {"HoVaTen": "Nguyễn Văn A"},
        {"HoVaTen": "Trần Thị B"},
    ]


async def test_a_page_behind_the_end_keeps_the_total(recorded: Recorded, check: Check) -> None:
    adapter = DangKyDoanhNghiep(recorded(envelope([], 17), 200))

    answer = await adapter.answer(call(DOSSIERS))

    check(adapter, DOSSIERS, answer)
    assert answer.found
    assert answer.body == {"TongSo": 17, "HoSo": []}


@pytest.mark.parametrize("service", [DETAILS, DOSSIERS])
async def test_status_zero_is_a_refusal_in_our_words(service: str, recorded: Recorded) -> None:
    with pytest.raises(RegistryRefusedError) as caught:
        await DangKyDoanhNghiep(recorded(envelope(None, 0, 0), 200)).answer(call(service))

    assert "Ví Dụ" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (envelope(enterprise()), 500),
        (envelope(None, 0), 404),
        (envelope("Ví Dụ"), 200),
        (envelope([]), 200),
        (envelope(enterprise(HOAdress=[1])), 200),
        (envelope(enterprise(MainInformation={"ENTERPRISE_GDT_CODE": "0100000028"})), 200),
        (envelope(None, status=2), 200),
        (envelope(None, status="Ví Dụ"), 200),
        ('{"fault":{"code":900804,"message":"Message throttled out"}}', 200),
        ('{"Status":1}', 200),
        ("", 200),
        ("<html/>", 200),
    ],
)
async def test_any_other_answer_is_a_failure(body: str, status: int, recorded: Recorded) -> None:
    with pytest.raises(RegistryFailedError) as caught:
        await DangKyDoanhNghiep(recorded(body, status)).answer(call(DETAILS))

    assert "Ví Dụ" not in str(caught.value)
