"""How errors are spelt: ours, or as a security server of X-Road 7.7 or 7.8 spells them.

X-Road changed the spelling of its fault codes between 7.7.1 and 7.8.0, and answers 500 to nearly every
fault. Clients that compare either need to find what they know.
"""

from collections.abc import Mapping
from typing import Final

from gateway.config import ErrorProfile

SPELLINGS: Final[Mapping[str, tuple[str, str]]] = {
    "bad_request": ("bad_request", "BadRequest"),
    "missing_header_field": ("missing_header_field", "MissingHeaderField"),
    "invalid_client_identifier": ("invalid_client_identifier", "InvalidClientIdentifier"),
    "invalid_security_server": ("invalid_security_server", "InvalidSecurityServer"),
    "invalid_protocol_version": ("invalid_protocol_version", "InvalidProtocolVersion"),
    "invalid_http_method": ("invalid_http_method", "InvalidHttpMethod"),
    "invalid_content_type": ("invalid_content_type", "InvalidContentType"),
    "invalid_body": ("invalid_body", "InvalidBody"),
    "body_too_large": ("io_error", "IOError"),  # issue #179: cannot be logged
    "invalid_request": ("invalid_request", "InvalidRequest"),
    "unauthenticated": ("ssl_authentication_failed", "SslAuthenticationFailed"),
    "unknown_member": ("unknown_member", "UnknownMember"),
    "access_denied": ("access_denied", "AccessDenied"),
    "unknown_service": ("unknown_service", "UnknownService"),
    "bus_unavailable": ("network_error", "NetworkError"),
    "provider_unavailable": ("network_error", "NetworkError"),
    "timeout": ("io_error", "IOError"),
    "logging_failed": ("logging_failed", "LoggingFailed"),
    "cannot_create_signature": ("cannot_create_signature", "CannotCreateSignature"),
    "network_document_expired": ("global_conf_outdated", "OutdatedGlobalConf"),
    "internal_error": ("internal_error", "InternalError"),
    "invalid_signature_value": ("invalid_signature_value", "InvalidSignatureValue"),
    "inconsistent_response": ("inconsistent_response", "InconsistentResponse"),
    "service_failed": ("service_failed", "ServiceFailed"),
}
"""Our code: the same fault in X-Road 7.8, and in 7.7. A code that is not here X-Road does not have."""

_PLACES: Final[Mapping[str, str]] = {
    "client": "Client",
    "server.clientproxy": "Server.ClientProxy",
    "server.serverproxy": "Server.ServerProxy",
}


def spell(profile: ErrorProfile, kind: str, status: int) -> tuple[str, int]:
    """The `type` and the HTTP status of an error, from those that we give it."""
    if profile == "spec":
        return kind, status
    place, _, code = kind.rpartition(".")
    if code in SPELLINGS and place == "client":
        place = "server.clientproxy"  # nothing in its REST path blames the client today
    modern, camel = SPELLINGS.get(code, (code, code.title().replace("_", "")))
    status = 500 if place.startswith("server.") else 400
    if profile == "x-road-7.8":
        return f"{place}.{modern}", status
    return f"{_PLACES.get(place, place)}.{camel}", status
