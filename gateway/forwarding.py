"""A request that its member sealed itself, as the rest of the pipeline knows requests."""

from gateway.message import Request, Sealed
from gateway.signature import OpenedRequest, SealedRequest


def as_request(opened: OpenedRequest, received_ms: int) -> Request:
    """As an edge would have understood it at this time."""
    content = opened.content
    return Request(
        client=opened.client,
        service=opened.service,
        message_id=opened.message_id,
        request_id=opened.request_id,
        method=content.method,
        path=content.path,
        query=content.query,
        headers=content.headers,
        body=content.body,
        user=content.user,
        issue=content.issue,
        received_ms=received_ms,
        wait_s=(opened.expires_ms - received_ms) / 1000,
        language="en",
    )


def as_sealed(opened: OpenedRequest, sealed: Sealed) -> SealedRequest:
    """As the gateway that sealed it would remember it."""
    return SealedRequest(
        sealed=sealed,
        message_id=opened.message_id,
        request_id=opened.request_id,
        client=opened.client,
        service=opened.service,
        issued_ms=opened.issued_ms,
        expires_ms=opened.expires_ms,
        digest=opened.digest,
    )
