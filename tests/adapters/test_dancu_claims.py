"""The population registry's adapter: whoever is asked for by an old number, and relatives."""

from collections.abc import Callable

import pytest

from adapters.base import Adapter, Answer, Call
from adapters.dancu import DanCu
from adapters.wire import NativeCall, Wire
from gateway.errors import RegistryFailedError
from mock_registries.country import Country

Recorded = Callable[[bytes | str, int], Wire]
Check = Callable[[Adapter, str, Answer], None]

LOOKUP, VERIFICATION = "TraCuuThongTinCongDan", "XacThucThongTinCongDan"
RELATIVE = "XacMinhThongTinNhanThan"
ASKED: dict[str, object] = {
    "SoDinhDanh": "001099000001",
    "HoVaTen": "Nguyễn Văn Ví Dụ",
    "NgayThangNamSinh": "1999-01-31",
}
BY_OLD_NUMBER: dict[str, object] = {
    "SoCMND": "010000001",
    "HoVaTen": "Trần Thị B",
    "NgayThangNamSinh": "1970",
}
ENVELOPE = '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>{}</S:Body></S:Envelope>'


def call(service: str, body: dict[str, object]) -> Call:
    return Call(service=service, body=body, request_id="r-1", time_left_s=10)


def soap(content: str) -> str:
    return ENVELOPE.format(content)


async def test_a_relative_is_asked_about_in_the_namespace_of_that_operation(
    recorded: Recorded, sent: list[NativeCall]
) -> None:
    wire = recorded(soap("<KetQuaXacMinh><TonTai>true</TonTai></KetQuaXacMinh>"), 200)
    body = {**BY_OLD_NUMBER, "NguoiThan": {"QuanHe": "Con", **ASKED}}

    answer = await DanCu(wire).answer(call(RELATIVE, body))

    assert answer.found
    assert answer.body == {"KetQua": True}
    envelope = sent[0].body.decode()
    assert 'xmlns:dan="http://gtel.vn/qldc"' in envelope
    assert (
        "<dan:MaTichHop>033</dan:MaTichHop><dan:MaCanBo>ndxp-adapter</dan:MaCanBo>"
        "<dan:SoCMND>010000001</dan:SoCMND><dan:HoVaTen>TRẦN THỊ B</dan:HoVaTen>"
        "<dan:NgayThangNamSinh><dan:Nam>1970</dan:Nam></dan:NgayThangNamSinh>"
        "<dan:NguoiThan><dan:QuanHe>Con</dan:QuanHe><dan:SoDinhDanh>001099000001</dan:SoDinhDanh>"
    ) in envelope


async def test_a_citizen_is_found_by_the_old_number(
    registry: Wire, country: Country, check: Check
) -> None:
    adapter = DanCu(registry)
    people = map(country.population.person, range(1000))
    person = next(one for one in people if one.old_number is not None)
    asked: dict[str, object] = {
        "SoCMND": person.old_number,
        "HoVaTen": person.name,
        "NgayThangNamSinh": person.born,
    }

    answer = await adapter.answer(call(LOOKUP, asked))
    verified = await adapter.answer(call(VERIFICATION, asked))

    check(adapter, LOOKUP, answer)
    assert answer.body["CongDan"]["SoDinhDanh"] == person.identity
    assert verified.body == {"KetQua": True}


async def test_a_citizen_with_another_old_number_was_not_asked_for(recorded: Recorded) -> None:
    citizen = "<CongDan><SoDinhDanh>001099000001</SoDinhDanh><SoCMND>010000002</SoCMND></CongDan>"
    wire = recorded(soap(f"<CongdanCollection>{citizen}</CongdanCollection>"), 200)

    with pytest.raises(RegistryFailedError):
        await DanCu(wire).answer(call(LOOKUP, BY_OLD_NUMBER))
