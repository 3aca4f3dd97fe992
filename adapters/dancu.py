"""The population registry (cơ sở dữ liệu quốc gia về dân cư): SOAP 1.1, as the police's C06 speaks it.

The order of the elements is the registry's contract; in its answers prefixes and namespaces vary,
so that elements are found by their local names.
"""

import unicodedata
from collections.abc import Mapping
from html import escape
from typing import Final
from xml.etree.ElementTree import Element

from adapters import dates
from adapters.base import Answer, Call, JsonObject
from adapters.reading import filled, identity, line
from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.errors import RegistryFailedError, RegistryRefusedError
from gateway.strict_xml import parse_xml

# An element without children is its text, any other maps the local names of its children.
Node = str | dict[str, "Node"]

_PATH = "/dancu"
_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": ""}
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_LOOKUP, _VERIFICATION = "TraCuuThongTinCongDan", "XacThucThongTinCongDan"
_RELATIVE = "XacMinhThongTinNhanThan"
_NAMESPACES: Final = {
    _LOOKUP: "http://dancuquocgia.bca",
    _VERIFICATION: "http://dancuquocgia.bca",
    _RELATIVE: "http://gtel.vn/qldc",
}
_VERDICTS: Final = {_VERIFICATION: "KetQuaXacThuc", _RELATIVE: "KetQuaXacMinh"}

# MaTichHop: what the registry lets an integration do. 037 looks up, 033 (or 003) verifies.
_PURPOSES: Final = {_LOOKUP: "037", _VERIFICATION: "033", _RELATIVE: "033"}
# MaDVC and MaCanBo: for which public service and officer the registry is asked. The caller's own
# are the platform's business (X-Road-UserId, X-Road-Issue) and are not passed on.
_PUBLIC_SERVICE = "NDXP"
_OFFICER = "ndxp-adapter"

_SEXES: Final = {"1": "Nam", "2": "Nữ", "nam": "Nam", "nữ": "Nữ"}
# The registry's code list of marital status and of relations to the head; the form CHxx is seen on
# the wire, the meaning of the numbers is assumed.
_MARITAL: Final = {
    "1": "Chưa kết hôn",
    "2": "Đang có vợ hoặc chồng",
    "3": "Đã ly hôn",
    "4": "Vợ hoặc chồng đã mất",
}
_RELATIONS: Final = {
    "CH01": "Chủ hộ",
    "CH02": "Vợ",
    "CH03": "Chồng",
    "CH04": "Con",
    "CH05": "Cha",
    "CH06": "Mẹ",
    "CH07": "Cháu",
    "CH08": "Con dâu",
    "CH09": "Người thân khác",
}
_PLACES = ("NoiDangKyKhaiSinh", "QueQuan", "ThuongTru", "NoiOHienTai")
_RELATIVES = ("Cha", "Me", "VoChong")


class DanCu:
    """Looks citizens up and verifies their details and relatives."""

    subsystem = "VN/GOV/G01/dancu"

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def answer(self, call: Call) -> Answer:
        """Ask the registry; number, name and birth have to agree there."""
        native = await self._wire.send(
            NativeCall(
                method="POST", path=_PATH, headers={**_HEADERS, **call.headers}, body=_write(call)
            )
        )
        content = _content(native)
        if call.service in _VERDICTS:
            exists = _exists(content, _VERDICTS[call.service])
            return Answer(body={"KetQua": exists}, found=exists, native=native.body)
        citizen = _citizen_of(content, *_number(call.body))
        body = {"CongDan": _citizen(citizen)} if citizen else {}
        return Answer(body=body, found=bool(body), native=native.body)


def _write(call: Call) -> bytes:
    """Write the envelope; the order of the elements matters to the registry."""
    start, leading, end = _FRAMES[call.service]
    said = _claim(call.body)
    if call.service == _RELATIVE:
        relative = call.body["NguoiThan"]
        said += _element("NguoiThan", _element("QuanHe", relative["QuanHe"]) + _claim(relative))
    request = _element("MaYeuCau", escape(call.request_id, quote=False))
    return f"{start}{request}{leading}{said}{end}".encode()


def _claim(person: JsonObject) -> str:
    """Write what is said of somebody: number, name and birth."""
    number, born = _number(person), person["NgayThangNamSinh"]
    name = unicodedata.normalize("NFC", person["HoVaTen"]).upper()
    birth = "Nam" if dates.is_year(born) else "NgayThangNam"
    return (
        f"{_element(*number)}{_element('HoVaTen', escape(name, quote=False))}"
        f"{_element('NgayThangNamSinh', _element(birth, dates.compact(born)))}"
    )


def _number(person: JsonObject) -> tuple[str, str]:
    """The number by which somebody is asked for, old or new, behind its name."""
    name = "SoCMND" if "SoCMND" in person else "SoDinhDanh"
    return name, person[name]


def _element(name: str, content: str) -> str:
    return f"<dan:{name}>{content}</dan:{name}>"


def _frame(service: str) -> tuple[str, str, str]:
    """What stands before, between and behind what differs from request to request."""
    leading = (("MaDVC", _PUBLIC_SERVICE), ("MaTichHop", _PURPOSES[service]), ("MaCanBo", _OFFICER))
    start = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soapenv:Envelope xmlns:soapenv="{_ENVELOPE}" xmlns:dan="{_NAMESPACES[service]}">'
        f"<soapenv:Body><dan:{service}>"
    )
    end = f"</dan:{service}></soapenv:Body></soapenv:Envelope>"
    return start, "".join(_element(name, text) for name, text in leading), end


