"""A request of population's SOAP, read in its one order of elements as the canonical body of a service.

Only the form is read here; what identity numbers, names and years there are is the schema's work.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from gateway.edge.c06.elements import LEADING, OPTIONAL, Children
from gateway.edge.r1_form import fits_person
from gateway.errors import BadRequestError, SchemaViolationError
from gateway.strict_xml import parse_xml

POPULATION: Final = "dancu"  # the registry, as providers name it in the network document
ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
BODY: Final = "/Envelope/Body"
MAX_BYTES: Final = 64 * 1024
"""Of a request, as at the registry; one has less than two kilobytes, and XML is dear to read."""

_SERVICE: Final = "http://dancuquocgia.bca"
_RELATIVE_SERVICE: Final = "http://gtel.vn/qldc"

Canonical = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operation:
    purposes: tuple[str, ...]  # MaTichHop: what the registry lets an integration do
    relative: bool = False  # whether it is about a second person too


_OPERATIONS: Final[Mapping[str, _Operation]] = {
    f"{{{_SERVICE}}}TraCuuThongTinCongDan": _Operation(purposes=("037",)),
    f"{{{_SERVICE}}}XacThucThongTinCongDan": _Operation(purposes=("003", "033")),
    f"{{{_RELATIVE_SERVICE}}}XacMinhThongTinNhanThan": _Operation(
        purposes=("003", "033"), relative=True
    ),
}
# Of a number: its canonical name is the native one.
_DIGITS: Final = {"SoDinhDanh": 12, "SoCMND": 9}
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What is asked, and what the request says of itself."""

    service: str  # the operation's name, which is the service's code
    body: Canonical
    numbers: tuple[str, ...]  # identity numbers that stand in it
    request: str  # MaYeuCau, the caller's own id of it
    procedure: str  # MaDVC, the public service that it is for
    officer: str  # MaCanBo, as X-Road-UserId may be


def read_inquiry(data: bytes) -> Inquiry:
    """Read an envelope of at most MAX_BYTES; raises BadRequestError, or SchemaViolationError with the element it is about."""
    operation = _operation(data)
    known = _OPERATIONS.get(str(operation.tag))
    if known is None:
        raise SchemaViolationError(f"{BODY}/*: expected {_expected()}")
    service = str(operation.tag).rpartition("}")[2]
    children = Children(operation, f"{BODY}/{service}")
    request, procedure, purpose, officer = (children.text(name) for name in LEADING)
    if purpose not in known.purposes:
        raise children.malformed("MaTichHop", f"{' or '.join(known.purposes)} of this operation")
    if not fits_person(officer):
        raise children.malformed("MaCanBo", "1 to 255 characters")
    children.skip(*OPTIONAL)
    number, body = _claim(children)
    numbers = [number]
    if known.relative:
        relative = children.inside("NguoiThan")
        relation = relative.text("QuanHe")
        number, claim = _claim(relative)
        numbers.append(number)
        body["NguoiThan"] = {"QuanHe": relation, **claim}
        relative.end()
    children.end()
    return Inquiry(
        service=service,
        body=body,
        numbers=tuple(numbers),
        request=request,
        procedure=procedure,
        officer=officer,
    )


def _operation(data: bytes) -> Element:
    try:
        envelope = parse_xml(data)
    except ValueError as error:
        raise BadRequestError(f"the body, as XML: {error}") from None
    if envelope.tag != f"{{{ENVELOPE}}}Envelope":
        raise SchemaViolationError(f"/*: expected Envelope of SOAP 1.1 ({ENVELOPE})")
    bodies = [child for child in envelope if child.tag == f"{{{ENVELOPE}}}Body"]
    if len(bodies) != 1 or len(bodies[0]) != 1:
        raise SchemaViolationError(f"{BODY}: expected once, with one operation in it")
    return bodies[0][0]


def _expected() -> str:
    names = (tag.removeprefix("{").split("}") for tag in _OPERATIONS)
    return " or ".join(f"{name} of {namespace}" for namespace, name in names)


def _claim(children: Children) -> tuple[str, Canonical]:
    """What is said of a person: the number, and number, name and birth, which have to agree."""
    kind = children.next_name
    number = children.text(*_DIGITS)
    if not (len(number) == _DIGITS[kind] and number.isascii() and number.isdigit()):
        raise children.malformed(kind, f"{_DIGITS[kind]} digits")
    name = unicodedata.normalize("NFC", children.text("HoVaTen"))
    return number, {kind: number, "HoVaTen": name, "NgayThangNamSinh": _born(children)}


def _born(parent: Children) -> str:
    children = parent.inside("NgayThangNamSinh")
    kind = children.next_name
    text = children.text("NgayThangNam", "Nam")
    children.end()
    if kind == "Nam":
        if not _YEAR.fullmatch(text):
            raise children.malformed(kind, "a year yyyy")
        return text
    try:
        return _day(text)
    except ValueError:
        raise children.malformed(kind, "a day yyyyMMdd") from None


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError("not yyyyMMdd")
    return date(*map(int, found.groups())).isoformat()
