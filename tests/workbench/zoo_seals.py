"""Adapters whose answers are wrong: seals, payloads, contents, sentences."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgpack

from adapters.base import Answer, Call
from gateway.bus import Reply
from gateway.errors import RegistryRefusedError
from gateway.message import Sealed, ServiceId
from gateway.schema import Catalogue
from tests.gateway.forging import payload_of, resign, with_content
from tests.workbench.desk import Desk, Habits
from tests.workbench.place import MEMBER, SERVICE, Place, Register
from tests.workbench.spoiling import answering, body_of, is_refusal, resealing

OTHER_MEMBER = "VN/GOV/G13"


class Unchecking(Catalogue):
    """Gives every answer."""

    def check_response(self, service: ServiceId, body: object) -> None:
        return


class Careless(Register):
    """Answers with a member that the schema does not know."""

    async def answer(self, call: Call) -> Answer:
        answer = await super().answer(call)
        return replace(answer, body={**answer.body, "GhiChu": "thử"})


class Confident(Register):
    """Calls everything found."""

    async def answer(self, call: Call) -> Answer:
        return replace(await super().answer(call), found=True)


class Crowded(Register):
    """Has places for ten questions, and the next ones share one of them."""

    def __init__(self) -> None:
        self._here = 0
        self._last: dict[str, object] = {}

    async def answer(self, call: Call) -> Answer:
        self._here += 1
        if self._here <= 10:
            self._last = call.body
        body = self._last
        await asyncio.sleep(0)
        try:
            return await super().answer(replace(call, body=body))
        finally:
            self._here -= 1


class Telling(Register):
    """Its registry refuses what it does not have, and says which record that is."""

    async def answer(self, call: Call) -> Answer:
        answer = await super().answer(call)
        if not answer.found:
            raise RegistryRefusedError(f"no record {call.body['BienSo']}")
        return answer


class Fragile(Register):
    """Fails on what its author did not think of."""

    async def answer(self, call: Call) -> Answer:
        if call.body.get("SoBan", 1) > 8:
            raise IndexError
        return await super().answer(call)


class Picky(Register):
    """Fails on plates that it has not seen in its examples."""

    async def answer(self, call: Call) -> Answer:
        if call.body["BienSo"][:3] != "51F":
            raise KeyError
        return await super().answer(call)


def signs_with_a_strange_key(place: Place) -> Desk:
    keyring = place.keyring(place.stranger())
    return Desk(place.serve(replace(place.provider(), keyring=keyring)).handle)


def signs_as_another_member(place: Place) -> Desk:
    keyring = place.keyring(place.state.signer(OTHER_MEMBER))
    return Desk(place.serve(replace(place.provider(), keyring=keyring)).handle)


def is_deaf(_: Place) -> Desk:
    async def handle(_: Sealed) -> Reply:
        return Reply(answer=None)

    return Desk(handle)


def answers_twice(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(answers_twice=True))


def does_not_sign_refusals(place: Place) -> Desk:
    async def change(_: Sealed, answer: Sealed) -> Sealed:
        return resign(answer, place.stranger(), {}) if is_refusal(answer) else answer

    return Desk(answering(place.side().handle, change))


def does_not_answer_refusals(place: Place) -> Desk:
    async def change(_: Sealed, answer: Sealed) -> Sealed | None:
        return None if is_refusal(answer) else answer

    return Desk(answering(place.side().handle, change))


def _telling(place: Place, changed: Mapping[str, object], *, refusals: bool = False) -> Desk:
    """With other members in the payload of every answer, or of refusals only."""

    async def change(_: Sealed, answer: Sealed) -> Sealed:
        told = changed if is_refusal(answer) or not refusals else {}
        return resign(answer, place.state.signer(MEMBER), told)

    return Desk(answering(place.side().handle, change))


def forgets_the_request_digest(place: Place) -> Desk:
    return _telling(place, {"requestDigest": None})


def forgets_the_request_digest_of_refusals(place: Place) -> Desk:
    return _telling(place, {"requestDigest": None}, refusals=True)


def mixes_up_request_ids(place: Place) -> Desk:
    return _telling(place, {"requestId": "another"})


def adds_to_the_payload(place: Place) -> Desk:
    return _telling(place, {"note": "x"})


def tells_no_code(place: Place) -> Desk:
    return _telling(place, {"code": None}, refusals=True)


def tells_the_time_in_seconds(place: Place) -> Desk:
    async def change(_: Sealed, answer: Sealed) -> Sealed:
        issued = int(str(payload_of(answer.jws)["issuedAt"])) // 1000
        return resign(answer, place.state.signer(MEMBER), {"issuedAt": issued})

    return Desk(answering(place.side().handle, change))


def says_text_html(place: Place) -> Desk:
    headers = {"headers": [["Content-Type", "text/html"]]}
    return Desk(resealing(place, lambda content: headers if content["status"] == 200 else {}))


def sends_another_content_type(place: Place) -> Desk:
    return Desk(place.side().handle, Habits(content_type="application/msgpack"))


def salts_once(place: Place) -> Desk:
    return Desk(resealing(place, lambda _: {"salt": bytes(16)}))


def does_not_check_its_answers(place: Place) -> Desk:
    catalogue = Unchecking.load(place.state.folder / "schemas", [ServiceId.parse(SERVICE)])
    provider = replace(place.provider(), catalogue=catalogue)
    return Desk(place.serve(provider, Careless()).handle)


def calls_everything_found(place: Place) -> Desk:
    return Desk(place.side(Confident()).handle)


def answers_the_question_of_another(place: Place) -> Desk:
    return Desk(place.side(Crowded()).handle)


def says_which_record_there_is_not(place: Place) -> Desk:
    return Desk(place.side(Telling()).handle)


def fails_at_a_bound(place: Place) -> Desk:
    return Desk(place.side(Fragile()).handle)


def fails_on_new_input(place: Place) -> Desk:
    return Desk(place.side(Picky()).handle)


def _problems(place: Place, changed: Mapping[str, object], *statuses: int) -> Desk:
    """With other members in the problem documents of these statuses."""

    def change(content: dict[str, Any]) -> dict[str, Any]:
        if content["status"] not in statuses:
            return {}
        return {"body": json.dumps({**json.loads(content["body"]), **changed}).encode()}

    return Desk(resealing(place, change))


def writes_its_own_problems(place: Place) -> Desk:
    return _problems(place, {"title": "Bad", "detail": ""}, 404)


def speaks_one_language(place: Place) -> Desk:
    return _problems(place, {"message": "It was refused."}, 403, 404, 409)


def does_not_say_where_the_body_is_wrong(place: Place) -> Desk:
    return _problems(place, {"message": "It does not match the schema."}, 422)


def quotes_what_was_sent(place: Place) -> Desk:
    async def change(asked: Sealed, answer: Sealed) -> Sealed:
        if payload_of(answer.jws).get("code") != "schema_violation":
            return answer
        content = msgpack.unpackb(answer.content)
        problem = json.loads(content["body"])
        problem["message"] += f" You sent: {body_of(asked).decode()}"
        content["body"] = json.dumps(problem, ensure_ascii=False).encode()
        return with_content(answer, place.state.signer(MEMBER), msgpack.packb(content))

    return Desk(answering(place.side().handle, change))


REFUSALS = {
    *("pairing", "answer_form", "unknown_service", "unknown_member", "no_right", "problem_form"),
    *("language", "no_values", "invalid_body", "missing_member", "extra_member", "wrong_type"),
    *("out_of_bounds", "wrong_format", "replay", "large_value", "provider_down"),
}
POINTERS = {"missing_member", "wrong_type", "out_of_bounds", "wrong_format"}
PAIRS = {"crossed_answers", "batch_of_128", "inside_bounds", "no_values", "invalid_body"}

SEALS = {
    signs_with_a_strange_key: {"good_call"},
    signs_as_another_member: {"good_call"},
    is_deaf: {"good_call"},
    answers_twice: {"good_call"},
    does_not_sign_refusals: REFUSALS | {"dead_letters"},
    does_not_answer_refusals: REFUSALS | {"dead_letters"},
    forgets_the_request_digest: {"pairing"},
    forgets_the_request_digest_of_refusals: {"pairing"},
    mixes_up_request_ids: PAIRS | POINTERS | {"pairing", "extra_member", "generated_input"},
    adds_to_the_payload: {"answer_form"},
    tells_no_code: REFUSALS - {"pairing", "language", "no_values"},
    tells_the_time_in_seconds: {"answer_form"},
    says_text_html: {"answer_form"},
    sends_another_content_type: {"answer_form"},
    salts_once: {"fresh_salt"},
    does_not_check_its_answers: {"good_call", "not_found", "generated_input", "inside_bounds"},
    calls_everything_found: {"not_found", "crossed_answers"},
    answers_the_question_of_another: {"crossed_answers"},
    fails_at_a_bound: {"inside_bounds"},
    fails_on_new_input: {"generated_input"},
    writes_its_own_problems: {"problem_form"},
    speaks_one_language: {"language"},
    does_not_say_where_the_body_is_wrong: POINTERS,
    quotes_what_was_sent: {"no_values"},
    says_which_record_there_is_not: {"not_found", "crossed_answers", "no_values"},
}
