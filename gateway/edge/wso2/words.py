"""Faults as answers: in JSON or XML, with the headers that belong to them; OAuth's errors for tokens."""

from typing import Final

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.edge.apis.calls import path_of
from gateway.edge.apis.oauth import TokenRequestError
from gateway.edge.problems import JSON, Refusal, language_of, sealed_problem
from gateway.edge.wso2.faults import FAULTS, Fault, fault_of, told
from gateway.errors import ExchangeError, QuotaError, UnauthenticatedError
from gateway.message import Request, Response

TOKEN_PATHS: Final = ("/token", "/oauth2/token")
REVOKE_PATHS: Final = ("/revoke", "/oauth2/revoke")
_REALM: Final = 'realm="WSO2 API Manager"'


class FaultWords:
    """See gateway.edge.apis.calls.Words."""

    def tell(self, http: BaseRequest, refusal: Refusal) -> web.Response:
        """A fault, or what OAuth calls it where a token was asked for."""
        error = refusal.error
        if path_of(http) in TOKEN_PATHS + REVOKE_PATHS:
            answer = _oauth_error(error)
            if answer is not None:
                return answer
        sentence = error.message(language_of(http))
        next_ms = error.next_ms if isinstance(error, QuotaError) else None
        answer = _written(http, fault_of(error), sentence, next_ms)
        if isinstance(error, UnauthenticatedError):
            answer.headers["WWW-Authenticate"] = f"OAuth2 {_REALM}"
        return answer

    def retell(self, http: BaseRequest, request: Request, response: Response) -> web.Response:
        """The fault of a code that the provider's side sealed, which may be any."""
        sentence = sealed_problem(request, response, request.language)["message"]
        fault = FAULTS.get(response.code, FAULTS["inconsistent_response"])
        return _written(http, fault, sentence)


def _oauth_error(error: ExchangeError) -> web.Response | None:
    """RFC 6749 §5.2; None for what is no matter of OAuth, such as a body that is too large."""
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    if isinstance(error, UnauthenticatedError):
        headers["WWW-Authenticate"] = f"Basic {_REALM}"
        name = "invalid_client"
    elif isinstance(error, TokenRequestError):
        name = error.error
    else:
        return None
    described = error.where[:1].upper() + error.where[1:]
    return web.json_response(
        {"error": name, "error_description": described}, status=error.status, headers=headers
    )


def _written(
    http: BaseRequest, fault: Fault, sentence: str, next_ms: int | None = None
) -> web.Response:
    media_type = _media_type(",".join(http.headers.getall("Accept", [])))
    suffix = "" if media_type == JSON else "; charset=UTF-8"
    return web.Response(
        status=fault.status,
        body=told(fault, sentence, media_type, next_ms),
        headers={"Content-Type": f"{media_type}{suffix}"},
    )


def _media_type(accept: str) -> str:
    """JSON, unless XML is listed before it; q is ignored."""
    for part in accept.lower().split(","):
        listed = part.partition(";")[0].strip()
        if listed in ("application/xml", "text/xml"):
            return listed
        if listed in (JSON, "*/*"):
            break
    return JSON
