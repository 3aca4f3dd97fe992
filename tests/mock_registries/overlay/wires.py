"""Asking the four registries of one country in their own formats."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from mock_registries import build
from mock_registries.country import Country, households
from mock_registries.country.households import Household
from mock_registries.country.people import Person
from mock_registries.overlay import ChangedCountry, open_country
from mock_registries.wire import NativeRequest
from tests.mock_registries.citizens import N, ask, children, claim, content, leading

AS_OF = date(2022, 12, 31)
SCALE = 1e-4


def open_small(database: Path, seed: int = 2022) -> ChangedCountry:
    """The country of all tests here, with the changes of a database."""
    return open_country(seed, AS_OF, SCALE, database)


class Wires:
    """The registries of a country; what they answer, parsed."""

    def __init__(self, country: Country) -> None:
        self._registries = build(country)

    def citizens(self, person: Person) -> Element:
        """The collection that a lookup of somebody gives."""
        return content(ask(self._registries["dancu"], "TraCuuThongTinCongDan", *children(person)))

    def citizen(self, person: Person, path: str) -> str | None:
        """A text of somebody's record, by its path below CongDan."""
        steps = "/".join(f"{N}{step}" for step in ("CongDan", *path.split("/")))
        return self.citizens(person).findtext(steps)

    def exists(self, person: Person) -> str:
        """What a verification of somebody says."""
        parts = children(person, "033")
        reply = ask(self._registries["dancu"], "XacThucThongTinCongDan", *parts)
        return "".join(content(reply).itertext())

    def related(self, person: Person, relation: str, relative: Person) -> str:
        """What the check of a relation says."""
        inside = "".join([f"<QuanHe>{relation}</QuanHe>", *claim(relative)])
        parts = [*leading("033"), *claim(person), f"<NguoiThan>{inside}</NguoiThan>"]
        space = "http://gtel.vn/qldc"
        registry = self._registries["dancu"]
        reply = ask(registry, "XacMinhThongTinNhanThan", *parts, namespace=space)
        return "".join(content(reply).itertext())

    def enterprise(self, code: str) -> Any:
        """The details of an enterprise, None if there is none."""
        return self._get("dkdn", "/apiCSDLDKDN/1.0/chiTietDoanhNghiep", msdn=code)["Data"]

    def household(self, number: str) -> Any:
        """The insurer's household of somebody, None if there is none."""
        reply = self._post("getTraCuuTtHgdByMaSoBhxh", maSoBhxh=number)
        return next(iter(reply.values()))["dataThongTinHgd"]

    def card(self, code: str, name: str, born: str) -> Any:
        """What the check of a card says."""
        day = "/".join(reversed(born.split("-")))
        return self._post("kiemTraTheBhyt", maThe=code, hoTen=name, ngaySinh=day)

    def numbers(self, person: Person) -> Any:
        """What the insurer finds by somebody's name, birth, sex and province of birth."""
        reply = self._post(
            "getMaSoBhxhTheoTieuChi",
            hoTen=person.name,
            ngaySinh=person.born.replace("-", ""),
            loaiNgaySinh="1" if len(person.born) == 4 else "0",
            gioiTinh="1" if person.male else "2",
            maTinhKs=person.birthplace.province_code,
            isKs="1",
        )
        return next(iter(reply.values()))["dataThongTin"]

    def parcel(self, commune: str, sheet: int, number: int) -> Any:
        """A parcel by its key."""
        return self._get("datdai", "/datdai/thuadat", maxa=commune, soto=sheet, sothua=number)

    def certificate(self, serial: str) -> Any:
        """A certificate by its serial; {"maloi": …} if there is none."""
        return self._get("datdai", "/datdai/giaychungnhan", sophathanh=serial)

    def holding(self, **owner: str) -> list[tuple[str, int, int]]:
        """The keys of an owner's parcels."""
        found = self._get("datdai", "/datdai/chusudung", **owner)
        return [(one["madvhc"], one["soto"], one["sothua"]) for one in found.get("thuadat", [])]

    def _get(self, registry: str, path: str, **given: object) -> Any:
        request = NativeRequest(method="GET", path=path, query=urlencode(given))
        return json.loads(self._registries[registry].answer(request).body)

    def _post(self, service: str, **given: str) -> Any:
        body = json.dumps(given).encode()
        request = NativeRequest(method="POST", path=f"/apiBHXH/{service}", body=body)
        return json.loads(self._registries["bhxh"].answer(request).body)


def household_where(country: Country, wanted: Callable[[Household], bool]) -> Household:
    """The first household that is as wanted."""
    people = country.population
    found = (households.household(people, people.principals(n)[0]) for n in range(people.families))
    return next(one for one in found if wanted(one))
