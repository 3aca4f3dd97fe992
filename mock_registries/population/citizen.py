"""A citizen's record as the population registry writes it; the form is shown in registry.py."""

from datetime import date

from mock_registries.country import households, places
from mock_registries.country.families import Marital
from mock_registries.country.people import Person, Population
from mock_registries.country.places import Address, Commune
from mock_registries.population.soap import escape, text

_RELATIONS = {
    "head": "CH01",
    "wife": "CH02",
    "husband": "CH03",
    "child": "CH04",
    "father": "CH05",
    "mother": "CH06",
    "grandchild": "CH07",
    "daughter-in-law": "CH08",
    "relative": "CH09",
}
_BLOOD = ("O", "B", "A", "AB", "O", "O", "B", "A")
_MARITAL = {
    Marital.SINGLE: "1",
    Marital.MARRIED: "2",
    Marital.DIVORCED: "3",
    Marital.WIDOWED: "4",
}
_OF_AGE = 18


class CitizenWriter:
    """Writes the record of anybody of a population, as of a date."""

    def __init__(self, people: Population, as_of: date) -> None:
        self._people = people
        self._as_of = as_of
        # Whoever is born later is a minor. Compared as text, 29 February comes of age on 1 March.
        self._of_age = f"{as_of.year - _OF_AGE:04d}{as_of.isoformat()[4:]}"

    def write(self, person: Person) -> str:
        """Write the CongDan element of a person, with relatives and household."""
        family = households.relatives(self._people, person)
        blood = self._people.key(person.index, 802)
        ethnic, religion = family.ethnic_group, family.religion
        father, mother = _relative(family.father), _relative(family.mother)
        guardian = (father or mother) if person.born > self._of_age else ""
        return (
            f"<CongDan>{_numbers(person)}"
            f"<HoVaTen><Ho/><ChuDem/><Ten>{escape(person.name)}</Ten></HoVaTen>"
            f"<GioiTinh>{'1' if person.male else '2'}</GioiTinh>"
            f"<DanToc><MaDanToc>{ethnic.code}</MaDanToc><TenGoi>{ethnic.name}</TenGoi></DanToc>"
            f"<TonGiao><MaTonGiao>{religion.code}</MaTonGiao>"
            f"<TenGoi>{religion.name}</TenGoi></TonGiao>"
            f"<TinhTrangHonNhan>{_MARITAL[person.marital]}</TinhTrangHonNhan>"
            f"{_inside('NhomMau', _BLOOD[blood // 10 % len(_BLOOD)] if blood % 10 < 3 else '')}"
            f"{_birth(person.born)}"
            f"{_place('NoiDangKyKhaiSinh', person.birthplace)}"
            f"{_place('QueQuan', family.origin)}"
            f"{self._address('ThuongTru', family.home)}"
            f"{self._address('NoiOHienTai', family.residence)}"
            "<QuocTich>VN</QuocTich>"
            f"{_inside('Cha', father)}{_inside('Me', mother)}"
            f"{_inside('VoChong', _relative(family.spouse))}"
            f"{_inside('NguoiDaiDien', guardian)}"
            f"<ChuHo><QuanHe>{_RELATIONS[family.relation]}</QuanHe>{_numbers(family.head)}"
            f"<HoVaTen>{escape(family.head.name)}</HoVaTen></ChuHo>"
            f"<SoSoHoKhau>{family.book}</SoSoHoKhau></CongDan>"
        )

    def _address(self, tag: str, address: Address) -> str:
        """Write where somebody lives in the units of today, unlike where they were born."""
        commune = places.current(address.commune, self._as_of)
        return _place(tag, commune, text("ChiTiet", address.detail))


def _numbers(person: Person) -> str:
    old = f"<SoCMND>{person.old_number}</SoCMND>" if person.old_number else ""
    return f"<SoDinhDanh>{person.identity}</SoDinhDanh>{old}"


def _birth(born: str) -> str:
    if len(born) == 4:
        return f"<NgayThangNamSinh><Nam>{born}</Nam></NgayThangNamSinh>"
    day = born.replace("-", "")
    return f"<NgayThangNamSinh><NgayThangNam>{day}</NgayThangNam></NgayThangNamSinh>"


def _place(tag: str, commune: Commune, detail: str = "") -> str:
    district = commune.district_code
    return (
        f"<{tag}><MaTinhThanh>{commune.province_code}</MaTinhThanh>"
        f"{f'<MaQuanHuyen>{district}</MaQuanHuyen>' if district else ''}"
        f"<MaPhuongXa>{commune.code}</MaPhuongXa>{detail}<QuocGia>VN</QuocGia></{tag}>"
    )


def _relative(relative: Person | None) -> str:
    if relative is None:
        return ""
    return f"<HoVaTen>{escape(relative.name)}</HoVaTen><QuocTich>VN</QuocTich>{_numbers(relative)}"


def _inside(tag: str, content: str) -> str:
    return f"<{tag}>{content}</{tag}>" if content else ""
