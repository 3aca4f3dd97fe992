"""A failure as a SOAP 1.1 Fault: whose fault it is, what to do, and in its detail a code that is stable.

    <detail><error xmlns="urn:ndxp:error"><code>access_denied</code><exchange>…</exchange></error></detail>

SOAP 1.1 §6.2 sends a Fault with HTTP 500, and so is sent whatever is wrong with the message or its answer.
Who may not call, what HTTP itself forbids and when to come again keep their own status. That is a guess at
the real service, of which no source tells more than its good answers.
"""

from typing import Final

from aiohttp import web

from gateway.edge.c06.inquiry import ENVELOPE
from gateway.edge.problems import Refusal, add_headers, xml_text
from gateway.errors import Language, UnauthenticatedError

XML: Final = "text/xml; charset=utf-8"
EXCHANGE: Final = "X-Road-Request-Id"
_OF_HTTP: Final = frozenset([401, 403, 405, 408, 413, 414, 415, 429, 503, 504])


def fault_response(refusal: Refusal, language: Language) -> web.Response:
    """The answer to a call that the platform refuses."""
    error = refusal.error
    response = written(error.code, error.status, error.message(language), refusal.detail)
    if isinstance(error, UnauthenticatedError):
        response.headers["WWW-Authenticate"] = 'Basic realm="C06"'
    add_headers(response, error)
    return response


def written(code: str, status: int, message: str, exchange: str) -> web.Response:
    """A Fault; `status` is what HTTP means by this code, below 500 the caller can mend it."""
    whose = "Client" if status < 500 else "Server"
    inside = (
        f"<faultcode>soapenv:{whose}</faultcode><faultstring>{xml_text(message)}</faultstring>"
        f'<detail><error xmlns="urn:ndxp:error"><code>{xml_text(code)}</code>'
        f"<exchange>{exchange}</exchange></error></detail>"
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soapenv:Envelope xmlns:soapenv="{ENVELOPE}"><soapenv:Body>'
        f"<soapenv:Fault>{inside}</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )
    return answered(status if status in _OF_HTTP else 500, body.encode(), exchange)


def answered(status: int, body: bytes, exchange: str) -> web.Response:
    """An envelope, under the id of the exchange."""
    return web.Response(status=status, body=body, headers={"Content-Type": XML, EXCHANGE: exchange})
