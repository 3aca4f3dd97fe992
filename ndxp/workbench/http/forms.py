"""How services are asked, and what their answers say: each registry in its own way, all others canonically.

What our adapters ask of their registries is what a client of such a registry sends, so they write the calls.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element

from adapters.base import Adapter
from adapters.base import Call as CanonicalCall
from adapters.bhxh import BaoHiemXaHoi
from adapters.dancu import DanCu
from adapters.datdai import DatDai
from adapters.dkdn import DangKyDoanhNghiep
from adapters.wire import NativeAnswer, NativeCall, Wire
from gateway.errors import InvalidAnswerError
from gateway.message import ServiceId
from gateway.schema import Catalogue
from ndxp.workbench.http.question import Call, Got
from ndxp.workbench.verdict import BreachError

Told = Literal["found", "not found", "refused"]
Body = Mapping[str, object]
POPULATION: Final = "dancu"
JSON: Final = "application/json"
CANARY: Final = "khong-dung-dang-7391"
"""A value that is of no parameter's form, and that no answer may repeat."""

_ADAPTERS: Final[Mapping[str, Callable[[Wire], Adapter]]] = {
    "dkdn": DangKyDoanhNghiep,
    "bhxh": BaoHiemXaHoi,
    "datdai": DatDai,
    POPULATION: DanCu,
}
REGISTRIES: Final = tuple(_ADAPTERS)
_DIGIT: Final = re.compile(r"[0-9]")


