"""A client of the population database, written as public client code writes it: headers, hash, envelope."""

import base64
import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring
from xml.sax.saxutils import escape

from tests.platform.client import Answer, Headers, exchange, message

CLIENT = "VN/GOV/H29/motcua"
USER, SECRET = "h29.motcua", "bí mật 1"
PATH = "/dancu"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE, RELATIVE_SERVICE = "http://dancuquocgia.bca", "http://gtel.vn/qldc"
LOOKUP, VERIFICATION = "TraCuuThongTinCongDan", "XacThucThongTinCongDan"
RELATIVE = "XacMinhThongTinNhanThan"
LEADING = (("MaYeuCau", "yc-1"), ("MaDVC", "1.000656"), ("MaTichHop", "037"), ("MaCanBo", "cb01"))

Child = tuple[str, "str | Sequence[Child]"]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def proof(
    *, path: str = PATH, user: str = USER, secret: str = SECRET, at_ms: int | None = None
) -> dict[str, str]:
    """Timestamp and Authorization of a call."""
    stamp = str(now_ms() if at_ms is None else at_ms)
    digest = hashlib.sha256(f"{path}{user}{stamp}{secret}".encode()).hexdigest()
    basic = base64.b64encode(f"{user}:{digest}".encode()).decode()
    return {"Timestamp": stamp, "Authorization": f"Basic {basic}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A SOAP Fault as a client reads it."""

    status: int
    whose: str  # Client or Server
    text: str
    code: str
    exchange: str


def person(sample: Mapping[str, object]) -> tuple[Child, ...]:
    """Number, name and birth of a canonical sample, as elements."""
    number = next(name for name in ("SoDinhDanh", "SoCMND") if name in sample)
    day = str(sample["NgayThangNamSinh"]).replace("-", "")
    birth = "Nam" if len(day) == 4 else "NgayThangNam"
    return (
        (number, str(sample[number])),
        ("HoVaTen", str(sample["HoVaTen"]).upper()),
        ("NgayThangNamSinh", [(birth, day)]),
    )


def envelope(children: Sequence[Child], operation: str = LOOKUP, namespace: str = SERVICE) -> bytes:
    """A request with exactly these elements, under prefixes of its own."""
    return (
        f'<e:Envelope xmlns:e="{SOAP}" xmlns:q="{namespace}"><e:Header/><e:Body>'
        f"<q:{operation}>{_elements(children)}</q:{operation}></e:Body></e:Envelope>"
    ).encode()


def _elements(children: Sequence[Child]) -> str:
    return "".join(
        f"<q:{name}>{escape(inside) if isinstance(inside, str) else _elements(inside)}</q:{name}>"
        for name, inside in children
    )


def call(
    port: int, body: bytes, headers: Mapping[str, str] | None = None, more: Headers = ()
) -> Answer:
    """Send a request; `headers` prove who calls, as the usual account unless others do."""
    given = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
    given |= proof() if headers is None else headers
    return exchange(port, message(body, path=PATH, headers=given.items(), more=more))


def content(answer: Answer) -> Element:
    """What stands in the body of an envelope."""
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    envelope = fromstring(answer.body)  # noqa: S314  # our own platform's
    (body,) = envelope.findall(f"{{{SOAP}}}Body")
    (inside,) = body
    return inside


def fault(answer: Answer) -> Fault:
    """The SOAP Fault that an answer is."""
    inside = content(answer)
    assert inside.tag == f"{{{SOAP}}}Fault"
    exchange_id = inside.findtext("detail/{urn:ndxp:error}error/{urn:ndxp:error}exchange", "")
    assert answer.headers["x-road-request-id"] == exchange_id
    return Fault(
        status=answer.status,
        whose=inside.findtext("faultcode", "").removeprefix("soapenv:"),
        text=inside.findtext("faultstring", ""),
        code=inside.findtext("detail/{urn:ndxp:error}error/{urn:ndxp:error}code", ""),
        exchange=exchange_id,
    )
