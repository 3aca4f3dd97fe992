"""The dialect: a service is found from a URL of the adapter form, all else is r1."""

from dataclasses import dataclass, replace
from typing import Final

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.edge import metadata, native, r1
from gateway.edge.authentication import Caller, Evidence
from gateway.edge.body import check_uncompressed
from gateway.edge.c06.inquiry import POPULATION
from gateway.edge.dialect import Setting
from gateway.edge.forms import Form, OperationForm, Sent, SoapForm
from gateway.edge.problems import JSON, Refusal, language_of, log_refusal
from gateway.edge.quotas import Quotas
from gateway.edge.r1_form import (
    Address,
    check_call,
    check_form,
    client_of,
    headers_of,
    last,
    read_call,
)
from gateway.edge.vdxp.target import Target, path_of, read_target
from gateway.errors import (
    ExchangeError,
    InvalidMethodError,
    NearMissError,
    UnauthenticatedError,
    UnknownMemberError,
)
from gateway.message import Headers, Request, Response, ServiceId
from gateway.nearest import nearest_texts
from gateway.network import Network, Subsystem

_SOAP_PATH: Final = f"/{POPULATION}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A call in a registry's own form: which, and the body that its caller sent."""

    form: Form
    body: bytes = b""


_OWN: Final = web.RequestKey("own", Own)


class Dialect:
    """See gateway.edge.dialect.Dialect."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._r1 = r1.Dialect(setting=setting)
        self._quotas = Quotas(setting.clock)

    @property
    def _network(self) -> Network:
        return self._setting.source.newest.network

    async def answer(self, http: BaseRequest) -> None:
        """Nothing: an adapter forwards, and answers nothing by itself."""

    def caller(self, http: BaseRequest) -> Caller:
        """Whoever X-Road-Client names, proven as in r1; without it the member whose adapter this is."""
        path_of(http.raw_path)
        evidence = Evidence.of(http)
        if last(http, "X-Road-Client"):
            return self._setting.authentication.caller(client_of(http), evidence)
        _check_no_page(http)
        return Caller(client=self._member(evidence))

    async def read(self, http: BaseRequest, caller: Caller) -> Request:
        """Read a call; raises the CallerError that says which part of it is malformed."""
        headers = headers_of(http)
        target = read_target(http.raw_path)
        form = self._form(target)
        if form is not None:
            # The form says which service it is, once its body is read.
            service = ServiceId(provider=self._network.resolve(target.provider), code="")
            address = Address(client=caller.client.id, service=service, path="", query=target.query)
            return await self._read_own(http, headers, address, form)
        self._check_meant(target)
        address = Address(
            client=caller.client.id, service=target.service, path=target.rest, query=target.query
        )
        check_call(http, self._network, address)
        check_form(http, self._network, address)
        return await read_call(http, self._setting, headers, address)

    def local(self, request: Request) -> Response | None:
        """What a metadata service answers."""
        return self._r1.local(request)

    def write(self, http: BaseRequest, request: Request, response: Response) -> web.Response:
        """As in r1; to a call in the registry's own form its own answer, or its own refusal."""
        own: Own | None = http.get(_OWN)
        if own is None:
            return self._r1.write(http, request, response)
        sent = replace(request, body=own.body)
        answer = own.form.answer(response)
        return r1.identified(answer, http, sent) if answer else self._r1.write(http, sent, response)

    def refuse(
        self, http: BaseRequest, request: Request | None, error: ExchangeError
    ) -> web.Response:
        """As in r1; what is wrong with the parameters of a registry's own call as the registry says it."""
        own: Own | None = http.get(_OWN)
        if own is not None:
            refusal = Refusal.of(request, error)
            answer = own.form.malformed(refusal, language_of(http))
            if answer is not None:
                log_refusal(refusal)
                answer.headers["X-Road-Request-Id"] = refusal.detail
                return answer
        return self._r1.refuse(http, request, error)

    async def _read_own(
        self, http: BaseRequest, headers: Headers, address: Address, form: Form
    ) -> Request:
        """The canonical call for which one in the registry's own form stands."""
        http[_OWN] = Own(form=form)
        check_call(http, self._network, address)
        if http.method not in form.methods:
            raise InvalidMethodError(", ".join(form.methods))
        check_uncompressed(http)
        bounded = replace(self._setting, limits=form.limits(self._setting.limits))
        sent = await read_call(http, bounded, headers, address)
        http[_OWN] = Own(form=form, body=sent.body)
        asked = form.read(Sent(sent.method, sent.query, sent.body), self._setting)
        kept = tuple(pair for pair in sent.headers if pair[0].lower() != "content-type")
        return replace(
            sent,
            service=replace(address.service, code=asked.code),
            method="POST",
            query="",
            headers=(*kept, ("Content-Type", JSON)),
            body=asked.body,
        )

    def _check_meant(self, target: Target) -> None:
        """Raise NearMissError where the path of providerurl or what is behind `forward` is misspelt."""
        provider = self._network.subsystems.get(self._network.resolve(target.provider))
        service = target.service
        if provider is None or service.code in metadata.SERVICES:
            return
        known = ServiceId(provider=provider.id, code=service.code) in provider.services
        near = nearest_texts(target.own_path, native.paths({provider.registry}))
        if near and not known:
            raise NearMissError(", ".join(near))

    def _form(self, target: Target) -> Form | None:
        """The form of the operation that the URL names in the registry of this provider, if it does."""
        provider = self._network.subsystems.get(self._network.resolve(target.provider))
        if provider is None:
            return None
        if target.own_path == _SOAP_PATH and provider.registry == POPULATION:
            return SoapForm()
        operation = native.at(target.own_path)
        if operation is None or provider.registry != operation.registry:
            return None
        return OperationForm(operation=operation)

    def _member(self, evidence: Evidence) -> Subsystem:
        """The client of the accounts there are; raises UnauthenticatedError, UnknownMemberError."""
        setting, network = self._setting, self._network
        if not (setting.authentication.believes_neighbours and evidence.at_home):
            raise UnauthenticatedError(
                "without header X-Road-Client a call comes over loopback, to 127.0.0.1 or localhost"
            )
        accounts = setting.applications.good("vdxp", setting.clock.now_ms())
        clients = {network.resolve(account.client) for account in accounts}
        if len(clients) != 1:
            raise UnauthenticatedError(
                "header X-Road-Client is missing, and not exactly one client has an account of vdxp"
            )
        self._quotas.count(accounts[0])
        client = network.subsystems.get(clients.pop())
        if client is None:
            raise UnknownMemberError
        return client


def _check_no_page(http: BaseRequest) -> None:
    """Raise UnauthenticatedError for what a browser sends because a page says so: any page may make it."""
    if "Origin" in http.headers or http.headers.get("Sec-Fetch-Site", "none") != "none":
        raise UnauthenticatedError("without header X-Road-Client no web page may call")
