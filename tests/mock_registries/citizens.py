"""How to ask the population registry about somebody, and to read what it says."""

from xml.etree.ElementTree import Element, fromstring

from mock_registries.country.people import Person
from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest, NativeResponse

N = "{http://www.mic.gov.vn/dancu/1.0}"
ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"


def leading(purpose: str = "037") -> list[str]:
    """The four children that say who asks, and what for."""
    return [
        "<MaYeuCau>1</MaYeuCau>",
        "<MaDVC>H29</MaDVC>",
        f"<MaTichHop>{purpose}</MaTichHop>",
        "<MaCanBo>cb01</MaCanBo>",
    ]


def claim(person: Person) -> list[str]:
    """Number, name and birth of a person."""
    day = person.born.replace("-", "")
    birth = f"<Nam>{day}</Nam>" if len(day) == 4 else f"<NgayThangNam>{day}</NgayThangNam>"
    return [
        f"<SoDinhDanh>{person.identity}</SoDinhDanh>",
        f"<HoVaTen>{person.name.upper()}</HoVaTen>",
        f"<NgayThangNamSinh>{birth}</NgayThangNamSinh>",
    ]


def children(person: Person, purpose: str = "037") -> list[str]:
    """The children of a well-formed operation about a person."""
    return [*leading(purpose), *claim(person)]


def ask(
    registry: Registry, operation: str, *parts: str, namespace: str = "http://dancuquocgia.bca"
) -> NativeResponse:
    """Send an operation with the given children, in the given order."""
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f'<{operation} xmlns="{namespace}">{"".join(parts)}</{operation}>'
        "</e:Body></e:Envelope>"
    ).encode()
    headers = {"content-type": "text/xml; charset=utf-8", "SOAPAction": '""'}
    request = NativeRequest(method="POST", path="/dancu", headers=headers, body=body)
    return registry.answer(request)


def content(reply: NativeResponse) -> Element:
    """What stands in the SOAP body."""
    body = fromstring(reply.body)  # noqa: S314  # our own answer
    found = body.find(f"{ENVELOPE}Body/*")
    assert found is not None
    return found


def reason(reply: NativeResponse) -> str:
    """The words of a SOAP Fault."""
    found = content(reply)
    assert reply.status == 500
    assert found.tag == f"{ENVELOPE}Fault"
    return found.findtext("faultstring") or ""
