"""What the population registry is asked: its operations, read in their one order of elements."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from mock_registries.population import soap
from mock_registries.population.soap import RefusedError
from mock_registries.wire import read_compact_day, read_year

LOOKUP: Final = "TraCuuThongTinCongDan"
VERIFICATION: Final = "XacThucThongTinCongDan"
RELATIVE: Final = "XacMinhThongTinNhanThan"
SERVICE: Final = "http://dancuquocgia.bca"
RELATIVE_SERVICE: Final = "http://gtel.vn/qldc"
RELATIONS: Final = ("Cha", "Me", "VoChong", "Con")
CHANGED: Final = "1"  # the one Loai there is
MAX_PAGE_SIZE = 100

_LOOKUP_PURPOSES = ("037",)
_VERIFICATION_PURPOSES = ("003", "033")
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}
_MOST_DIGITS = 15  # of a number: more than any moment in milliseconds has
_NAMES = frozenset(
    [
        *("MaYeuCau", "MaDVC", "MaTichHop", "MaCanBo", "MaDonVi", "TaiKhoan", "SoDienThoai"),
        *("SoDinhDanh", "SoCMND", "HoVaTen", "NgayThangNamSinh", "NgayThangNam", "Nam"),
        *("NguoiThan", "QuanHe", "TuNgay", "DenNgay", "Loai", "Trang", "SoBanGhi"),
    ]
)


class Claim(NamedTuple):
    """What a caller says of somebody; exactly one of the two numbers is given."""

    identity: str | None
    old_number: str | None
    name: str
    born: str  # YYYY-MM-DD or YYYY


@dataclass(frozen=True, slots=True)
class Lookup:
    """Asks for the record of a citizen."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Verification:
    """Asks whether there is such a citizen."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class RelativeVerification:
    """Asks whether the second is to the first what `relation` says, one of RELATIONS."""

    claim: Claim
    relation: str
    relative: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Asks for a page of the records that changed in a period, both ends included."""

    first_ms: int  # milliseconds since 1970-01-01T00:00Z
    last_ms: int
    page: int  # from 1
    page_size: int


Inquiry = Lookup | Verification | RelativeVerification | Changes


def read(body: bytes) -> Inquiry:
    """Read a request; raises RefusedError for anything but the accepted forms."""
    operation = soap.operation(body)
    reader = _READERS.get(operation.tag)
    if reader is None:
        message = f"expected {LOOKUP} or {VERIFICATION} in {SERVICE}, or {RELATIVE} in "
        raise RefusedError(message + RELATIVE_SERVICE)
    return reader(operation)


class _Children:
    """The children of an element, taken one after the other; names are those of one namespace."""

    def __init__(self, parent: Element) -> None:
        namespace, brace, self._parent = parent.tag.rpartition("}")
        start, skip = namespace + brace, len(namespace + brace)
        self._all = list(parent)
        tags = [child.tag for child in self._all]
        self._names = [tag[skip:] if tag.startswith(start) else "" for tag in tags]
        self._names.append("")
        self._taken = 0
        self.next_name = self._names[0]

    def _advance(self) -> None:
        self._taken += 1
        self.next_name = self._names[self._taken]

    def take(self, *names: str) -> Element:
        """Take the next child, which has to bear one of the names."""
        if self.next_name not in names:
            raise RefusedError(self._complaint(f"expected {' or '.join(names)}"))
        self._advance()
        return self._all[self._taken - 1]

    def text(self, *names: str) -> str:
        """Take the next child's text, without the space around it; it must not be empty."""
        name = self.next_name
        value = (self.take(*names).text or "").strip()
        if not value:
            message = f"{name} is empty"
            raise RefusedError(message)
        return value

    def skip(self, *names: str) -> None:
        """Pass over children that may be there, in this order."""
        for name in names:
            if self.next_name == name:
                self._advance()

    def end(self) -> None:
        """Refuse whatever is left."""
        if self._taken < len(self._all):
            raise RefusedError(self._complaint("expected nothing more"))

    def _complaint(self, expected: str) -> str:
        """Name a found element only if the registry knows it: anything else may be data."""
        found = self.next_name if self.next_name in _NAMES else "another element"
        if self._taken == len(self._all):
            found = "nothing"
        place = _ORDINALS.get(self._taken + 1, f"{self._taken + 1}th")
        return f"{expected} as the {place} child of {self._parent}, found {found}"