class Form(Protocol):
    """In which form one service is asked."""

    @property
    def soap(self) -> bool: ...

    async def call(self, body: Body) -> Call:
        """The call for a canonical body."""
        ...

    def malformed(self, call: Call) -> Call:
        """The same with CANARY where something else has to stand."""
        ...

    def told(self, got: Got) -> Told:
        """What an answer says; raises BreachError for one that is not of the form."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Native:
    """The form of a registry that we have an adapter for."""

    registry: str
    service: str

    @property
    def soap(self) -> bool:
        return self.registry == POPULATION

    async def call(self, body: Body) -> Call:
        """What the adapter would send."""
        asked = CanonicalCall(
            service=self.service, body=dict(body), request_id="kiem-tra", time_left_s=1.0
        )
        try:
            await _ADAPTERS[self.registry](_Noting()).answer(asked)
        except _NotedError as noted:
            native = noted.call
        else:
            raise AssertionError("an adapter asks its registry")
        path, _, query = native.path.partition("?")
        media_type = native.headers.get("Content-Type", "") if native.body else ""
        pairs = dict(parse_qsl(query, keep_blank_values=True))
        return Call(
            method=native.method, path=path, query=pairs, media_type=media_type, body=native.body
        )

    def malformed(self, call: Call) -> Call:
        if self.soap:
            spoilt = re.sub(
                rb"(<dan:(SoDinhDanh|SoCMND)>)[0-9]+", rb"\g<1>%b" % CANARY.encode(), call.body
            )
            return call.having(spoilt)
        if call.method == "GET":
            return replace(call, query=_spoilt(call.query))
        return call.having(_dump(_spoilt(json.loads(call.body))))

    def told(self, got: Got) -> Told:
        return _READERS[self.registry](got)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canonical:
    """The form that every service with a schema has."""

    service: ServiceId
    catalogue: Catalogue

    @property
    def soap(self) -> bool:
        return False

    async def call(self, body: Body) -> Call:
        return Call(method="POST", path="", media_type=JSON, body=_dump(body))

    def malformed(self, call: Call) -> Call:
        return call.having(_dump(_spoilt(json.loads(call.body))))

    def told(self, got: Got) -> Told:
        """Nothing found is an empty object, and for a verification that the facts are not so."""
        if 400 <= got.status < 500:
            return "refused"
        document = got.json
        if got.status != 200:
            raise BreachError(f"{got.status} instead of 200")
        try:
            self.catalogue.check_response(self.service, document)
        except InvalidAnswerError as error:
            raise BreachError(f"200, but not as the schema says: {error.where}") from None
        return "not found" if document in ({}, {"KetQua": False}) else "found"


class _NotedError(Exception):
    def __init__(self, call: NativeCall) -> None:
        super().__init__()
        self.call = call


class _Noting:
    """Reaches no registry: what it is asked to send is all that is wanted."""

    async def send(self, call: NativeCall) -> NativeAnswer:
        raise _NotedError(call)


def _dump(body: Body) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _spoilt(values: Mapping[str, object]) -> dict[str, str]:
    """With CANARY in the place of the first value that has a digit: names may be anything."""
    changed = {name: str(value) for name, value in values.items()}
    name = next((name for name, value in changed.items() if _DIGIT.search(value)), "")
    return {**values, name or next(iter(values)): CANARY}  # type: ignore[dict-item]  # as they were


def _business(got: Got) -> Told:
    envelope = got.json
    if got.status != 200 or envelope.keys() != {"Data", "DataCount", "Status", "Message"}:
        raise BreachError(f"{got.status}, not 200 with Data, DataCount, Status and Message")
    if envelope["Status"] == 0:
        return "refused"
    if envelope["Status"] != 1:
        raise BreachError("200 with a Status that is neither 1 nor 0")
    return "found" if envelope["Data"] else "not found"


def _insurance(got: Got) -> Told:
    document = got.json
    if got.status != 200:
        raise BreachError(f"{got.status} instead of 200")
    if "maKetQua" in document:
        return _card(str(document["maKetQua"]))
    inside = next(iter(document.values()), None)
    if len(document) != 1 or not isinstance(inside, dict) or "successful" not in inside:
        raise BreachError("200, but neither maKetQua nor one …Response with successful")
    code = inside.get("errorCode")
    if inside["successful"] is True and code in ("", "DATA_NOT_FOUND"):
        return "not found" if code else "found"
    if inside["successful"] is False and code == "INVALID_PARAM":
        return "refused"
    raise BreachError("200 with successful and errorCode that do not go together")


def _card(code: str) -> Told:
    """A card that was found may be replaced, run out or withdrawn; one is refused by its very code."""
    if code in _CARDS:
        return "found"
    if code == "050":
        return "not found"
    if code in ("051", "052", "053", "205"):
        return "refused"
    raise BreachError(
        "200 with a maKetQua that says neither what the card is nor that there is none"
    )


_CARDS: Final = frozenset(
    ["000", "001", "002", "003", "004", "010", "110", "120", "121", "122", "123", "124"]
)


def _land(got: Got) -> Told:
    document = got.json
    told: Told | None = _LAND.get((got.status, document.get("maloi")))
    if told is None:
        raise BreachError(f"{got.status} with a maloi that does not go with it")
    return told


_LAND: Final[Mapping[tuple[int, object], Told]] = {
    (200, None): "found",
    (404, "KHONG_TIM_THAY"): "not found",
    (400, "THAM_SO_SAI"): "refused",
}


def _population(got: Got) -> Told:
    content = soap_content(got)
    name = local(content)
    if name == "Fault":
        if not (content.findtext("faultcode") or "").endswith("Client"):
            raise BreachError(f"{got.status} with a Fault of the server")
        return "refused"
    if got.status != 200:
        raise BreachError(f"{got.status} instead of 200")
    if name == "CongdanCollection":
        return "found" if len(content) else "not found"
    texts = {local(each): (each.text or "").strip() for each in content.iter()}
    if name not in ("KetQuaXacThuc", "KetQuaXacMinh") or texts.get("TonTai") not in _BOOLEANS:
        raise BreachError("200, but neither CongdanCollection nor KetQua… with TonTai")
    return _BOOLEANS[texts["TonTai"]]


_BOOLEANS: Final[Mapping[str, Told]] = {"true": "found", "false": "not found"}


def soap_content(got: Got) -> Element:
    """What stands in the body of an envelope; raises BreachError."""
    for child in got.xml:
        if local(child) == "Body" and len(child) == 1:
            return child[0]
    raise BreachError(f"{got.status} with XML that is no SOAP envelope")


def local(element: Element) -> str:
    """A name without its namespace, which varies."""
    return str(element.tag).rpartition("}")[2]


_READERS: Final[Mapping[str, Callable[[Got], Told]]] = {
    "dkdn": _business,
    "bhxh": _insurance,
    "datdai": _land,
    POPULATION: _population,
}
