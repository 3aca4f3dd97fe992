"""The insurance registry's adapter: wrapped answers, and the language of the hospital gateway."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from adapters.base import Adapter, Answer
from adapters.bhxh import BaoHiemXaHoi
from adapters.wire import Wire
from gateway.errors import RegistryFailedError, RegistryRefusedError
from mock_registries import samples
from mock_registries.country import Country
from tests.adapters.faulty import DOWN
from tests.adapters.insurer import (
    CARD,
    CRITERIA,
    FAMILY,
    HOUSEHOLD,
    HOUSEHOLDS,
    MATCH,
    MEMBER,
    SERVICES,
    call,
    card,
    wrapped,
)

Recorded = Callable[[bytes | str, int], Wire]
Check = Callable[[Adapter, str, Answer], None]


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
async def test_a_registry_that_is_down_has_failed(service: str, registry: Wire) -> None:
    with pytest.raises(RegistryFailedError):
        await BaoHiemXaHoi(registry).answer(replace(call(service), headers=DOWN))


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
        (HOUSEHOLDS, wrapped(HOUSEHOLDS, None, "INVALID_PARAM", successful=False)),
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
    assert caught.value.native.decode() == body


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
