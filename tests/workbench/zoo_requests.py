"""Adapters that believe, allow or take what they should not."""

from collections import defaultdict
from dataclasses import replace

import msgpack

from gateway import jws
from gateway.bus import Reply
from gateway.content import unpack_request
from gateway.errors import SealError
from gateway.message import Sealed, SubsystemId
from gateway.network import WHOLE_SERVICE, Rule
from tests.gateway.forging import payload_of, with_content
from tests.gateway.members import ManualClock
from tests.workbench.desk import Desk
from tests.workbench.place import SERVICE, Place
from tests.workbench.spoiling import answer_to, claims, hearing

EVERYTHING = Rule(endpoint=WHOLE_SERVICE, right="right[0]", group="")


def grants_itself_rights(place: Place) -> Desk:
    network = replace(place.directory.network, rights=defaultdict(lambda: (EVERYTHING,)))
    directory = replace(place.directory, network=network)
    return Desk(place.serve(replace(place.provider(), directory=directory)).handle)


def knows_everybody(place: Place) -> Desk:
    """Who is not in the network is taken for the member's first system that may ask."""
    side = place.side()

    async def handle(sealed: Sealed) -> Reply:
        client = claims(sealed).get("client")
        known = place.directory.network.subsystems
        if not isinstance(client, str) or SubsystemId.parse(client) in known:
            return await side.handle(sealed)
        one = str(next(each for each in known if each.member == client.rpartition("/")[0]))
        return answer_to(place, sealed, await side.handle(place.as_client(sealed, client=one)))

    return Desk(handle)


def answers_for_every_service(place: Place) -> Desk:
    side = place.side()

    async def handle(sealed: Sealed) -> Reply:
        reply = await side.handle(sealed)
        if reply.answer is None or claims(sealed).get("service") == SERVICE:
            return reply
        ours = place.as_client(sealed, service=SERVICE)
        return answer_to(place, sealed, await place.side().handle(ours))

    return Desk(handle)


def does_not_verify_signatures(place: Place) -> Desk:
    side = place.side()

    async def handle(sealed: Sealed) -> Reply:
        reply = await side.handle(sealed)
        if reply.dead not in ("bad_signature", "bad_algorithm"):
            return reply
        return answer_to(place, sealed, await place.side().handle(place.as_client(sealed)))

    return Desk(handle)


def believes_alg_none(place: Place) -> Desk:
    return Desk(hearing(place, "bad_algorithm", place.as_client, place.side().handle))


def does_not_look_at_the_content(place: Place) -> Desk:
    def believe(sealed: Sealed) -> Sealed:
        signer = place.state.signer(str(payload_of(sealed.jws)["client"]).rpartition("/")[0])
        return with_content(sealed, signer, sealed.content)

    return Desk(hearing(place, "wrong_content", believe))


def takes_any_members_word(place: Place) -> Desk:
    side = place.side()

    async def handle(sealed: Sealed) -> Reply:
        reply = await side.handle(sealed)
        if reply.dead != "wrong_signer":
            return reply
        token = jws.parse(sealed.jws)
        try:
            jws.verify(token, place.directory.certificate(token.kid).public_key)
        except SealError as error:
            return Reply(answer=None, dead=error.reason)
        return answer_to(place, sealed, await side.handle(place.as_client(sealed)))

    return Desk(handle)


def _plain(place: Place, sealed: Sealed) -> Sealed:
    """Sealed anew by the client, whatever stood in the header."""
    payload = claims(sealed)
    signer = place.state.signer(payload["client"].rpartition("/")[0])
    return Sealed(jws=signer.sign("ndxp-request+jws", payload), content=sealed.content)


def believes_a_key_in_the_header(place: Place) -> Desk:
    return Desk(hearing(place, "forbidden_header", lambda sealed: _plain(place, sealed)))


def believes_a_kid_that_nobody_listed(place: Place) -> Desk:
    return Desk(hearing(place, "unknown_kid", lambda sealed: _plain(place, sealed)))


def ignores_the_typ(place: Place) -> Desk:
    return Desk(hearing(place, "wrong_typ", lambda sealed: _plain(place, sealed)))


def takes_any_payload(place: Place) -> Desk:
    def mend(sealed: Sealed) -> Sealed:
        told = payload_of(sealed.jws)
        changed = {"note": None, "id": "x", "issuedAt": int(str(told["issuedAt"])) or 1}
        if not told["issuedAt"] or isinstance(told["issuedAt"], str):
            changed["issuedAt"] = int(str(told["expiresAt"])) - 1000
        if len(str(told["requestId"])) != 36:
            changed["requestId"] = "00000000-0000-4000-8000-000000000001"
        return place.as_client(sealed, **changed)

    return Desk(hearing(place, "malformed_payload", mend))


def takes_any_content(place: Place) -> Desk:
    def mend(sealed: Sealed) -> Sealed:
        fields: dict[str, object] = dict.fromkeys(("path", "query"), "")
        fields |= {"salt": bytes(16), "method": "POST", "headers": [], "user": None, "issue": None}
        fields |= {"body": b'{"BienSo": "51F12345"}'}
        signer = place.state.signer(str(payload_of(sealed.jws)["client"]).rpartition("/")[0])
        return with_content(sealed, signer, msgpack.packb(fields))

    return Desk(hearing(place, "malformed_content", mend))


def packs_anew_to_compare(place: Place) -> Desk:
    """Whoever unpacks, packs and then takes the digest sees another one than was sent."""
    side = place.side()

    async def handle(sealed: Sealed) -> Reply:
        reply = await side.handle(sealed)
        if reply.answer is None:
            return reply
        again = msgpack.packb(msgpack.unpackb(sealed.content))
        unpack_request(again)
        return reply if again == sealed.content else Reply(answer=None, dead="wrong_content")

    return Desk(handle)


def _at_another_time(place: Place, sealed: Sealed) -> ManualClock:
    clock = ManualClock()
    clock.ms = int(str(payload_of(sealed.jws)["expiresAt"])) - 1000
    return clock


def ignores_expiry(place: Place) -> Desk:
    side = place.side()

    async def handle(sealed: Sealed) -> Reply:
        reply = await side.handle(sealed)
        if reply.dead != "message_expired":
            return reply
        clock = _at_another_time(place, sealed)
        return await place.serve(replace(place.provider(), clock=clock)).handle(sealed)

    return Desk(handle)


def believes_in_the_future(place: Place) -> Desk:
    def mend(sealed: Sealed) -> Sealed:
        issued = place.provider().clock.now_ms()
        return place.as_client(sealed, issuedAt=issued, expiresAt=issued + 1000)

    return Desk(hearing(place, "bad_time", mend))


REQUESTS = {
    grants_itself_rights: {"no_right"},
    knows_everybody: {"unknown_member"},
    answers_for_every_service: {"unknown_service", "problem_form", "language"},
    does_not_verify_signatures: {
        *("bad_signature", "batch_of_1", "batch_of_128", "dead_letters"),
    },
    believes_alg_none: {"bad_signature", "batch_of_1"},
    does_not_look_at_the_content: {"bad_signature", "batch_of_1"},
    takes_any_members_word: {"other_member"},
    believes_a_key_in_the_header: {"brought_key"},
    believes_a_kid_that_nobody_listed: {"brought_key"},
    ignores_the_typ: {"wrong_typ"},
    takes_any_payload: {"wrong_payload"},
    takes_any_content: {"wrong_content"},
    packs_anew_to_compare: {"other_packing"},
    ignores_expiry: {"expired", "dead_letters"},
    believes_in_the_future: {"bad_time"},
}