_FRAMES: Final = {service: _frame(service) for service in _PURPOSES}


def _content(native: NativeAnswer) -> Element:
    """Return what stands in the SOAP body; raises if it is a Fault or not there."""
    try:
        envelope = parse_xml(native.body)
    except ValueError as error:
        raise RegistryFailedError(f"the answer: {error}") from None
    bodies = [child for child in envelope if _local(child) == "Body"]
    if len(bodies) != 1 or len(bodies[0]) != 1:
        raise RegistryFailedError("the answer is not a SOAP envelope")
    content = bodies[0][0]
    if _local(content) == "Fault":
        # SOAP 1.1 §6.2 sends a Fault with 500; a 4xx means that we do not know the way there.
        client = _text(_plain(content), "faultcode").rpartition(":")[2] == "Client"
        if client and native.status in (200, 500):
            raise RegistryRefusedError(
                "it reads the request as malformed (SOAP Fault, Client)", native=native.body
            )
        raise RegistryFailedError("SOAP Fault")
    if native.status != 200:
        raise RegistryFailedError("the HTTP status is not 200")
    return content


def _exists(content: Element, verdict: str) -> bool:
    text = _text(_plain(content), "TonTai") if _local(content) == verdict else ""
    if text not in ("true", "false", "1", "0"):
        raise RegistryFailedError(f"no {verdict} with TonTai")
    return text in ("true", "1")


def _citizen_of(content: Element, name: str, number: str) -> Node:
    """Return the citizen that was asked for, or nothing; raises if it is somebody else."""
    if _local(content) != "CongdanCollection":
        raise RegistryFailedError("no CongdanCollection")
    citizens = [_plain(child) for child in content if _local(child) == "CongDan"]
    if any(_text(citizen, name) != number for citizen in citizens):
        raise RegistryFailedError("a citizen who was not asked for")
    return citizens[0] if citizens else ""


def _citizen(native: Node) -> JsonObject:
    return filled(
        SoDinhDanh=_text(native, "SoDinhDanh"),
        SoCMND=_old_number(native),
        HoVaTen=_name(native),
        GioiTinh=_known(_SEXES, _text(native, "GioiTinh").lower()),
        NgayThangNamSinh=_birth(_inside(native, "NgayThangNamSinh")),
        DanToc=_ethnic_group(_inside(native, "DanToc")),
        TonGiao=_label(_inside(native, "TonGiao")),
        TinhTrangHonNhan=_known(_MARITAL, _text(native, "TinhTrangHonNhan")),
        NhomMau=_text(native, "NhomMau"),
        QuocTich=_text(native, "QuocTich"),
        **{place: _address(_inside(native, place)) for place in _PLACES},
        **{relative: _relative(_inside(native, relative)) for relative in _RELATIVES},
        ChuHo=_head(_inside(native, "ChuHo")),
        SoSoHoKhau=_text(native, "SoSoHoKhau"),
    )


def _name(native: Node) -> str:
    """Read HoVaTen: one text, or Ho, ChuDem and Ten. The live service puts everything in Ten."""
    name = _inside(native, "HoVaTen")
    if isinstance(name, str):
        return name
    return " ".join(filter(None, (_text(name, part) for part in ("Ho", "ChuDem", "Ten"))))


def _old_number(native: Node) -> str:
    """Read SoCMND if it is what it says: twelve digits stand there too."""
    number = _text(native, "SoCMND")
    return number if len(number) == 9 else ""


def _birth(native: Node) -> str:
    return dates.canonical(_text(native, "NgayThangNam") or _text(native, "Nam"))


def _ethnic_group(native: Node) -> JsonObject:
    """Read a code with its name, or the code alone: the standard and live services differ."""
    if isinstance(native, str):
        return filled(Ma=native)
    return filled(Ma=_text(native, "MaDanToc"), Ten=_text(native, "TenGoi"))


def _label(native: Node) -> str:
    return native if isinstance(native, str) else _text(native, "TenGoi")


def _address(native: Node) -> JsonObject:
    return filled(
        MaTinh=_text(native, "MaTinhThanh"),
        MaHuyen=_text(native, "MaQuanHuyen"),
        MaXa=_text(native, "MaPhuongXa"),
        ChiTiet=_text(native, "ChiTiet"),
        QuocGia=_text(native, "QuocGia"),
    )


def _relative(native: Node) -> JsonObject:
    return filled(
        HoVaTen=_name(native),
        SoDinhDanh=identity(_text(native, "SoDinhDanh")),
        SoCMND=_old_number(native),
    )


def _head(native: Node) -> JsonObject:
    relation = _text(native, "QuanHe")
    return filled(
        QuanHe=_RELATIONS.get(relation, relation),
        HoVaTen=_name(native),
        SoDinhDanh=identity(_text(native, "SoDinhDanh")),
    )


def _known(meanings: Mapping[str, str], code: str) -> str:
    """Return what a code means, nothing for one that the registry has not told us."""
    return meanings.get(code, "")


def _plain(element: Element) -> Node:
    """Turn an element into texts and maps; of children with one name the first counts."""
    if len(element) == 0:
        return line(element.text)
    found: dict[str, Node] = {}
    for child in element:
        found.setdefault(_local(child), _plain(child))
    return found


def _inside(node: Node, name: str) -> Node:
    return node.get(name, "") if isinstance(node, dict) else ""


def _text(node: Node, name: str) -> str:
    found = _inside(node, name)
    return found if isinstance(found, str) else ""


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