def _lookup(operation: Element) -> Inquiry:
    children = _Children(operation)
    _leading(children, _LOOKUP_PURPOSES)
    if children.next_name == "TuNgay":
        return _changes(children)
    claim = _claim(children, "SoDinhDanh", "SoCMND", "TuNgay")
    children.end()
    return Lookup(claim)


def _verification(operation: Element) -> Inquiry:
    children = _Children(operation)
    _leading(children, _VERIFICATION_PURPOSES)
    claim = _claim(children, "SoDinhDanh", "SoCMND")
    children.end()
    return Verification(claim)


def _relative_verification(operation: Element) -> Inquiry:
    children = _Children(operation)
    _leading(children, _VERIFICATION_PURPOSES)
    claim = _claim(children, "SoDinhDanh", "SoCMND")
    relative = _Children(children.take("NguoiThan"))
    children.end()
    relation = relative.text("QuanHe")
    if relation not in RELATIONS:
        message = f"QuanHe is {', '.join(RELATIONS[:-1])} or {RELATIONS[-1]}"
        raise RefusedError(message)
    related = _claim(relative, "SoDinhDanh", "SoCMND")
    relative.end()
    return RelativeVerification(claim, relation, related)


_READERS: Final[dict[str, Callable[[Element], Inquiry]]] = {
    f"{{{SERVICE}}}{LOOKUP}": _lookup,
    f"{{{SERVICE}}}{VERIFICATION}": _verification,
    f"{{{RELATIVE_SERVICE}}}{RELATIVE}": _relative_verification,
}


def _leading(children: _Children, purposes: tuple[str, ...]) -> None:
    """Read who asks and what for: four elements, and three that may be missing."""
    children.text("MaYeuCau")
    children.text("MaDVC")
    if children.text("MaTichHop") not in purposes:
        message = f"MaTichHop of this operation is {' or '.join(purposes)}"
        raise RefusedError(message)
    children.text("MaCanBo")
    children.skip("MaDonVi", "TaiKhoan", "SoDienThoai")


def _claim(children: _Children, *first: str) -> Claim:
    """Read number, name and birth; `first` names what may stand in the number's place."""
    old = children.next_name == "SoCMND"
    number = children.text(*first)
    digits = 9 if old else 12
    if len(number) != digits or not (number.isascii() and number.isdigit()):
        message = f"{'SoCMND' if old else 'SoDinhDanh'} has {digits} digits"
        raise RefusedError(message)
    return Claim(
        identity=None if old else number,
        old_number=number if old else None,
        name=children.text("HoVaTen"),
        born=_born(children.take("NgayThangNamSinh")),
    )


def _born(birth: Element) -> str:
    """Read NgayThangNam yyyyMMdd or Nam yyyy."""
    children = _Children(birth)
    if children.next_name == "Nam":
        born = read_year(children.text("Nam"))
    else:
        day = read_compact_day(children.text("NgayThangNam", "Nam"))
        born = None if day is None else day.isoformat()
    children.end()
    if born is None:
        message = "NgayThangNam is a day yyyyMMdd, Nam a year yyyy"
        raise RefusedError(message)
    return born


def _changes(children: _Children) -> Changes:
    first_ms, last_ms = _number(children, "TuNgay"), _number(children, "DenNgay")
    if children.text("Loai") != CHANGED:
        message = f"Loai is {CHANGED}"
        raise RefusedError(message)
    page, page_size = _number(children, "Trang"), _number(children, "SoBanGhi")
    children.end()
    if first_ms > last_ms or page < 1 or not 1 <= page_size <= MAX_PAGE_SIZE:
        message = f"TuNgay is not after DenNgay, Trang is at least 1, SoBanGhi 1 to {MAX_PAGE_SIZE}"
        raise RefusedError(message)
    return Changes(first_ms=first_ms, last_ms=last_ms, page=page, page_size=page_size)


def _number(children: _Children, name: str) -> int:
    digits = children.text(name)
    if len(digits) > _MOST_DIGITS or not (digits.isascii() and digits.isdigit()):
        message = f"{name} is a whole number"
        raise RefusedError(message)
    return int(digits)
