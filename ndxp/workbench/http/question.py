"""What is sent over HTTP and what comes; neither is ever shown, for both hold identifiers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from gateway.strict_xml import parse_xml
from ndxp.workbench.verdict import BreachError


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of a service, in the form of its registry or in the canonical one."""

    method: str
    path: str  # the registry's own; empty for the canonical form, which has none
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    media_type: str = ""  # of the body
    body: bytes = field(default=b"", repr=False)

    @property
    def encoded(self) -> str:
        """The query as it stands in a URL."""
        return urlencode(self.query)

    def having(self, body: bytes) -> "Call":
        """The same with another body."""
        return replace(self, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One HTTP request; `target` is percent-encoded and stands behind the URL of the service."""

    method: str
    target: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    def with_headers(self, headers: Mapping[str, str | None]) -> "Question":
        """The same with other headers; None takes one away."""
        changed = {**self.headers, **headers}
        kept = {name: value for name, value in changed.items() if value is not None}
        return replace(self, headers=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """One HTTP answer; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    after_s: float = 0.0

    @property
    def json(self) -> dict[str, Any]:
        """The JSON object that it is; raises BreachError."""
        try:
            document = json.loads(self.body)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise BreachError(f"{self.status} with a body that is no JSON object")
        return document

    @property
    def xml(self) -> Element:
        """The XML that it is; raises BreachError."""
        try:
            return parse_xml(self.body)
        except ValueError:
            raise BreachError(f"{self.status} with a body that is no XML") from None
