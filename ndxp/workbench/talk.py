"""Asking the adapter and judging how it answers; what is wrong is told in a few words, without values."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway import jws
from gateway.content import unpack_response
from gateway.errors import ExchangeError, ProviderUnavailableError, SealError, TrustError
from gateway.jws import b64url
from gateway.message import Sealed
from gateway.signature import RESPONSE_TYP, SealedRequest
from gateway.strict_json import parse_json
from ndxp.workbench.bench import Bench, Probe

PATIENCE_S = 5.0  # for an answer that has to come


class BreachError(Exception):
    """The adapter broke a rule; the text says what came."""


class NotRunError(Exception):
    """A case that this bench cannot run; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An answer that the provider's member sealed; whether it answers the request is another question."""

    payload: Mapping[str, object]
    jws: str
    status: int
    body: object

    def __str__(self) -> str:
        code = self.payload.get("code")
        return f"{self.status} {self.payload.get('outcome')}" + (f" {code}" if code else "")


class Talk:
    """One adapter on one probe. Questions may be asked concurrently."""

    def __init__(self, bench: Bench, probe: Probe, quiet_s: float) -> None:
        self.bench = bench
        self._probe = probe
        self._quiet_s = quiet_s

    async def answer(self, request: SealedRequest) -> Heard:
        """The answer to one request; raises BreachError if there is none or its seal does not hold."""
        return (await self.answers([request.sealed], 1))[0]

    async def answers(self, batch: Sequence[Sealed], expected: int) -> list[Heard]:
        """The same for a batch to which `expected` answers have to come."""
        heard = await self._ask(batch, expected, PATIENCE_S)
        if len(heard) < expected:
            missing = "no answer" if expected == 1 else f"{len(heard)} answers of {expected}"
            raise BreachError(f"{missing} within {PATIENCE_S:.0f} s")
        return [self._read(answer) for answer in heard]

    async def each(self, requests: Sequence[SealedRequest]) -> list[Heard]:
        """The answers to requests that are asked at the same time, each in a message of its own."""
        heard = await asyncio.gather(*map(self.answer, requests), return_exceptions=True)
        return [_or_raise(each) for each in heard]

    async def silence(self, forged: Sealed) -> None:
        """Raises BreachError if the adapter answers."""
        for answer in await self._ask([forged], 1, self._quiet_s):
            raise BreachError(f"an answer: {self._read(answer)}")

    async def _ask(self, batch: Sequence[Sealed], expected: int, within_s: float) -> list[Sealed]:
        try:
            async with asyncio.timeout(within_s + PATIENCE_S):
                return await self._probe.ask(self.bench.provider, batch, expected, within_s)
        except ProviderUnavailableError:
            raise BreachError("the adapter has left the bus") from None
        except SealError as error:
            raise BreachError(f"an answer that is no batch: {error.reason}") from None
        except (ExchangeError, TimeoutError):
            raise BreachError("the bus failed under the question") from None

    def _read(self, answer: Sealed) -> Heard:
        try:
            return read_answer(answer, self.bench)
        except SealError as error:
            raise BreachError(f"an answer whose seal does not hold: {error}") from None
        except ExchangeError as error:
            raise BreachError(f"an answer whose body is not JSON: {error.where}") from None


def _or_raise(heard: Heard | BaseException) -> Heard:
    if isinstance(heard, BaseException):
        raise heard
    return heard


def read_answer(answer: Sealed, bench: Bench) -> Heard:
    """Open an answer as far as its seal goes; raises SealError, InvalidBodyError.

    Unlike gateway.signature.open_response it does not demand that the answer names the request: which
    of the two is wrong is what the integrator wants to know.
    """
    token = jws.parse(answer.jws)
    if token.typ != RESPONSE_TYP:
        raise SealError("wrong_typ")
    try:
        certificate = bench.directory.certificate(token.kid)
    except TrustError as error:
        raise SealError("unknown_kid") from error
    if certificate.owner != bench.provider.member:
        raise SealError("wrong_signer", "the kid does not belong to the provider")
    payload = jws.verify(token, certificate.public_key)
    if payload.get("contentDigest") != b64url(hashlib.sha256(answer.content).digest()):
        raise SealError("wrong_content", "the content has another digest")
    content = unpack_response(answer.content)
    if payload.get("status") != content.status:
        raise SealError("malformed_payload", "another status than in the content")
    return Heard(
        payload=payload, jws=answer.jws, status=content.status, body=parse_json(content.body)
    )
