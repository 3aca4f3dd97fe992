"""What was opened as the rest of the pipeline knows it: a member's own sealed request, and an answer."""

from gateway.message import Request, Response, Sealed
from gateway.signature import OpenedRequest, OpenedResponse, SealedRequest


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


def as_response(opened: OpenedResponse) -> Response:
    """As a caller may have it."""
    return Response(
        status=opened.status,
        headers=opened.content.headers,
        body=opened.content.body,
        native=opened.content.native,
        outcome=opened.outcome,
        code=opened.code,
    )
