"""Any record of the whole country: from a request through wire and adapter to the schema."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from adapters.base import Adapter, Answer, Call, JsonObject
from adapters.bhxh import BaoHiemXaHoi
from adapters.dancu import DanCu
from adapters.datdai import DatDai
from adapters.dkdn import DangKyDoanhNghiep
from adapters.wire import Wire
from gateway.errors import RegistryRefusedError
from mock_registries import samples
from mock_registries.country import Country
from mock_registries.country.mismatches import Mismatch

Check = Callable[[Adapter, str, Answer], None]
numbers = st.integers(0, 2**62)  # of a record, counted round
# Of these the warehouse knows too little: a search by what it has does not lead to them.
UNSEARCHABLE = (Mismatch.NO_MIDDLE_NAME, Mismatch.YEAR_ONLY)
reading_registries = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="session", params=[date(2022, 12, 31), date(2025, 7, 1)], ids=str)
def country(request: pytest.FixtureRequest) -> Country:
    """The whole country before the merger of districts and communes, and on the day of it."""
    return Country(as_of=request.param)


def call(service: str, **body: object) -> Call:
    asked: JsonObject = dict(body)
    return Call(service=service, body=asked, request_id="r", time_left_s=10)


def insured(country: Country, number: int) -> int:
    index = number % country.population.size
    assume(country.insurance.insured(index))
    return index


@pytest.mark.parametrize(
    ("service", "adapter"),
    [
        ("XacMinhThongTinNhanThan", DanCu),
        ("danhSachHoSoTrongNgay", DangKyDoanhNghiep),
        ("tinhTrangHoSo", DangKyDoanhNghiep),
        ("getTraCuuThongTinHgd", BaoHiemXaHoi),
        ("traCuuChuSuDung", DatDai),
    ],
)
async def test_samples_are_found_before_and_since_the_merger(
    service: str,
    adapter: Callable[[Wire], Adapter],
    registry: Wire,
    country: Country,
    check: Check,
) -> None:
    asked = adapter(registry)
    name = asked.subsystem.rpartition("/")[2]

    for body in samples.sample(country, name, 20, 3, service):
        answer = await asked.answer(call(service, **body))

        assert answer.found
        check(asked, service, answer)


@reading_registries
@given(numbers)
async def test_every_enterprise_and_branch(
    registry: Wire, country: Country, check: Check, number: int
) -> None:
    enterprises, adapter = country.enterprises, DangKyDoanhNghiep(registry)
    index = number % enterprises.size
    suffixes = ["", *(f"-{one + 1:03d}" for one in range(enterprises.branches(index)))]

    for suffix in suffixes:
        code = enterprises.code(index) + suffix
        answer = await adapter.answer(call("chiTietDoanhNghiep", MaSoDoanhNghiep=code))

        assert answer.body["DoanhNghiep"]["MaSoDoanhNghiep"] == code
        assert answer.body["DoanhNghiep"]["NguoiDaiDien"]
        check(adapter, "chiTietDoanhNghiep", answer)


@settings(reading_registries, max_examples=30)
@given(st.dates(date(2010, 7, 1), date(2022, 12, 27)), st.integers(0, 4), st.integers(0, 9000))
async def test_every_page_of_dossiers(
    registry: Wire, country: Country, check: Check, first: date, more: int, offset: int
) -> None:
    adapter = DangKyDoanhNghiep(registry)
    period = {"TuNgay": first.isoformat(), "DenNgay": (first + timedelta(days=more)).isoformat()}

    answer = await adapter.answer(call("danhSachHoSo", **period, ViTri=offset, SoLuong=20))

    check(adapter, "danhSachHoSo", answer)
    for dossier in answer.body.get("HoSo", []):
        assert country.dossiers.find(dossier["SoHoSo"]) is not None


@reading_registries
@given(numbers)
async def test_every_household(registry: Wire, country: Country, check: Check, number: int) -> None:
    index, adapter = insured(country, number), BaoHiemXaHoi(registry)
    own = country.insurance.number(index)

    answer = await adapter.answer(call("getTraCuuTtHgdByMaSoBhxh", MaSoBhxh=own))

    members = answer.body["HoGiaDinh"]["ThanhVien"]
    assert own in [one["MaSoBhxh"] for one in members]
    check(adapter, "getTraCuuTtHgdByMaSoBhxh", answer)


@reading_registries
@given(numbers)
async def test_everybody_by_what_the_warehouse_has_of_them(
    registry: Wire, country: Country, check: Check, number: int
) -> None:
    record = country.insurance.record(insured(country, number))
    adapter = BaoHiemXaHoi(registry)
    asked = call(
        "getMaSoBhxhTheoTieuChi",
        HoVaTen=record.name.upper(),
        NgaySinh=record.born,
        GioiTinh="Nam" if record.male else "Nữ",
        MaTinhKhaiSinh=record.birthplace.province_code,
    )

    answer = await adapter.answer(asked)

    found = [one["MaSoBhxh"] for one in answer.body.get("KetQua", [])]
    assert (record.number in found) == (record.mismatch not in UNSEARCHABLE)
    check(adapter, asked.service, answer)


@reading_registries
@given(numbers)
async def test_everybody_by_their_own_papers_if_the_warehouse_agrees(
    registry: Wire, country: Country, number: int
) -> None:
    index = insured(country, number)
    record, person = country.insurance.record(index), country.population.person(index)
    asked = call(
        "getMaSoBhxhTheoTieuChi",
        HoVaTen=person.name,
        NgaySinh=person.born,
        GioiTinh="Nam" if person.male else "Nữ",
        MaTinhKhaiSinh=person.birthplace.province_code,
    )

    answer = await BaoHiemXaHoi(registry).answer(asked)

    agrees = (record.name, record.born, record.male) == (person.name, person.born, person.male)
    found = [one["MaSoBhxh"] for one in answer.body.get("KetQua", [])]
    assert (record.number in found) == agrees


@reading_registries
@given(numbers)
async def test_every_card_with_its_holder_as_the_warehouse_and_as_the_papers_have_them(
    registry: Wire, country: Country, check: Check, number: int
) -> None:
    card = country.insurance.card(number % country.population.size)
    assume(card is not None)
    assert card is not None
    adapter, holder = BaoHiemXaHoi(registry), card.holder
    person = country.population.person(holder.index)

    def asked(name: str, born: str) -> Call:
        return call("kiemTraTheBhyt", MaThe=card.code, HoVaTen=name, NgaySinh=born)

    answer = await adapter.answer(asked(holder.name, holder.born))

    assert answer.body["The"]["MaThe"] == card.code
    assert card.valid_on(country.as_of) or not answer.body["The"]["ConHieuLuc"]
    check(adapter, "kiemTraTheBhyt", answer)
    agrees = (holder.name, holder.born) == (person.name, person.born)
    try:
        await adapter.answer(asked(person.name, person.born))
        taken = True
    except RegistryRefusedError:
        taken = False
    assert taken == agrees
