"""Calls behind an API gateway, from the account that a token stands for to the answer in its form."""

import uuid
from typing import Final, Protocol

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.applications import AccountDialect, Application
from gateway.content import is_target
from gateway.edge.apis.grants import Grants
from gateway.edge.apis.urls import Target, checked_target, target_of
from gateway.edge.authentication import Caller
from gateway.edge.body import check_uncompressed, read_body
from gateway.edge.dialect import Setting
from gateway.edge.forms import Form, Sent
from gateway.edge.problems import JSON, Refusal, add_headers, language_of, log_refusal
from gateway.edge.quotas import Quotas
from gateway.edge.r1_form import headers_of, wait_s
from gateway.errors import (
    BadRequestError,
    ExchangeError,
    InvalidMethodError,
    UnknownMemberError,
    UnknownServiceError,
)
from gateway.message import Request, Response, ServiceId, preferred_language
from gateway.network import Network

EXCHANGE: Final = "X-Road-Request-Id"


class Words(Protocol):
    """How a dialect tells its callers of failures."""

    def tell(self, http: BaseRequest, refusal: Refusal) -> web.Response:
        """A failure of ours."""
        ...

    def retell(self, http: BaseRequest, request: Request, response: Response) -> web.Response:
        """A refusal that the provider's side sealed."""
        ...


class ApiCalls:
    """The calls of one listener; its dialect says who proves how to have which account."""

    def __init__(self, dialect: AccountDialect, setting: Setting, words: Words) -> None:
        self.setting = setting
        self.grants = Grants(
            dialect, setting.applications, setting.clock, setting.limits.token_lifetime_s
        )
        self._quotas = Quotas(setting.clock)
        self._words = words

    @property
    def _network(self) -> Network:
        return self.setting.source.newest.network

    def caller(self, application: Application) -> Caller:
        """Whom a good account stands for; raises QuotaError or UnknownMemberError."""
        self._quotas.count(application)
        client = self._network.subsystems.get(self._network.resolve(application.client))
        if client is None:
            raise UnknownMemberError
        return Caller(client=client)

    def target(self, http: BaseRequest) -> Target:
        """What its URL names; raises UnknownServiceError, which tells a known caller what is like it."""
        return checked_target(self._network, path_of(http))

    async def read(self, http: BaseRequest, caller: Caller, officer: str | None = None) -> Request:
        """Read a call; raises the CallerError that says what is wrong with its form.

        What else was sent proves who calls, and is nobody else's business.
        """
        service, body = await self._asked(http)
        language = http.headers.get("Accept-Language", "")
        accepted = (("Accept-Language", language),) if language else ()
        return Request(
            client=caller.client.id,
            service=service,
            message_id=f"{service.provider.instance}-{uuid.uuid4()}",
            request_id=str(uuid.uuid4()),
            method="POST",
            path="",
            query="",
            headers=(("Content-Type", JSON), *accepted),
            body=body,
            user=officer,
            issue=None,
            received_ms=self.setting.clock.now_ms(),
            wait_s=wait_s(http, self.setting.limits),
            language=preferred_language(language),
        )

    def write(self, http: BaseRequest, request: Request, response: Response) -> web.Response:
        """The registry's own answer, or what the provider's side refused."""
        answer = self.target(http).form.answer(response)
        if answer is None:
            answer = self._words.retell(http, request, response)
        answer.headers[EXCHANGE] = request.request_id
        return answer

    def refuse(
        self, http: BaseRequest, request: Request | None, error: ExchangeError
    ) -> web.Response:
        """A failure; what a registry says to a malformed call is said as it does."""
        refusal = Refusal.of(request, error)
        log_refusal(refusal)
        answer = self._malformed(http, refusal)
        if answer is None:
            answer = self._words.tell(http, refusal)
            add_headers(answer, error)
        answer.headers[EXCHANGE] = refusal.detail
        return answer

    async def _asked(self, http: BaseRequest) -> tuple[ServiceId, bytes]:
        """The service, and the canonical body."""
        target = self.target(http)
        headers_of(http)  # nothing could seal what is wrong with them, such as a tracestate
        query = http.raw_path.partition("?")[2]
        if not is_target("", query):
            raise BadRequestError("the URL holds a character that has to be percent-encoded")
        if http.method not in target.form.methods:
            raise InvalidMethodError(", ".join(target.form.methods))
        body = b"" if http.method == "GET" else await self._body(http, target.form)
        asked = target.form.read(Sent(http.method, query, body), self.setting)
        return ServiceId(provider=target.provider.id, code=asked.code), asked.body

    async def _body(self, http: BaseRequest, form: Form) -> bytes:
        check_uncompressed(http)
        return await read_body(http, form.limits(self.setting.limits), self.setting.reading)

    def _malformed(self, http: BaseRequest, refusal: Refusal) -> web.Response | None:
        try:
            target = target_of(self._network, path_of(http))
        except UnknownServiceError:
            return None
        return target.form.malformed(refusal, language_of(http))


def path_of(http: BaseRequest) -> str:
    """As it was sent, without the query."""
    return http.raw_path.partition("?")[0]
