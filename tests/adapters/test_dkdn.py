"""The business registry's adapter: its envelope, its lists that are not, its misspelt address."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from adapters.base import Adapter, Answer, Call
from adapters.dkdn import DangKyDoanhNghiep
from adapters.wire import NativeCall, Wire
from gateway.errors import RegistryFailedError, RegistryRefusedError
from mock_registries import samples
from mock_registries.country import Country
from tests.adapters.faulty import DOWN

Recorded = Callable[[bytes | str, int], Wire]
Check = Callable[[Adapter, str, Answer], None]

DETAILS, DOSSIERS = "chiTietDoanhNghiep", "danhSachHoSo"
TODAY, STATE = "danhSachHoSoTrongNgay", "tinhTrangHoSo"
SERVICES = [DETAILS, DOSSIERS, TODAY, STATE]
ASKED: dict[str, dict[str, Any]] = {
    DETAILS: {"MaSoDoanhNghiep": "0100000010"},
    DOSSIERS: {"TuNgay": "2022-12-01", "DenNgay": "2022-12-05", "ViTri": 0.0, "SoLuong": 100},
    TODAY: {"TuGio": "08:00", "DenGio": "11:30", "ViTri": 0, "SoLuong": 10.0},
    STATE: {"SoHoSo": "021201000001"},
}
DOSSIER = {
    "IN_JOURNAL_NO": 21201000001,
    "DOCUMENT_TYPE": "Thành lập mới",
    "ENTERPRISE_GDT_CODE": "0100000010",
    "NAME": "CÔNG TY TNHH VÍ DỤ",
    "RECEIPT_DATE": "01/12/2022",
    "PROCESS_STATUS": "Đã cấp",
    "REGISTRATION_DATE": None,
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


@pytest.mark.parametrize("service", SERVICES)
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


@pytest.mark.parametrize("service", SERVICES)
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


async def test_a_registry_that_is_down_has_failed(registry: Wire) -> None:
    with pytest.raises(RegistryFailedError):
        await DangKyDoanhNghiep(registry).answer(replace(call(DETAILS), headers=DOWN))


@pytest.mark.parametrize(
    ("service", "query"),
    [
        (DETAILS, "msdn=0100000010"),
        (DOSSIERS, "from_date=01%2F12%2F2022&to_date=05%2F12%2F2022&offset=0&limit=100"),
        (TODAY, "from_ts=08%3A00&to_ts=11%3A30&offset=0&limit=10"),
        (STATE, "in_journal_no=021201000001"),
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


async def test_a_dossier_of_today_has_the_day_of_its_processing(
    recorded: Recorded, check: Check
) -> None:
    adapter = DangKyDoanhNghiep(
        recorded(envelope({**DOSSIER, "PROCESSED_DATE": "02/12/2022"}, 1), 200)
    )

    answer = await adapter.answer(call(TODAY))

    check(adapter, TODAY, answer)
    assert answer.body["HoSo"][0]["NgayXuLy"] == "2022-12-02"


@pytest.mark.parametrize(
    ("native", "canonical"),
    [
        ({}, {}),
        ({"CONTACT_FULL_NAME": "Nguyễn Văn A"}, {"NguoiNop": {"HoVaTen": "Nguyễn Văn A"}}),
        (
            {
                "PLAN_DATE": "06/12/2022",
                "REGISTRATION_DATE": "05/12/2022",
                "SUBMISSION_TYPE": "Trực tiếp",
                "CONTACT_FULL_NAME": "Nguyễn Văn A",
                "CONTACT_ID_NO": "001099000001",
                "CONTACT_ADDRESS": "Số 1",
                "CONTACT_PHONE": "Ví Dụ",
            },
            {
                "NgayHenTra": "2022-12-06",
                "NgayDangKy": "2022-12-05",
                "HinhThucNop": "Trực tiếp",
                "NguoiNop": {
                    "HoVaTen": "Nguyễn Văn A",
                    "SoDinhDanh": "001099000001",
                    "DiaChi": {"ChiTiet": "Số 1", "QuocGia": "VN"},
                },
            },
        ),
    ],
)
async def test_the_state_of_a_dossier_is_read_as_far_as_it_is_known(
    native: dict[str, object], canonical: dict[str, object], recorded: Recorded, check: Check
) -> None:
    data = {"MainInformation": {**DOSSIER, **native}}
    adapter = DangKyDoanhNghiep(recorded(envelope(data), 200))

    answer = await adapter.answer(call(STATE))

    check(adapter, STATE, answer)
    assert answer.body["HoSo"] == {
        "SoHoSo": "21201000001",
        "MaSoDoanhNghiep": "0100000010",
        "TenDoanhNghiep": "CÔNG TY TNHH VÍ DỤ",
        "Loai": "Thành lập mới",
        "NgayNop": "2022-12-01",
        "TrangThai": "Đã cấp",
        **canonical,
    }


async def test_the_state_of_another_dossier_goes_no_further(recorded: Recorded) -> None:
    data = {"MainInformation": {**DOSSIER, "IN_JOURNAL_NO": 221201000002}}

    with pytest.raises(RegistryFailedError):
        await DangKyDoanhNghiep(recorded(envelope(data), 200)).answer(call(STATE))


async def test_a_page_behind_the_end_keeps_the_total(recorded: Recorded, check: Check) -> None:
    adapter = DangKyDoanhNghiep(recorded(envelope([], 17), 200))

    answer = await adapter.answer(call(DOSSIERS))

    check(adapter, DOSSIERS, answer)
    assert answer.found
    assert answer.body == {"TongSo": 17, "HoSo": []}


@pytest.mark.parametrize("service", SERVICES)
async def test_status_zero_is_a_refusal_in_our_words(service: str, recorded: Recorded) -> None:
    with pytest.raises(RegistryRefusedError) as caught:
        await DangKyDoanhNghiep(recorded(envelope(None, 0, 0), 200)).answer(call(service))

    assert "Ví Dụ" not in str(caught.value)
    assert "Ví Dụ" in caught.value.native.decode()


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
