"""The main facts of a record, flat and in one order, as a table for people and for CSV."""

from collections.abc import Callable, Mapping

from mock_registries.country import Country, households, places
from mock_registries.land_keys import Keys

Record = dict[str, object]


def _person(country: Country, index: int) -> Record:
    population = country.population
    person = population.person(index)
    family = households.household(population, index)
    home = places.current(family.home.commune, country.as_of)
    return {
        "SoDinhDanh": person.identity,
        "SoCMND": person.old_number or "",
        "HoVaTen": person.name,
        "NgayThangNamSinh": person.born,
        "GioiTinh": "Nam" if person.male else "Nữ",
        "MaTinhKhaiSinh": person.birthplace.province_code,
        "MaTinh": home.province_code,
        "MaXa": home.code,
        "DiaChi": family.home.detail,
        "SoDinhDanhChuHo": family.head.identity,
        "QuanHe": households.RELATION_NAMES[family.relation(person)],
    }


def _enterprise(country: Country, index: int) -> Record:
    enterprise = country.enterprises.enterprise(index)
    place = places.current(enterprise.address.commune, country.as_of)
    leader = enterprise.representatives[0][0]
    return {
        "MaSoDoanhNghiep": enterprise.code,
        "Ten": enterprise.name,
        "LoaiHinh": enterprise.kind,
        "TinhTrang": enterprise.status,
        "NgayThanhLap": enterprise.founded.isoformat(),
        "VonDieuLe": enterprise.capital,
        "MaNganhChinh": enterprise.activities[0][0],
        "MaTinh": place.province_code,
        "MaXa": place.code,
        "SoDinhDanhDaiDien": leader.identity,
        "SoChiNhanh": country.enterprises.branches(index),
    }


def _insured(country: Country, index: int) -> Record:
    insured = country.insurance.record(index)
    card = country.insurance.card(index)
    employer = country.insurance.employer(index)
    return {
        "MaSoBhxh": insured.number,
        "HoVaTen": insured.name,
        "NgaySinh": insured.born,
        "GioiTinh": "Nam" if insured.male else "Nữ",
        "SoDinhDanh": insured.identity or "",
        "MaHo": country.insurance.household_code(index),
        "MaThe": card.code if card else "",
        "TuNgay": card.valid_from.isoformat() if card else "",
        "DenNgay": card.valid_until.isoformat() if card else "",
        "MaSoDoanhNghiep": "" if employer is None else country.enterprises.code(employer),
    }


def _parcel(country: Country, index: int) -> Record:
    parcel = country.land.parcel(index)
    key = Keys(country.land, country.as_of).of(parcel)
    certificate, owner = parcel.certificate, parcel.owners[0]
    return {
        "MaXa": key.commune.code,
        "SoTo": key.sheet,
        "SoThua": key.number,
        "DienTich": parcel.area,
        "LoaiDat": " ".join(kind for kind, _ in parcel.uses),
        "SoPhatHanh": certificate.serial if certificate else "",
        "NgayCap": certificate.issued.isoformat() if certificate else "",
        "SoDinhDanhChuSuDung": owner.person.identity if owner.person else "",
        "MaSoDoanhNghiep": owner.tax_code or "",
    }


RECORDS: Mapping[str, Callable[[Country, int], Record]] = {
    "dancu": _person,
    "dkdn": _enterprise,
    "bhxh": _insured,
    "datdai": _parcel,
}
