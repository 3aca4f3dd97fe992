"""The insurance registry's adapter: wrapped answers, and the language of the hospital gateway."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from adapters.base import Adapter, Answer, Call
from adapters.bhxh import BaoHiemXaHoi
from adapters.wire import NativeCall, Wire
from gateway.errors import RegistryFailedError, RegistryRefusedError
from mock_registries import samples
from mock_registries.country import Country
from mock_registries.faults import Faults

Recorded = Callable[[bytes | str, int], Wire]
Check = Callable[[Adapter, str, Answer], None]

HOUSEHOLD, CRITERIA, CARD = "getTraCuuTtHgdByMaSoBhxh", "getMaSoBhxhTheoTieuChi", "kiemTraTheBhyt"
SERVICES = [HOUSEHOLD, CRITERIA, CARD]
ASKED: dict[str, dict[str, Any]] = {
    HOUSEHOLD: {"MaSoBhxh": "0100000001"},
    CRITERIA: {
        "HoVaTen": "Nguye\u0302\u0303n Văn A",
        "NgaySinh": "1999-01-31",
        "GioiTinh": "Nữ",
        "MaTinhKhaiSinh": "01",
    },
    CARD: {"MaThe": "DN4010100000001", "HoVaTen": "Nguyễn Văn A", "NgaySinh": "1999-01-31"},
}
MEMBER = {
    "maSo": "0100000001",
    "hoTen": "Nguyễn Văn A",
    "ngaySinh": "199901",
    "loaiNgaySinh": "2",
    "gioiTinh": "3",
    "mqhChuHo": "Chủ hộ",
    "trangThai": "Đang tham gia",
}
MATCH = {"maSoBhxh": "0100000001", **{k: v for k, v in MEMBER.items() if k != "maSo"}}
FAMILY = {"maHo": "1", "maTinh": "01", "maXa": "00001", "dsThanhVien": MEMBER}


def call(service: str, body: dict[str, Any] | None = None) -> Call:
    return Call(service=service, body=body or ASKED[service], request_id="r", time_left_s=10)


def wrapped(service: str, data: object, error: str = "", successful: object = True) -> str:
    wrapper = f"TST_G{service[1:]}Response"
    name = "dataThongTinHgd" if service == HOUSEHOLD else "dataThongTin"
    return json.dumps({wrapper: {"successful": successful, name: data, "errorCode": error}})


def card(result: str, **changes: object) -> str:
    answer: dict[str, object] = {
        "maKetQua": result,
        "ghiChu": "Ví Dụ",
        "maThe": "DN4010100000001",
        "hoTen": "Nguyễn Văn A",
        "ngaySinh": "1999",
        "gtTheTu": "01/01/2022",
        "gtTheDen": "31/12/2022",
        "maDKBD": "01001",
        "tenDKBD": "Bệnh viện Ví Dụ",
        "mucHuong": "80",
    }
    return json.dumps({**answer, **changes})


@pytest.mark.parametrize("service", SERVICES)
async def test_records_of_the_registry_come_back_canonical(
    service: str, registry: Wire, country: Country, check: Check
) -> None:
    adapter = BaoHiemXaHoi(registry)

    for body in samples.sample(country, "bhxh", 40, 7, service):
        answer = await adapter.answer(call(service, body))

        assert answer.found
        assert answer.native
        check(adapter, service, answer)


@pytest.mark.parametrize("service", SERVICES)
async def test_nobody_is_not_found(
    service: str, registry: Wire, country: Country, check: Check
) -> None:
    adapter = BaoHiemXaHoi(registry)

    answer = await adapter.answer(call(service, samples.unknown(country, service)))

    assert not answer.found
    assert answer.body == {}
    check(adapter, service, answer)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_registry_that_is_down_has_failed(
    service: str, registry: Wire, faults: Faults
) -> None:
    with faults.on("bhxh", "down"), pytest.raises(RegistryFailedError):
        await BaoHiemXaHoi(registry).answer(call(service))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda asked: {"HoVaTen": "QUÁCH VĂN KHÔNG"}, "060"),
        (lambda asked: {"HoVaTen": asked["HoVaTen"][0] + " KHÔNG"}, "061"),
        (lambda asked: {"NgaySinh": "1900-01-01"}, "070"),
        (lambda asked: {"MaThe": f"{asked['MaThe'][:3]}00{asked['MaThe'][5:]}"}, "052"),
    ],
)
async def test_a_card_that_does_not_fit_its_holder_is_refused_with_the_field(
    change: Callable[[Any], dict[str, object]], code: str, registry: Wire, country: Country
) -> None:
    asked = next(
        body
        for body in samples.sample(country, "bhxh", 20, 7, CARD)
        if not str(body["HoVaTen"]).startswith("Q")
    )
    changed = change(asked)

    with pytest.raises(RegistryRefusedError) as caught:
        await BaoHiemXaHoi(registry).answer(call(CARD, {**asked, **changed}))

    assert caught.value.where.startswith(f"/{next(iter(changed))}: ")
    assert caught.value.where.endswith(f"({code})")


@pytest.mark.parametrize(
    ("service", "change", "question"),
    [
        (HOUSEHOLD, {}, {"maSoBhxh": "0100000001"}),
        (
            CRITERIA,
            {},
            {
                "hoTen": "Nguyễn Văn A",
                "ngaySinh": "19990131",
                "loaiNgaySinh": "0",
                "gioiTinh": "2",
                "maTinhKs": "01",
                "isKs": "1",
            },
        ),
        (
            CRITERIA,
            {"NgaySinh": "1999", "GioiTinh": "Nam"},
            {
                "hoTen": "Nguyễn Văn A",
                "ngaySinh": "1999",
                "loaiNgaySinh": "1",
                "gioiTinh": "1",
                "maTinhKs": "01",
                "isKs": "1",
            },
        ),
        (
            CARD,
            {},
            {"maThe": "DN4010100000001", "hoTen": "Nguyễn Văn A", "ngaySinh": "31/01/1999"},
        ),
    ],
)
async def test_a_request_is_in_the_registrys_words(
    service: str,
    change: dict[str, object],
    question: object,
    recorded: Recorded,
    sent: list[NativeCall],
) -> None:
    wire = recorded(
        card("050") if service == CARD else wrapped(service, None, "DATA_NOT_FOUND"), 200
    )

    await BaoHiemXaHoi(wire).answer(call(service, {**ASKED[service], **change}))

    assert sent[0].method == "POST"
    assert sent[0].path == f"/apiBHXH/{service}"
    assert json.loads(sent[0].body) == question


async def test_a_single_member_known_by_year_and_month_is_read(
    recorded: Recorded, check: Check
) -> None:
    adapter = BaoHiemXaHoi(recorded(wrapped(HOUSEHOLD, FAMILY), 200))

    answer = await adapter.answer(call(HOUSEHOLD))

    check(adapter, HOUSEHOLD, answer)
    assert answer.body["HoGiaDinh"] == {
        "MaHo": "1",
        "DiaChi": {"MaTinh": "01", "MaXa": "00001", "QuocGia": "VN"},
        "ThanhVien": [
            {
                "MaSoBhxh": "0100000001",
                "HoVaTen": "Nguyễn Văn A",
                "NgaySinh": "1999",
                "QuanHe": "Chủ hộ",
            }
        ],
    }


@pytest.mark.parametrize("data", [MATCH, [MATCH]])
async def test_one_match_is_a_list_of_one(data: object, recorded: Recorded, check: Check) -> None:
    adapter = BaoHiemXaHoi(recorded(wrapped(CRITERIA, data), 200))

    answer = await adapter.answer(call(CRITERIA))

    check(adapter, CRITERIA, answer)
    assert [one["MaSoBhxh"] for one in answer.body["KetQua"]] == ["0100000001"]


@pytest.mark.parametrize(
    ("result", "valid"),
    [
        *(("000", True), ("004", True), ("003", False), ("010", False), ("110", False)),
        *((code, False) for code in ("120", "121", "122", "123", "124")),
    ],
)
async def test_a_card_that_no_longer_counts_is_found_and_said_not_to(
    result: str, valid: bool, recorded: Recorded, check: Check
) -> None:
    adapter = BaoHiemXaHoi(recorded(card(result), 200))

    answer = await adapter.answer(call(CARD))

    check(adapter, CARD, answer)
    assert answer.found
    assert answer.body["The"]["ConHieuLuc"] is valid
    assert answer.body["The"]["MucHuong"] == 80


@pytest.mark.parametrize(
    ("service", "body"),
    [
        (HOUSEHOLD, wrapped(HOUSEHOLD, None, "INVALID_PARAM", successful=False)),
        (CRITERIA, wrapped(CRITERIA, None, "INVALID_PARAM", successful=False)),
        *((CARD, card(code)) for code in ("001", "002", "051", "052", "053")),
        *((CARD, card(code)) for code in ("060", "061", "070", "130", "205")),
    ],
)
async def test_a_parameter_that_is_not_taken_is_a_refusal(
    service: str, body: str, recorded: Recorded
) -> None:
    with pytest.raises(RegistryRefusedError) as caught:
        await BaoHiemXaHoi(recorded(body, 200)).answer(call(service))

    assert "Ví Dụ" not in str(caught.value)


@pytest.mark.parametrize(
    ("service", "body", "status"),
    [
        (HOUSEHOLD, wrapped(HOUSEHOLD, FAMILY), 500),
        (HOUSEHOLD, wrapped(HOUSEHOLD, {"dsThanhVien": {**MEMBER, "maSo": "0100000002"}}), 200),
        (HOUSEHOLD, wrapped(HOUSEHOLD, "Ví Dụ"), 200),
        (HOUSEHOLD, wrapped(CRITERIA, MEMBER), 200),
        (HOUSEHOLD, wrapped(HOUSEHOLD, FAMILY, "SYSTEM_ERROR"), 200),
        (HOUSEHOLD, wrapped(HOUSEHOLD, None, successful=False), 200),
        (HOUSEHOLD, wrapped(HOUSEHOLD, None, successful="Ví Dụ"), 200),
        (CRITERIA, wrapped(CRITERIA, [1]), 200),
        (CRITERIA, wrapped(CRITERIA, {**MATCH, "ngaySinh": "Ví Dụ"}), 200),
        *((CARD, card(code), 200) for code in ("054", "055", "100", "101", "401")),
        (CARD, card("000", maThe="DN4010100000002"), 200),
        (CARD, card("000", mucHuong="Ví Dụ"), 200),
        (CARD, "{}", 200),
        (CARD, "", 200),
        (CARD, "[]", 200),
    ],
)
async def test_any_other_answer_is_a_failure(
    service: str, body: str, status: int, recorded: Recorded
) -> None:
    with pytest.raises(RegistryFailedError) as caught:
        await BaoHiemXaHoi(recorded(body, status)).answer(call(service))

    assert "Ví Dụ" not in str(caught.value)
