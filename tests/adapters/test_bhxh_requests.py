"""The insurance registry's adapter: how people are asked for by criteria, and found."""

import json
from collections.abc import Callable

import pytest

from adapters.base import Adapter, Answer
from adapters.bhxh import BaoHiemXaHoi
from adapters.wire import NativeCall, Wire
from mock_registries.country import Country, households
from tests.adapters.insurer import (
    ASKED,
    CARD,
    CRITERIA,
    HOUSEHOLD,
    HOUSEHOLDS,
    MEMBER,
    call,
    card,
    wrapped,
)

Recorded = Callable[[bytes | str, int], Wire]
Check = Callable[[Adapter, str, Answer], None]


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
            CRITERIA,
            {
                "NgaySinh": "1999-01",
                "GioiTinh": "Không rõ",
                "MaHuyenKhaiSinh": "001",
                "MaXaKhaiSinh": "00001",
                "TheoNoiKhaiSinh": False,
            },
            {
                "hoTen": "Nguyễn Văn A",
                "ngaySinh": "199901",
                "loaiNgaySinh": "2",
                "gioiTinh": "3",
                "maTinhKs": "01",
                "maHuyenKs": "001",
                "maXaKs": "00001",
                "isKs": "0",
            },
        ),
        (
            HOUSEHOLDS,
            {"MaSoBhxh": "0100000001", "MaThe": "DN4010100000001"},
            {
                "hoTen": "Nguyễn Văn A",
                "ngaySinh": "19990131",
                "loaiNgaySinh": "0",
                "gioiTinh": "1",
                "maTinh": "01",
                "soSo": "0100000001",
                "maThe": "DN4010100000001",
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


async def test_people_are_found_with_their_household(recorded: Recorded, check: Check) -> None:
    found = {**MEMBER, "gioiTinh": "2", "maHo": 7, "diaChi": "Số 1, Phường A"}
    adapter = BaoHiemXaHoi(recorded(wrapped(HOUSEHOLDS, [found, {**found, "diaChi": ""}]), 200))

    answer = await adapter.answer(call(HOUSEHOLDS))

    check(adapter, HOUSEHOLDS, answer)
    person = {
        "MaSoBhxh": "0100000001",
        "HoVaTen": "Nguyễn Văn A",
        "NgaySinh": "1999",
        "GioiTinh": "Nữ",
        "MaHo": "7",
        "TrangThai": "Đang tham gia",
    }
    address = {"ChiTiet": "Số 1, Phường A", "QuocGia": "VN"}
    assert answer.body == {"KetQua": [{**person, "DiaChi": address}, person]}


async def test_whoever_lives_in_a_province_is_found_there_and_not_by_a_birthplace(
    registry: Wire, country: Country
) -> None:
    adapter = BaoHiemXaHoi(registry)
    movers = (
        index
        for index in range(10_000)
        if country.insurance.insured(index)
        and country.insurance.record(index).matched
        and households.home(country.population, index).commune.province_code
        != country.insurance.record(index).birthplace.province_code
    )
    index = next(movers)
    record = country.insurance.record(index)
    asked = {
        "HoVaTen": record.name,
        "NgaySinh": record.born,
        "GioiTinh": "Không rõ",
        "MaTinh": households.home(country.population, index).commune.province_code,
        "MaSoBhxh": record.number,
    }

    at_home = await adapter.answer(call(HOUSEHOLDS, {**asked, "TheoNoiKhaiSinh": False}))
    by_birthplace = await adapter.answer(call(HOUSEHOLDS, asked))

    assert [one["MaSoBhxh"] for one in at_home.body["KetQua"]] == [record.number]
    assert not by_birthplace.found
