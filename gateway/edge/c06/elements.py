"""Elements in the one order that a contract has, and a complaint that says which was expected where."""

from typing import Final
from xml.etree.ElementTree import Element

from gateway.errors import SchemaViolationError

LEADING: Final = ("MaYeuCau", "MaDVC", "MaTichHop", "MaCanBo")
OPTIONAL: Final = ("MaDonVi", "TaiKhoan", "SoDienThoai")
# What a complaint may name: the name of any other element may be data.
_KNOWN = frozenset(
    [
        *(*LEADING, *OPTIONAL, "SoDinhDanh", "SoCMND", "HoVaTen", "NgayThangNamSinh"),
        *("NgayThangNam", "Nam", "NguoiThan", "QuanHe"),
        *("TuNgay", "DenNgay", "Loai", "Trang", "SoBanGhi"),  # of the registry's synchronisation
    ]
)


class Children:
    """The children of an element, taken one after the other; names are those of its namespace.

    `path` says where it stands, as XPath without prefixes. Raises SchemaViolationError.
    """

    def __init__(self, parent: Element, path: str) -> None:
        namespace, brace, _ = str(parent.tag).rpartition("}")
        self.path = path
        self._all = list(parent)
        self._names = [_name_in(namespace + brace, child) for child in self._all]
        self._taken = 0

    @property
    def next_name(self) -> str:
        """The next child's name, empty for one that the contract does not have, or for none."""
        return self._names[self._taken] if self._taken < len(self._names) else ""

    def take(self, *names: str) -> Element:
        """Take the next child, which has to bear one of the names."""
        if self.next_name not in names:
            raise self._complaint(" or ".join(names))
        self._taken += 1
        return self._all[self._taken - 1]

    def text(self, *names: str) -> str:
        """Take the next child's text, without the blanks around it; there has to be some."""
        child = self.take(*names)
        name = self._names[self._taken - 1]
        if len(child):
            raise self.malformed(name, "text, without elements")
        text = (child.text or "").strip()
        if not text:
            raise self.malformed(name, "not empty")
        return text

    def inside(self, name: str) -> "Children":
        """Take the next child, whose own children are wanted."""
        return Children(self.take(name), f"{self.path}/{name}")

    def skip(self, *names: str) -> None:
        """Pass over children that may be there, in this order."""
        for name in names:
            if self.next_name == name:
                self._taken += 1

    def end(self) -> None:
        """Refuse whatever is left."""
        if self._taken < len(self._all):
            raise self._complaint("nothing more")

    def malformed(self, name: str, form: str) -> SchemaViolationError:
        """What to raise about the text of a child that has another form."""
        return SchemaViolationError(f"{self.path}/{name}: {form}")

    def _complaint(self, expected: str) -> SchemaViolationError:
        found = self.next_name or "another element"
        if self._taken == len(self._all):
            found = "nothing"
        return SchemaViolationError(
            f"{self.path}/*[{self._taken + 1}]: expected {expected}, found {found}"
        )


def _name_in(namespace: str, child: Element) -> str:
    tag = str(child.tag)
    name = tag.removeprefix(namespace) if tag.startswith(namespace) else ""
    return name if name in _KNOWN else ""
