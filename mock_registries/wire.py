"""What goes in and out of every registry here: HTTP-like bytes, without a socket."""

import json
import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qsl

from mock_registries.country import Country

_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", re.ASCII)
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_MOST_PARAMETERS = 20
_WRITE_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class NativeRequest(NamedTuple):
    """One HTTP request; `query` is the raw text behind the question mark, percent-encoded."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes = b""


class NativeResponse(NamedTuple):
    """One HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Stationery:
    """Answers with the headers that every registry of one country puts on them."""

    def __init__(self, country: Country) -> None:
        self.origin = f"seed={country.seed}; as-of={country.as_of}; scale={country.scale:.12g}"
        self._stamp = {"X-Synthetic-Data": self.origin}

    def write(self, status: int, kind: str, body: bytes) -> NativeResponse:
        """Make an answer of any content type."""
        headers = {"Content-Type": kind, **self._stamp}
        return NativeResponse(status=status, headers=headers, body=body)

    def json(self, payload: object, status: int = 200) -> NativeResponse:
        """Make a JSON answer."""
        return self.write(status, "application/json; charset=utf-8", write_json(payload))


def write_json(payload: object) -> bytes:
    """Write a value as every registry here does: compact, letters as they are."""
    return _WRITE_JSON(payload).encode()


def header(request: NativeRequest, name: str) -> str:
    """Return a header by its name in small letters; empty where there is none."""
    for given, value in request.headers.items():
        if given.lower() == name:
            return value
    return ""


def is_front_page(request: NativeRequest, base: str) -> bool:
    """Say whether a request is a look at the base path."""
    return request.method == "GET" and request.path in (base, f"{base}/")


def parameters(query: str) -> dict[str, str]:
    """Parse a query string; one that is not well-formed, or repeats a name, has no parameters."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        return {}
    found = dict(pairs)
    return found if len(found) == len(pairs) else {}


def says_json(request: NativeRequest) -> bool:
    """Say whether a request calls itself JSON, which no web page can send here unasked."""
    kind = header(request, "content-type").split(";")[0]
    return kind.strip().lower() == "application/json"


def json_object(body: bytes) -> dict[str, object]:
    """Parse a JSON object; anything else counts as an empty one."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def read_day(text: str) -> date | None:
    """Parse dd/MM/yyyy; None for anything else."""
    match = _DAY.fullmatch(text)
    return _date(match[3], match[2], match[1]) if match else None


def read_compact_day(text: str) -> date | None:
    """Parse yyyyMMdd; None for anything else."""
    match = _COMPACT_DAY.fullmatch(text)
    return _date(match[1], match[2], match[3]) if match else None


def read_year(text: str) -> str | None:
    """Parse yyyy; None for anything else."""
    return text if _YEAR.fullmatch(text) else None


def write_day(day: date) -> str:
    """Write dd/MM/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
