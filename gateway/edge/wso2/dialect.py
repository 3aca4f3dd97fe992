"""The dialect: tokens for key and secret, calls with a token, the registry's own answers, WSO2's faults."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.applications import Application
from gateway.edge.apis.calls import ApiCalls, path_of
from gateway.edge.apis.grants import bearer
from gateway.edge.apis.oauth import (
    TokenRequestError,
    check_grant_type,
    client_of,
    granted,
    read_fields,
)
from gateway.edge.authentication import Caller
from gateway.edge.dialect import Setting
from gateway.edge.wso2.words import REVOKE_PATHS, TOKEN_PATHS, FaultWords
from gateway.errors import ExchangeError, UnauthenticatedError
from gateway.message import Request, Response

_NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class Dialect:
    """See gateway.edge.dialect.Dialect."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._calls = ApiCalls("wso2", setting, FaultWords())

    async def answer(self, http: BaseRequest) -> web.Response | None:
        """A token, or its end; None for a call of a service."""
        path = path_of(http)
        if path in TOKEN_PATHS:
            return await self._grant(http)
        if path in REVOKE_PATHS:
            return await self._revoke(http)
        return None

    def caller(self, http: BaseRequest) -> Caller:
        """Whose token it is, within its quota."""
        return self._calls.caller(self._calls.grants.application(bearer(http)))

    async def read(self, http: BaseRequest, caller: Caller) -> Request:
        """Read a call; raises the CallerError that says what is wrong with its form."""
        return await self._calls.read(http, caller)

    def local(self, request: Request) -> None:
        """Nothing: every operation is a service's."""

    def write(self, http: BaseRequest, request: Request, response: Response) -> web.Response:
        """The registry's own answer, or what the provider's side refused as a fault."""
        return self._calls.write(http, request, response)

    def refuse(
        self, http: BaseRequest, request: Request | None, error: ExchangeError
    ) -> web.Response:
        """A fault; what the registry or the token endpoint says is said as they do."""
        return self._calls.refuse(http, request, error)

    async def _grant(self, http: BaseRequest) -> web.Response:
        fields = await read_fields(http, self._setting)
        check_grant_type(fields)
        return granted(*self._calls.grants.grant(self._account(http, fields)))

    async def _revoke(self, http: BaseRequest) -> web.Response:
        """RFC 7009 §2.2: a token that is none is no error."""
        fields = await read_fields(http, self._setting)
        application = self._account(http, fields)
        if not fields.get("token"):
            raise TokenRequestError("Missing token parameter value", "invalid_request")
        self._calls.grants.revoke(application, fields["token"])
        return web.Response(headers=_NO_STORE)

    def _account(self, http: BaseRequest, fields: Mapping[str, str]) -> Application:
        """The good account whose key and secret come along; raises UnauthenticatedError."""
        key, secret = client_of(http, fields)
        now_ms = self._setting.clock.now_ms()
        found = self._setting.applications.proven("wso2", key, secret, now_ms)
        if found is None:
            raise UnauthenticatedError("key and secret are those of no account that is good now")
        return found
