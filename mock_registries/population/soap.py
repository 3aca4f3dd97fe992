"""SOAP 1.1 and XML for the population registry: reading without risk, and writing.

A body has to be UTF-8; one that declares anything else is refused. Without a document type XML has
no entities and no external references, so `<!DOCTYPE` is refused wherever it stands before a parser
sees it; comments and CDATA do no harm and are read.
"""

import re
from codecs import BOM_UTF8
from xml.etree.ElementTree import Element, ParseError, fromstring

MAX_BYTES = 64 * 1024  # assumed; a request is less than two kilobytes
_NAMESPACE = "http://schemas.xmlsoap.org/soap/envelope/"
_ENVELOPE, _BODY = f"{{{_NAMESPACE}}}Envelope", f"{{{_NAMESPACE}}}Body"
_ENCODING = re.compile(r"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)")
_OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<soapenv:Envelope xmlns:soapenv="{_NAMESPACE}"><soapenv:Body>'
)
_CLOSING = "</soapenv:Body></soapenv:Envelope>"


class RefusedError(Exception):
    """The request is not one that the registry reads; the text goes into the SOAP Fault.

    It says nothing of what was sent but the names of elements that the registry knows.
    """


def operation(body: bytes) -> Element:
    """Return the one operation in an envelope; raises RefusedError for anything else."""
    envelope = _parse(body)
    found = [one for body in envelope if body.tag == _BODY for one in body]
    if envelope.tag != _ENVELOPE or len(found) != 1:
        message = "expected a SOAP 1.1 envelope with one operation"
        raise RefusedError(message)
    return found[0]


def _parse(body: bytes) -> Element:
    """Parse hostile bytes.

    A parser that gets a str reads it as UTF-8 whatever it declares, but for zero bytes: expat takes
    them for UTF-16, in which a document type would look otherwise.
    """
    if len(body) > MAX_BYTES:
        message = f"the body is larger than {MAX_BYTES} bytes"
        raise RefusedError(message)
    try:
        document = body.removeprefix(BOM_UTF8).decode()
        claimed = _ENCODING.match(document)
        foreign = claimed is not None and claimed[1].lower() != "utf-8"
        if foreign or "<!DOCTYPE" in document or "\0" in document:
            message = "the body holds a document type or is not in UTF-8"
            raise RefusedError(message)
        return fromstring(document)  # noqa: S314  # no document type gets here: nothing to expand
    except (ParseError, ValueError):
        message = "the body is not XML in UTF-8"
        raise RefusedError(message) from None


def escape(value: str) -> str:
    """Escape text for an element; as html.escape, faster for the many that need nothing."""
    if "&" in value or "<" in value or ">" in value:
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return value


def text(tag: str, value: str | None) -> str:
    """Write an element with text; nothing for None."""
    if value is None:
        return ""
    return f"<{tag}>{escape(value)}</{tag}>" if value else f"<{tag}/>"


def envelope(content: str) -> bytes:
    """Write an envelope."""
    return f"{_OPENING}{content}{_CLOSING}".encode()


def fault(code: str, reason: str) -> bytes:
    """Write a SOAP Fault; the code is Client or Server."""
    inside = text("faultcode", f"soapenv:{code}") + text("faultstring", reason)
    return envelope(f"<soapenv:Fault>{inside}</soapenv:Fault>")
