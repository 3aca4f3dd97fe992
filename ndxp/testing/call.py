"""One call over HTTP, as a client makes it, and what came back."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

PATIENCE_S = 330
"""Longer than the gateway waits for anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back; header names in small letters, the last of several wins."""

    status: int
    code: str  # of an error, as docs/protocol.md lists them: access_denied; empty for a good answer
    body: Any  # JSON, read; None if it is something else
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def exchange(self) -> str:
        """The id under which the log has it, if it has it at all; empty for an error that is no JSON."""
        named = self.headers.get("x-road-request-id", "")
        return named or str(self.body["detail"] if self.code and self.body else "")


def post(url: str, body: Mapping[str, object] | bytes, headers: Mapping[str, str]) -> Reply:
    """Send a body to a URL and read the answer; raises OSError or HTTPException where none comes."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc, timeout=PATIENCE_S)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        connection.request("POST", place.path, data, dict(headers))
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    return _reply(response, content)


def _reply(response: http.client.HTTPResponse, content: bytes) -> Reply:
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    failed = response.headers.get("X-Road-Error", "")
    return Reply(
        status=response.status,
        code=failed.rpartition(".")[2],
        body=body,
        headers={name.lower(): value for name, value in response.getheaders()},
        content=content,
    )
