"""The land registry's adapter: parcels, certificates and owners of an assumed contract."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from adapters.base import Adapter, Answer, Call
from adapters.datdai import DatDai
from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.errors import RegistryFailedError, RegistryRefusedError
from mock_registries import samples
from mock_registries.country import Country, places
from mock_registries.land import LandRegistry
from mock_registries.wire import NativeRequest
from tests.adapters.faulty import DOWN

Recorded = Callable[[bytes | str, int], Wire]
Check = Callable[[Adapter, str, Answer], None]

PARCEL, CERTIFICATE, OWNER = "traCuuThuaDat", "traCuuGiayChungNhan", "traCuuChuSuDung"
SERVICES = [PARCEL, CERTIFICATE, OWNER]
ASKED: dict[str, dict[str, Any]] = {
    PARCEL: {"MaXa": "00001", "SoTo": 12.0, "SoThua": 345},
    CERTIFICATE: {"SoPhatHanh": "BA 012345"},
    OWNER: {"SoDinhDanh": "001099000001", "ViTri": 1.0, "SoLuong": 10},
}
LAND = {
    "madvhc": "00001",
    "matinh": "01",
    "diachi": "Số 1",
    "soto": "12",
    "sothua": 345,
    "dientich": "120,5",
    "loaidat1": "ODT",
    "dientich1": 120.5,
    "loaidat2": None,
    "chusudung": {"hovatenchusudung": "Nguyễn Văn A", "sodinhdanhcanhan": "012345678"},
}
PAPER: dict[str, Any] = {
    "sophathanhgcn": "BA 012345",
    "ngaycapgcn": "31/12/2015",
    "sovaosogcn": "CS01234",
    "thuadat": {"madvhc": "00001", "soto": 12, "sothua": 345, "dientich": 120.5},
    "chusudung": [{"hovatenchusudung": "CÔNG TY VÍ DỤ", "masodoanhnghiep": "0100000010"}],
}


class MergedRegistry:
    """The mock registry after the merger of communes, without a socket."""

    def __init__(self) -> None:
        self.country = Country(as_of=places.MERGER, scale=1e-3)
        self._registry = LandRegistry(self.country)

    async def send(self, call: NativeCall) -> NativeAnswer:
        path, _, query = call.path.partition("?")
        answer = self._registry.answer(NativeRequest(method=call.method, path=path, query=query))
        return NativeAnswer(status=answer.status, body=answer.body)


def call(service: str, body: dict[str, Any] | None = None) -> Call:
    return Call(service=service, body=body or ASKED[service], request_id="r", time_left_s=10)


@pytest.mark.parametrize("service", SERVICES)
async def test_records_of_the_registry_come_back_canonical(
    service: str, registry: Wire, country: Country, check: Check
) -> None:
    adapter = DatDai(registry)

    for body in samples.sample(country, "datdai", 40, 7, service):
        answer = await adapter.answer(call(service, body))

        assert answer.found
        assert answer.native
        check(adapter, service, answer)


@pytest.mark.parametrize("service", SERVICES)
async def test_nothing_is_not_found(
    service: str, registry: Wire, country: Country, check: Check
) -> None:
    adapter = DatDai(registry)

    answer = await adapter.answer(call(service, samples.unknown(country, service)))

    assert not answer.found
    assert answer.body == {}
    check(adapter, service, answer)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_registry_that_is_down_has_failed(service: str, registry: Wire) -> None:
    with pytest.raises(RegistryFailedError):
        await DatDai(registry).answer(replace(call(service), headers=DOWN))


@pytest.mark.parametrize(
    ("service", "path"),
    [
        (PARCEL, "/datdai/thuadat?maxa=00001&soto=12&sothua=345"),
        (CERTIFICATE, "/datdai/giaychungnhan?sophathanh=BA%20012345"),
        (OWNER, "/datdai/chusudung?sodinhdanh=001099000001&offset=1&limit=10"),
    ],
)
async def test_a_request_is_a_query(
    service: str, path: str, recorded: Recorded, sent: list[NativeCall]
) -> None:
    wire = recorded('{"maloi":"KHONG_TIM_THAY"}', 404)

    await DatDai(wire).answer(call(service))

    assert sent[0].method == "GET"
    assert sent[0].path == path


async def test_a_parcel_without_a_certificate_is_read(recorded: Recorded, check: Check) -> None:
    adapter = DatDai(recorded(json.dumps(LAND), 200))

    answer = await adapter.answer(call(PARCEL))

    check(adapter, PARCEL, answer)
    assert answer.body["ThuaDat"] == {
        "MaXa": "00001",
        "SoTo": 12,
        "SoThua": 345,
        "DienTich": 120.5,
        "LoaiDat": [{"Ma": "ODT", "DienTich": 120.5}],
        "DiaChi": {"MaTinh": "01", "MaXa": "00001", "ChiTiet": "Số 1", "QuocGia": "VN"},
        "ChuSuDung": [{"HoVaTen": "Nguyễn Văn A"}],
    }


async def test_a_certificate_of_one_parcel_is_read(recorded: Recorded, check: Check) -> None:
    adapter = DatDai(recorded(json.dumps(PAPER), 200))

    answer = await adapter.answer(call(CERTIFICATE))

    check(adapter, CERTIFICATE, answer)
    assert answer.body["GiayChungNhan"] == {
        "SoPhatHanh": "BA 012345",
        "NgayCap": "2015-12-31",
        "SoVaoSo": "CS01234",
        "ThuaDat": [{"MaXa": "00001", "SoTo": 12, "SoThua": 345, "DienTich": 120.5}],
        "ChuSuDung": [{"HoVaTen": "CÔNG TY VÍ DỤ", "MaSoDoanhNghiep": "0100000010"}],
    }


async def test_what_an_owner_has_is_a_page_of_a_total(recorded: Recorded, check: Check) -> None:
    certified = {**PAPER["thuadat"], "sophathanhgcn": "BA 012345"}
    adapter = DatDai(recorded(json.dumps({"tongso": 7, "thuadat": certified}), 200))

    answer = await adapter.answer(call(OWNER))

    check(adapter, OWNER, answer)
    key = {"MaXa": "00001", "SoTo": 12, "SoThua": 345, "DienTich": 120.5}
    assert answer.body == {"TongSo": 7, "ThuaDat": [{**key, "SoPhatHanh": "BA 012345"}]}


async def test_an_enterprise_is_asked_for_by_its_code(
    recorded: Recorded, sent: list[NativeCall]
) -> None:
    wire = recorded('{"maloi":"KHONG_TIM_THAY"}', 404)

    await DatDai(wire).answer(call(OWNER, {"MaSoDoanhNghiep": "0100000010"}))

    assert sent[0].path == "/datdai/chusudung?masodoanhnghiep=0100000010"


@pytest.mark.parametrize("asked", [{"MaXa": "00001", "SoTo": 512}, {"MaXa": "00004", "SoTo": 12}])
async def test_a_parcel_may_be_asked_for_by_its_key_of_before_the_merger(
    asked: dict[str, Any], recorded: Recorded, check: Check
) -> None:
    native = {**LAND, "soto": 512, "madvhc_cu": "00004", "soto_cu": "12"}
    adapter = DatDai(recorded(json.dumps(native), 200))

    answer = await adapter.answer(call(PARCEL, {**asked, "SoThua": 345}))

    check(adapter, PARCEL, answer)
    parcel = answer.body["ThuaDat"]
    assert (parcel["MaXa"], parcel["SoTo"], parcel["SoThua"]) == ("00001", 512, 345)
    assert (parcel["MaXaCu"], parcel["SoToCu"]) == ("00004", 12)
    assert parcel["DiaChi"]["MaXa"] == "00001"


async def test_old_keys_lead_to_their_parcels_after_the_merger(check: Check) -> None:
    registry = MergedRegistry()
    adapter = DatDai(registry)

    for body in samples.sample(registry.country, "datdai", 40, 7, PARCEL):
        answer = await adapter.answer(call(PARCEL, body))

        check(adapter, PARCEL, answer)
        parcel = answer.body["ThuaDat"]
        assert (parcel["MaXaCu"], parcel["SoToCu"]) == (body["MaXa"], body["SoTo"])


@pytest.mark.parametrize(
    ("service", "field"),
    [(PARCEL, "/MaXa"), (CERTIFICATE, "/SoPhatHanh"), (OWNER, "/SoDinhDanh")],
)
async def test_a_key_that_is_not_taken_is_a_refusal(
    service: str, field: str, recorded: Recorded
) -> None:
    with pytest.raises(RegistryRefusedError, match=field) as caught:
        await DatDai(recorded('{"maloi":"THAM_SO_SAI","thongbao":"Ví Dụ"}', 400)).answer(
            call(service)
        )

    assert "Ví Dụ" not in str(caught.value)
    assert "Ví Dụ" in caught.value.native.decode()


@pytest.mark.parametrize(
    ("service", "body", "status"),
    [
        (PARCEL, json.dumps(LAND), 503),
        (PARCEL, json.dumps({**LAND, "sothua": 346}), 200),
        (PARCEL, json.dumps({**LAND, "madvhc": "00004", "madvhc_cu": "00001"}), 200),
        (PARCEL, json.dumps({**LAND, "dientich": "Ví Dụ"}), 200),
        (PARCEL, json.dumps({**LAND, "chusudung": "Ví Dụ"}), 200),
        (PARCEL, '{"maloi":"KHONG_CO_DICH_VU"}', 404),
        (PARCEL, "<html>404</html>", 404),
        (PARCEL, "{}", 200),
        (PARCEL, "", 200),
        (CERTIFICATE, json.dumps({**PAPER, "sophathanhgcn": "BA 012346"}), 200),
        (CERTIFICATE, json.dumps({**PAPER, "ngaycapgcn": "Ví Dụ"}), 200),
        (CERTIFICATE, "[]", 200),
        (OWNER, '{"tongso":0,"thuadat":[]}', 200),
        (OWNER, '{"tongso":1,"thuadat":"Ví Dụ"}', 200),
        (CERTIFICATE, '{"maloi":"LOI_HE_THONG"}', 200),
    ],
)
async def test_any_other_answer_is_a_failure(
    service: str, body: str, status: int, recorded: Recorded
) -> None:
    with pytest.raises(RegistryFailedError) as caught:
        await DatDai(recorded(body, status)).answer(call(service))

    assert "Ví Dụ" not in str(caught.value)
