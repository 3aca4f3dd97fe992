"""The dialect: as WSO2's, but who calls proves it twice, and an officer besides where it is about people."""

from typing import Final

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.applications import Application
from gateway.edge.apis.calls import ApiCalls, path_of
from gateway.edge.apis.grants import UnknownTokenError, bearer
from gateway.edge.apis.oauth import check_grant_type, granted, read_fields
from gateway.edge.authentication import Caller
from gateway.edge.c06.inquiry import POPULATION
from gateway.edge.dialect import Setting
from gateway.edge.lgsp.credentials import HEADER, OFFICER, Credentials, officer_of
from gateway.edge.lgsp.refusals import Refusals
from gateway.errors import ExchangeError
from gateway.message import Request, Response

TOKEN_PATH: Final = "/token"  # noqa: S105  not a password, but where to ask for one


class Dialect:
    """See gateway.edge.dialect.Dialect."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._calls = ApiCalls("lgsp", setting, Refusals())

    async def answer(self, http: BaseRequest) -> web.Response | None:
        """A token; None for a call of a service."""
        if path_of(http) != TOKEN_PATH:
            return None
        application = self._account(http)
        check_grant_type(await read_fields(http, self._setting))
        return granted(*self._calls.grants.grant(application))

    def caller(self, http: BaseRequest) -> Caller:
        """Whose token and lgspaccesstoken these are, within its quota."""
        application = self._account(http)
        if self._calls.grants.application(bearer(http)).key != application.key:
            raise UnknownTokenError(f"the access token is not that of header {HEADER}")
        return self._calls.caller(application)

    async def read(self, http: BaseRequest, caller: Caller) -> Request:
        """Read a call; raises the CallerError that says what is wrong with its form, or OfficerError."""
        officer = None
        if self._calls.target(http).provider.registry == POPULATION:
            officer = officer_of(http.headers.getall(OFFICER, []), self._account(http))
        return await self._calls.read(http, caller, officer)

    def local(self, request: Request) -> None:
        """Nothing: every operation is a service's."""

    def write(self, http: BaseRequest, request: Request, response: Response) -> web.Response:
        """The registry's own answer, or what the provider's side refused."""
        return self._calls.write(http, request, response)

    def refuse(
        self, http: BaseRequest, request: Request | None, error: ExchangeError
    ) -> web.Response:
        """A number and its meaning; what a registry says to a malformed call is said as it does."""
        return self._calls.refuse(http, request, error)

    def _account(self, http: BaseRequest) -> Application:
        credentials = Credentials.parse(http.headers.getall(HEADER, []))
        now_ms = self._setting.clock.now_ms()
        return credentials.application(self._setting.applications, now_ms)
