"""What the insurer's records look like on the wire of /apiBHXH (see the package)."""

from datetime import date

from mock_registries.country import Country, households, places
from mock_registries.country.mismatches import Insured
from mock_registries.country.places import Address
from mock_registries.insurance.cards import Checked
from mock_registries.wire import write_day

Answer = dict[str, object]


def household(country: Country, index: int) -> Answer:
    """Write the household of the person at an index: those of it whom the warehouse knows."""
    home = households.home(country.population, index)
    place = places.current(home.commune, country.as_of)
    insurance = country.insurance
    return {
        "maHo": insurance.household_code(index),
        "maTinh": place.province_code,
        "maHuyen": place.district_code or None,
        "maXa": place.code,
        "diaChi": home.detail,
        "dsThanhVien": [
            {**_member(country, one.record), "mqhChuHo": households.RELATION_NAMES[one.relation]}
            for one in insurance.members(index)
        ],
    }


def number_record(country: Country, record: Insured) -> Answer:
    """Write what a search for an insurance number finds of somebody."""
    return {
        "maSoBhxh": record.number,
        **_identity(record),
        "trangThai": _state(country, record),
    }


def household_record(country: Country, record: Insured) -> Answer:
    """Write what a search for a household finds of somebody."""
    home = households.home(country.population, record.index)
    return {
        "maSo": record.number,
        **_identity(record),
        "maHo": country.insurance.household_code(record.index),
        "diaChi": address_text(home, country.as_of),
        "trangThai": _state(country, record),
    }


def checked_card(checked: Checked, card_code: str) -> Answer:
    """Write the data of a card that was checked; nothing where there is none."""
    if checked.found is None:
        return {}
    card = checked.found.card
    record = card.holder
    shown = checked.exchanged or card
    return {
        "maThe": card_code,
        "hoTen": record.name,
        "ngaySinh": birth(record),
        "gioiTinh": sex(record),
        "gtTheTu": write_day(shown.valid_from),
        "gtTheDen": write_day(shown.valid_until),
        "maDKBD": card.hospital_code,
        "tenDKBD": card.hospital,
        "mucHuong": card.percent,
    }


def address_text(home: Address, day: date) -> str:
    """Write an address in the units of a day."""
    place = places.current(home.commune, day)
    units = (home.detail, place.name, place.district, place.province)
    return ", ".join(filter(None, units))


def birth(record: Insured) -> str:
    """Write a birth as dd/MM/yyyy or yyyy."""
    return "/".join(reversed(record.born.split("-")))


def sex(record: Insured) -> str:
    """Write a sex as cards have it."""
    return "Nam" if record.male else "Nữ"


def _member(country: Country, record: Insured) -> Answer:
    place = record.birthplace
    return {
        "maSo": record.number,
        "soSoCu": "",
        **_identity(record),
        "maTinhKs": place.province_code,
        "maHuyenKs": place.district_code,
        "maXaKs": place.code,
        "trangThai": _state(country, record),
    }


def _identity(record: Insured) -> Answer:
    return {
        "hoTen": record.name,
        "ngaySinh": record.born.replace("-", ""),
        "loaiNgaySinh": "1" if len(record.born) == 4 else "0",
        "gioiTinh": "1" if record.male else "2",
    }


def _state(country: Country, record: Insured) -> str:
    covered = country.insurance.covered(record.index)
    return "Đang tham gia" if covered else "Không tham gia"
