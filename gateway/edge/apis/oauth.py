"""How clients ask for an access token: OAuth 2.0 client credentials (RFC 6749 §4.4), and RFC 7009 to end one.

POST /token
Content-Type: application/x-www-form-urlencoded

grant_type=client_credentials
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.edge.basic import name_and_secret
from gateway.edge.body import check_uncompressed, read_body
from gateway.edge.dialect import Setting
from gateway.errors import BadRequestError, InvalidMethodError, UnauthenticatedError

GRANT_TYPE: Final = "client_credentials"
SCOPE: Final = "am_application_scope default"
FORM: Final = "application/x-www-form-urlencoded"
_MOST_BYTES: Final = 8192
_MOST_FIELDS: Final = 20


class TokenRequestError(BadRequestError):
    """A call for a token is malformed; `error` is what RFC 6749 §5.2 calls it."""

    def __init__(
        self, where: str, error: Literal["invalid_request", "unsupported_grant_type"]
    ) -> None:
        super().__init__(where)
        self.error = error


async def read_fields(http: BaseRequest, setting: Setting) -> Mapping[str, str]:
    """The fields of the form, and of the query for the rest: some clients put grant_type there.

    Raises TokenRequestError, and the CallerError that says why the body cannot be taken.
    """
    if http.method != "POST":
        raise InvalidMethodError("POST")
    check_uncompressed(http)
    limits = setting.limits
    bounded = replace(limits, max_body_bytes=min(_MOST_BYTES, limits.max_body_bytes))
    body = await read_body(http, bounded, setting.reading)
    fields = _fields(http.raw_path.partition("?")[2].encode(errors="replace"))
    if http.content_type == FORM:
        fields |= _fields(body)
    return fields


def check_grant_type(fields: Mapping[str, str]) -> None:
    """Raise TokenRequestError unless it is the one grant type that there is."""
    given = fields.get("grant_type")
    if not given:
        raise TokenRequestError("Missing grant_type parameter value", "invalid_request")
    if given != GRANT_TYPE:
        raise TokenRequestError("Unsupported grant_type value", "unsupported_grant_type")


def client_of(http: BaseRequest, fields: Mapping[str, str]) -> tuple[str, str]:
    """Key and secret, of Authorization: Basic or else of the form; raises UnauthenticatedError."""
    values = http.headers.getall("Authorization", [])
    if not values:
        return fields.get("client_id", ""), fields.get("client_secret", "")
    try:
        return name_and_secret(values)
    except ValueError:
        raise UnauthenticatedError(
            "header Authorization reads Basic base64(key:secret), once"
        ) from None


def granted(token: str, left_s: int) -> web.Response:
    """The answer to a good call for a token; nobody on the way may keep it (RFC 6749 §5.1)."""
    return web.json_response(
        {
            "access_token": token,
            "scope": SCOPE,
            "token_type": "Bearer",
            "expires_in": left_s,
        },
        headers={"Cache-Control": "no-store", "Pragma": "no-cache"},
    )


def _fields(text: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            text.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except ValueError:
        raise TokenRequestError("the form is not readable", "invalid_request") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise TokenRequestError("a parameter is repeated", "invalid_request")
    return fields
