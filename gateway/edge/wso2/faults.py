"""A failure as WSO2 API Manager tells it, in JSON or XML.

    {"fault": {"code": 900901, "message": "Invalid Credentials", "description": "…"}}

    <ams:fault xmlns:ams="http://wso2.org/apimanager/security">
        <ams:code>900901</ams:code><ams:message>Invalid Credentials</ams:message> …

Codes and names are those of its documentation (Error Handling, releases 3.2 and 4.5); the HTTP status that
goes with a code is from there too, as far as it says. Our own sentence follows in the description: it says
what to do.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from gateway.edge.apis.grants import MissingTokenError
from gateway.edge.problems import JSON, xml_text
from gateway.errors import ExchangeError, InactiveTokenError, QuotaError

Family = Literal["security", "throttling", "runtime"]

_NAMESPACES: Final[Mapping[Family, tuple[str, str]]] = {
    "security": ("ams", "http://wso2.org/apimanager/security"),
    "throttling": ("amt", "http://wso2.org/apimanager/throttling"),
    "runtime": ("am", "http://wso2.org/apimanager"),
}
_BACKEND: Final = "Error connecting to the back end"
_BLOCKED: Final = "This API has been blocked temporarily"
_NO_RESOURCE: Final = "No matching resource found for given API Request"
_SUSPENDED: Final = "Currently , Address endpoint : [ State : SUSPENDED ]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a failure is called there; `says` is the beginning of its description."""

    status: int
    code: int
    message: str
    family: Family
    says: str = ""


def _security(status: int, code: int, message: str) -> Fault:
    return Fault(status=status, code=code, message=message, family="security")


def _throttling(status: int, code: int) -> Fault:
    return Fault(
        status=status,
        code=code,
        message="Message throttled out",
        family="throttling",
        says="You have exceeded your quota",
    )


def _runtime(status: int, code: int, says: str) -> Fault:
    return Fault(status=status, code=code, message="Runtime Error", family="runtime", says=says)


def _malformed(status: int, says: str) -> Fault:
    """What the caller can mend has its HTTP status as its code, as 404 and 405 have there."""
    return _runtime(status, status, says)


FAULTS: Final[Mapping[str, Fault]] = {
    "unauthenticated": _security(401, 900901, "Invalid Credentials"),
    "unknown_member": _security(403, 900908, "Resource forbidden"),
    "access_denied": _security(403, 900908, "Resource forbidden"),
    "unknown_service": _malformed(404, _NO_RESOURCE),
    "invalid_http_method": _malformed(405, "Method not allowed for given API resource"),
    "too_many_requests": _throttling(429, 900804),
    "overloaded": Fault(
        status=503, code=900801, message="Hard limit exceeded", family="throttling"
    ),
    "bad_request": _malformed(400, "Bad Request"),
    "invalid_request": _malformed(400, "Bad Request"),
    "invalid_protocol_version": _malformed(400, "Bad Request"),
    "missing_header_field": _malformed(400, "Bad Request"),
    "invalid_client_identifier": _malformed(400, "Bad Request"),
    "invalid_security_server": _malformed(400, "Bad Request"),
    "invalid_body": _malformed(400, "Bad Request"),
    "schema_violation": _malformed(400, "Bad Request"),
    "service_refused": _malformed(400, "Bad Request"),
    "seal_refused": _malformed(400, "Bad Request"),
    "replayed_request": _malformed(409, "Conflict"),
    "request_timeout": _malformed(408, "Request Timeout"),
    "body_too_large": _malformed(413, "Payload Too Large"),
    "uri_too_long": _malformed(414, "URI Too Long"),
    "invalid_content_type": _malformed(415, "Unsupported Media Type"),
    "provider_unavailable": _runtime(503, 303001, _SUSPENDED),
    "bus_unavailable": _runtime(503, 101503, _BACKEND),
    "upstream_unavailable": _runtime(503, 101503, _BACKEND),
    "service_failed": _runtime(502, 101503, _BACKEND),
    "timeout": _runtime(504, 101504, "Send timeout"),
    "message_expired": _runtime(504, 101504, "Send timeout"),
    "aborted": _runtime(503, 101507, "Connection canceled"),
    "invalid_answer": _runtime(502, 101506, "Protocol violation"),
    "inconsistent_response": _runtime(502, 101506, "Protocol violation"),
    "invalid_signature_value": _runtime(502, 101506, "Protocol violation"),
    "logging_failed": _runtime(503, 700700, _BLOCKED),
    "cannot_create_signature": _runtime(503, 700700, _BLOCKED),
    "network_document_expired": _runtime(503, 700700, _BLOCKED),
    "internal_error": _runtime(500, 500, "Internal Server Error"),
}
"""By our code. 700700 is a platform that takes no calls for now."""

_MISSING: Final = _security(401, 900902, "Missing Credentials")
_INACTIVE: Final = _security(401, 900904, "Access Token Inactive")
_APPLICATION_QUOTA: Final = _throttling(429, 900803)


_BY_CLASS: Final = {
    _MISSING.code: "unauthenticated",
    _INACTIVE.code: "unauthenticated",
    _APPLICATION_QUOTA.code: "too_many_requests",
}


def codes_told_as(number: str) -> set[str]:
    """Our codes that are told as this one of WSO2's."""
    told_so = {code for code, fault in FAULTS.items() if str(fault.code) == number}
    return told_so | {code for of, code in _BY_CLASS.items() if str(of) == number}


def fault_of(error: ExchangeError) -> Fault:
    """What a failure is called there."""
    match error:
        case MissingTokenError():
            return _MISSING
        case InactiveTokenError():
            return _INACTIVE
        case QuotaError():
            return _APPLICATION_QUOTA
    return FAULTS[error.code]


def next_access(time_ms: int) -> str:
    """When a quota begins anew, as 2026-Nov-23 05:48:00+0000 UTC."""
    return f"{datetime.fromtimestamp(time_ms / 1000, UTC):%Y-%b-%d %H:%M:%S}+0000 UTC"


def told(fault: Fault, sentence: str, media_type: str, next_ms: int | None = None) -> bytes:
    """The body of a fault; `sentence` is ours."""
    members: dict[str, object] = {"code": fault.code}
    if fault.family == "runtime":
        members["type"] = "Status report"
    members["message"] = fault.message
    members["description"] = f"{fault.says}. {sentence}" if fault.says else sentence
    if next_ms is not None:
        members["nextAccessTime"] = next_access(next_ms)
    if media_type == JSON:
        compact = json.dumps({"fault": members}, ensure_ascii=False, separators=(",", ":"))
        return compact.encode(errors="replace")
    prefix, namespace = _NAMESPACES[fault.family]
    inside = "".join(
        f"<{prefix}:{name}>{xml_text(str(value))}</{prefix}:{name}>"
        for name, value in members.items()
    )
    return f'<{prefix}:fault xmlns:{prefix}="{namespace}">{inside}</{prefix}:fault>'.encode()
