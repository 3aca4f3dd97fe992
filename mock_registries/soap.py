"""The population registry's SOAP requests: strict reading; and writing of its answers."""

import html
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from mock_registries.wire import read_compact_day, read_year

LOOKUP = "TraCuuThongTinCongDan"
VERIFICATION = "XacThucThongTinCongDan"
_PURPOSES = {LOOKUP: ("037",), VERIFICATION: ("003", "033")}
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_SERVICE = "http://dancuquocgia.bca"
_LEADING = ("MaYeuCau", "MaDVC", "MaTichHop", "MaCanBo")
_OPTIONAL = ("MaDonVi", "TaiKhoan", "SoDienThoai")


class RefusedError(Exception):
    """The request is not one that the registry reads; the text goes into the SOAP Fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """Whom a request is about; exactly one of the two numbers is given."""

    operation: str
    identity: str | None
    old_number: str | None
    name: str
    born: str  # YYYY-MM-DD or YYYY


def read(body: bytes) -> Inquiry:
    """Read a request; raises RefusedError for anything but the one accepted form."""
    operation, children = _operation(body)
    fields = [(_local(child), (child.text or "").strip()) for child in children]
    if len(fields) < len(_LEADING) or tuple(name for name, _ in fields[:4]) != _LEADING:
        message = f"expected {', '.join(_LEADING)} in this order"
        raise RefusedError(message)
    if fields[2][1] not in _PURPOSES[operation] or not all(text for _, text in fields[:4]):
        message = "MaTichHop does not fit the operation, or a leading element is empty"
        raise RefusedError(message)
    position = len(_LEADING)
    for name in _OPTIONAL:
        if position < len(fields) and fields[position][0] == name:
            position += 1
    return _inquiry(operation, fields[position:], children[-1])


def _operation(body: bytes) -> tuple[str, list[Element]]:
    """Return the operation in the envelope's body and its children."""
    try:
        envelope = fromstring(body, forbid_dtd=True)
    except (ParseError, ValueError, LookupError):
        message = "the body is not XML, or holds a document type"
        raise RefusedError(message) from None
    found = list(envelope.findall(f"{{{_ENVELOPE}}}Body/*"))
    if envelope.tag != f"{{{_ENVELOPE}}}Envelope" or len(found) != 1:
        message = "expected a SOAP 1.1 envelope with one operation"
        raise RefusedError(message)
    operation = _local(found[0])
    if operation not in _PURPOSES:
        message = f"the operations are {LOOKUP} and {VERIFICATION} in {_SERVICE}"
        raise RefusedError(message)
    return operation, list(found[0])


def _inquiry(operation: str, fields: list[tuple[str, str]], birth: Element) -> Inquiry:
    """Make an inquiry of the last three elements: number, name, birth."""
    order = [name for name, _ in fields]
    if order not in (
        ["SoDinhDanh", "HoVaTen", "NgayThangNamSinh"],
        ["SoCMND", "HoVaTen", "NgayThangNamSinh"],
    ):
        message = "expected SoDinhDanh or SoCMND, HoVaTen, NgayThangNamSinh in this order"
        raise RefusedError(message)
    number, name = fields[0][1], fields[1][1]
    digits = 12 if order[0] == "SoDinhDanh" else 9
    if len(number) != digits or not (number.isascii() and number.isdigit()) or not name:
        message = f"{order[0]} has {digits} digits, HoVaTen is not empty"
        raise RefusedError(message)
    return Inquiry(
        operation=operation,
        identity=number if digits == 12 else None,
        old_number=number if digits == 9 else None,
        name=name,
        born=_born(birth),
    )


def _born(birth: Element) -> str:
    """Read NgayThangNam yyyyMMdd or Nam yyyy."""
    parts = [(_local(part), (part.text or "").strip()) for part in birth]
    match parts:
        case [("NgayThangNam", text)]:
            day = read_compact_day(text)
            if day is not None:
                return day.isoformat()
        case [("Nam", text)]:
            year = read_year(text)
            if year is not None:
                return year
    message = "NgayThangNamSinh holds NgayThangNam yyyyMMdd or Nam yyyy"
    raise RefusedError(message)


def _local(element: Element) -> str:
    """Return the name of an element of the service's namespace, the raw tag of any other."""
    return str(element.tag).removeprefix(f"{{{_SERVICE}}}")


def text(tag: str, value: str | None) -> str:
    """Write an element with text; nothing for None."""
    if value is None:
        return ""
    return f"<{tag}>{html.escape(value, quote=False)}</{tag}>" if value else f"<{tag}/>"


def group(tag: str, *parts: str) -> str:
    """Write an element around elements."""
    return f"<{tag}>{''.join(parts)}</{tag}>"


def envelope(content: str) -> bytes:
    """Write an envelope."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soapenv:Envelope xmlns:soapenv="{_ENVELOPE}"><soapenv:Body>{content}</soapenv:Body>'
        "</soapenv:Envelope>"
    ).encode()


def fault(code: str, reason: str) -> bytes:
    """Write a SOAP Fault; the code is Client or Server."""
    inside = text("faultcode", f"soapenv:{code}") + text("faultstring", reason)
    return envelope(group("soapenv:Fault", inside))
