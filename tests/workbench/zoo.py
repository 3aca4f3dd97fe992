"""Adapters with one defect each, made of the real provider's side and something that spoils it."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from adapters.base import Answer, Call
from examples.vehicles.adapter import Vehicles
from gateway import jws
from gateway.bus import Handler, Reply
from gateway.content import ResponseContent, pack_response, unpack_response
from gateway.errors import SealError
from gateway.message import Sealed, ServiceId
from gateway.network import WHOLE_SERVICE, Rule
from gateway.schema import Catalogue
from tests.gateway.forging import payload_of, resign, with_content
from tests.gateway.members import ManualClock
from tests.workbench.place import MEMBER, SERVICE, Place

OTHER_MEMBER = "VN/GOV/G13"
EVERYTHING = Rule(endpoint=WHOLE_SERVICE, right="right[0]", group="")


class Undemanding(Catalogue):
    """Takes every request."""

    def check_request(self, service: ServiceId, body: object) -> None:
        return


class Unchecking(Catalogue):
    """Gives every answer."""

    def check_response(self, service: ServiceId, body: object) -> None:
        return


class Careless:
    """Answers with a member that the schema does not know."""

    subsystem = Vehicles.subsystem

    async def answer(self, call: Call) -> Answer:
        answer = await Vehicles().answer(call)
        return replace(answer, body={**answer.body, "GhiChu": "thử"})


class Confident:
    """Calls everything found."""

    subsystem = Vehicles.subsystem

    async def answer(self, call: Call) -> Answer:
        return replace(await Vehicles().answer(call), found=True)


def _changed(
    handle: Handler, change: Callable[[Sealed, Sealed], Awaitable[Sealed | None]]
) -> Handler:
    """Spoil answers: `change` gets the request and the answer."""

    async def spoiled(sealed: Sealed) -> Reply:
        reply = await handle(sealed)
        if reply.answer is None:
            return reply
        return replace(reply, answer=await change(sealed, reply.answer))

    return spoiled


def _is_refusal(answer: Sealed) -> bool:
    return payload_of(answer.jws)["status"] != 200


def grants_itself_rights(place: Place) -> Handler:
    network = replace(place.directory.network, rights=defaultdict(lambda: (EVERYTHING,)))
    directory = replace(place.directory, network=network)
    return place.serve(replace(place.provider(), directory=directory)).handle


def signs_with_a_strange_key(place: Place) -> Handler:
    return place.serve(replace(place.provider(), keyring=place.keyring(place.stranger()))).handle


def signs_as_another_member(place: Place) -> Handler:
    signer = place.state.signer(OTHER_MEMBER)
    return place.serve(replace(place.provider(), keyring=place.keyring(signer))).handle


def does_not_sign_refusals(place: Place) -> Handler:
    async def change(_: Sealed, answer: Sealed) -> Sealed:
        return resign(answer, place.stranger(), {}) if _is_refusal(answer) else answer

    return _changed(place.side().handle, change)


def does_not_answer_refusals(place: Place) -> Handler:
    async def change(_: Sealed, answer: Sealed) -> Sealed | None:
        return None if _is_refusal(answer) else answer

    return _changed(place.side().handle, change)


def forgets_the_request_digest(place: Place) -> Handler:
    async def change(_: Sealed, answer: Sealed) -> Sealed:
        return resign(answer, place.state.signer(MEMBER), {"requestDigest": None})

    return _changed(place.side().handle, change)


def forgets_the_request_digest_of_refusals(place: Place) -> Handler:
    async def change(_: Sealed, answer: Sealed) -> Sealed:
        changed = {"requestDigest": None} if _is_refusal(answer) else {}
        return resign(answer, place.state.signer(MEMBER), changed)

    return _changed(place.side().handle, change)


def mixes_up_request_ids(place: Place) -> Handler:
    async def change(_: Sealed, answer: Sealed) -> Sealed:
        return resign(answer, place.state.signer(MEMBER), {"requestId": "another"})

    return _changed(place.side().handle, change)


def ignores_expiry(place: Place) -> Handler:
    side = place.side()

    async def handle(sealed: Sealed) -> Reply:
        reply = await side.handle(sealed)
        if reply.dead != "message_expired":
            return reply
        clock = ManualClock()
        clock.ms = int(str(payload_of(sealed.jws)["expiresAt"])) - 1000
        return await place.serve(replace(place.provider(), clock=clock)).handle(sealed)

    return handle


def takes_every_body(place: Place) -> Handler:
    catalogue = Undemanding.load(place.state.folder / "schemas", [ServiceId.parse(SERVICE)])
    return place.serve(replace(place.provider(), catalogue=catalogue)).handle


def does_not_say_where_the_body_is_wrong(place: Place) -> Handler:
    async def change(_: Sealed, answer: Sealed) -> Sealed:
        content = unpack_response(answer.content)
        if content.status != 422:
            return answer
        vague = ResponseContent(status=422, headers=content.headers, body=b'{"message": "wrong"}')
        return with_content(answer, place.state.signer(MEMBER), pack_response(vague))

    return _changed(place.side().handle, change)


def does_not_verify_signatures(place: Place) -> Handler:
    side = place.side()

    async def handle(sealed: Sealed) -> Reply:
        kid = jws.parse(sealed.jws).kid
        owner = place.directory.certificate(kid).owner
        if not str(payload_of(sealed.jws)["client"]).startswith(f"{owner}/"):
            return await side.handle(sealed)
        return await side.handle(place.as_client(sealed))

    return handle


def takes_any_members_word(place: Place) -> Handler:
    side = place.side()

    async def handle(sealed: Sealed) -> Reply:
        token = jws.parse(sealed.jws)
        try:
            jws.verify(token, place.directory.certificate(token.kid).public_key)
        except SealError as error:
            return Reply(answer=None, dead=error.reason)
        return await side.handle(place.as_client(sealed))

    return handle


def answers_for_every_service(place: Place) -> Handler:
    side = place.side()

    async def handle(sealed: Sealed) -> Reply:
        asked = payload_of(sealed.jws)["service"]
        if asked == SERVICE:
            return await side.handle(sealed)
        reply = await side.handle(place.as_client(sealed, service=SERVICE))
        if reply.answer is None:
            return reply
        told = {"service": asked, "requestDigest": jws.b64url(jws.parse(sealed.jws).digest)}
        return Reply(answer=resign(reply.answer, place.state.signer(MEMBER), told))

    return handle


def remembers_nothing(place: Place) -> Handler:
    async def handle(sealed: Sealed) -> Reply:
        return await place.side().handle(sealed)

    return handle


def asks_the_registry_again(place: Place) -> Handler:
    side = place.side()
    seen: set[str] = set()

    async def handle(sealed: Sealed) -> Reply:
        again = sealed.jws in seen
        seen.add(sealed.jws)
        return await (place.side() if again else side).handle(sealed)

    return handle


def calls_everything_found(place: Place) -> Handler:
    return place.side(Confident()).handle


def does_not_check_its_answers(place: Place) -> Handler:
    catalogue = Unchecking.load(place.state.folder / "schemas", [ServiceId.parse(SERVICE)])
    return place.serve(replace(place.provider(), catalogue=catalogue), Careless()).handle


def is_deaf(_: Place) -> Handler:
    async def handle(_: Sealed) -> Reply:
        return Reply(answer=None)

    return handle


REFUSALS = {"pairing", "unknown_service", "no_right", "schema_violation", "replay"}
ANSWERS = {*REFUSALS, "good_call", "redelivery", "poisoned_batch", "not_found"}

ZOO: Mapping[Callable[[Place], Handler], set[str]] = {
    grants_itself_rights: {"no_right"},
    signs_with_a_strange_key: ANSWERS,
    signs_as_another_member: ANSWERS,
    does_not_sign_refusals: REFUSALS,
    does_not_answer_refusals: REFUSALS,
    forgets_the_request_digest: {"pairing"},
    forgets_the_request_digest_of_refusals: {"pairing"},
    mixes_up_request_ids: {"pairing", "poisoned_batch"},
    ignores_expiry: {"expired"},
    takes_every_body: {"schema_violation"},
    does_not_say_where_the_body_is_wrong: {"schema_violation"},
    does_not_verify_signatures: {"bad_signature", "poisoned_batch"},
    takes_any_members_word: {"other_member"},
    answers_for_every_service: {"unknown_service"},
    remembers_nothing: {"replay", "redelivery"},
    asks_the_registry_again: {"redelivery"},
    calls_everything_found: {"not_found"},
    does_not_check_its_answers: {"good_call", "poisoned_batch", "not_found"},
    is_deaf: ANSWERS,
}
"""The animals, and the cases that have to name each."""
