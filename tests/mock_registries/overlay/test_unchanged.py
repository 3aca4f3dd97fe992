"""A database without changes changes nothing: the same bytes from every registry."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_registries import build
from mock_registries.country import Country
from mock_registries.overlay import ChangedCountry, open_country
from mock_registries.registry import Registry
from mock_registries.samples import families, records, sample, unknown
from mock_registries.wire import NativeRequest
from tests.mock_registries.citizens import ask, claim, leading

LATER = date(2025, 12, 31)
REGISTRIES = ("dancu", "dkdn", "bhxh", "datdai")
Pair = tuple[Country, ChangedCountry]


@pytest.fixture(scope="module", params=[date(2022, 12, 31), LATER])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The whole country as it is computed, and with an empty database."""
    database: Path = tmp_path_factory.mktemp("overlay") / "country.db"
    return Country(as_of=request.param), open_country(2022, request.param, 1.0, database)


@pytest.fixture(scope="module")
def both(pair: Pair) -> tuple[Mapping[str, Registry], ...]:
    return tuple(build(country) for country in pair)


INDICES = st.integers(min_value=0, max_value=99_460_000 - 1)


@given(index=INDICES)
def test_citizens_are_the_same(
    pair: Pair, both: tuple[Mapping[str, Registry], ...], index: int
) -> None:
    person = pair[0].population.person(index)
    family = pair[0].population.family(index)
    relative = "".join(["<QuanHe>Me</QuanHe>", *claim(family[-1])])

    for operation, purpose, more in (
        ("TraCuuThongTinCongDan", "037", ""),
        ("XacThucThongTinCongDan", "033", ""),
    ):
        parts = [*leading(purpose), *claim(person), more]
        plain, changed = (ask(one["dancu"], operation, *parts) for one in both)
        assert plain == changed
    parts = [*leading("033"), *claim(person), f"<NguoiThan>{relative}</NguoiThan>"]
    plain, changed = (
        ask(one["dancu"], "XacMinhThongTinNhanThan", *parts, namespace="http://gtel.vn/qldc")
        for one in both
    )
    assert plain == changed


@given(index=INDICES)
def test_what_belongs_to_somebody_is_the_same(pair: Pair, index: int) -> None:
    plain, changed = (
        (
            country.population.children(index),
            country.population.identity(index),
            country.population.birth_commune(index),
            country.enterprises.of_person(index),
            country.enterprises.branches_of_person(index),
            country.land.of_person(index),
            country.insurance.card(index),
            country.insurance.covered(index),
            country.insurance.employer(index),
            country.insurance.household(country.insurance.household_code(index)),
            country.insurance.visits(index),
        )
        for country in pair
    )

    assert plain == changed


@given(index=st.integers(min_value=0, max_value=1_039_999))
def test_enterprises_are_the_same(
    pair: Pair, both: tuple[Mapping[str, Registry], ...], index: int
) -> None:
    code = pair[0].enterprises.code(index)

    for asked in (code, f"{code}-001", pair[0].enterprises.unknown_code(index)):
        path, query = "/apiCSDLDKDN/1.0/chiTietDoanhNghiep", urlencode({"msdn": asked})
        request = NativeRequest(method="GET", path=path, query=query)
        plain, changed = (one["dkdn"].answer(request) for one in both)
        assert plain == changed
        assert pair[0].enterprises.by_code(asked) == pair[1].enterprises.by_code(asked)
    plain_people, changed_people = (list(one.insurance.employees(index)) for one in pair)
    assert plain_people == changed_people


@given(index=INDICES)
def test_the_insured_are_the_same(
    pair: Pair, both: tuple[Mapping[str, Registry], ...], index: int
) -> None:
    insurance = pair[0].insurance
    number = insurance.number(index) if insurance.insured(index) else f"{index:010d}"
    person = pair[0].population.person(index)
    born = "/".join(reversed(person.born.split("-")))
    card = insurance.card(index)
    code = card.code if card else f"DN401{number}"

    for service, body in (
        ("getTraCuuTtHgdByMaSoBhxh", f'{{"maSoBhxh":"{number}"}}'),
        (
            "kiemTraTheBhyt",
            f'{{"maThe":"{code}","hoTen":"{person.name}","ngaySinh":"{born}"}}',
        ),
        (
            "getMaSoBhxhTheoTieuChi",
            f'{{"hoTen":"{person.name}","ngaySinh":"{person.born.replace("-", "")}",'
            f'"loaiNgaySinh":"{int(len(born) == 4)}","gioiTinh":"{1 if person.male else 2}",'
            f'"maTinhKs":"{person.birthplace.province_code}","isKs":"1"}}',
        ),
    ):
        request = NativeRequest(method="POST", path=f"/apiBHXH/{service}", body=body.encode())
        plain, changed = (one["bhxh"].answer(request) for one in both)
        assert plain == changed


@given(index=st.integers(min_value=0, max_value=42_999_999))
def test_land_is_the_same(pair: Pair, both: tuple[Mapping[str, Registry], ...], index: int) -> None:
    parcel = pair[0].land.parcel(index)
    owner = parcel.owners[0]
    queries: list[tuple[str, dict[str, object]]] = [
        (
            "thuadat",
            {"maxa": parcel.commune.code, "soto": parcel.sheet, "sothua": parcel.number},
        ),
        (
            "chusudung",
            {"sodinhdanh": owner.person.identity}
            if owner.person
            else {"masodoanhnghiep": owner.tax_code},
        ),
        ("giaychungnhan", {"sophathanh": pair[0].land.unknown_serial(index)}),
    ]
    if parcel.certificate:
        queries.append(("giaychungnhan", {"sophathanh": parcel.certificate.serial}))

    for service, asked in queries:
        request = NativeRequest(method="GET", path=f"/datdai/{service}", query=urlencode(asked))
        plain, changed = (one["datdai"].answer(request) for one in both)
        assert plain == changed


@pytest.mark.parametrize("registry", REGISTRIES)
def test_samples_are_the_same(pair: Pair, registry: str) -> None:
    assert sample(pair[0], registry, 30, 1) == sample(pair[1], registry, 30, 1)
    assert records(pair[0], registry, 30, 2) == records(pair[1], registry, 30, 2)


def test_families_and_unknown_records_are_the_same(pair: Pair) -> None:
    services = ("TraCuuThongTinCongDan", "chiTietDoanhNghiep", "kiemTraTheBhyt", "traCuuThuaDat")

    assert families(pair[0], 2, 1) == families(pair[1], 2, 1)
    assert [unknown(pair[0], one) for one in services] == [
        unknown(pair[1], one) for one in services
    ]
