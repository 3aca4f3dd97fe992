"""Adapters that read and check bodies in ways of their own."""

import json

import jsonschema
import jsonschema_rs
import msgpack

from gateway.bus import Reply
from gateway.errors import InvalidBodyError, SchemaViolationError
from gateway.formats import FORMATS
from gateway.message import Sealed, ServiceId
from gateway.schema import Catalogue
from tests.gateway.forging import payload_of, with_content
from tests.workbench.desk import Desk
from tests.workbench.place import Place
from tests.workbench.spoiling import answer_to, body_of, laxly, loosened


class Lax(Catalogue):
    """Checks requests by a schema without some keywords; pointers are those of the real one."""

    without: tuple[str, ...] = ()

    def check_request(self, service: ServiceId, body: object) -> None:
        schema = loosened(self.schemas(service)[0], *self.without)
        rules = jsonschema_rs.Draft202012Validator(
            schema, formats=dict(FORMATS), validate_formats=True
        )
        if not rules.is_valid(body):
            super().check_request(service, body)


class Pythonic(Catalogue):
    """Checks by a library for which `$` also stands before a line break at the end."""

    def check_request(self, service: ServiceId, body: object) -> None:
        schema = loosened(self.schemas(service)[0], "maxLength", "format")
        if not jsonschema.Draft202012Validator(schema).is_valid(body):
            super().check_request(service, body)


class Undemanding(Lax):
    """Takes every request."""

    def check_request(self, service: ServiceId, body: object) -> None:
        return


class NeedsNothing(Lax):
    without = ("required",)


class TakesMore(Lax):
    without = ("additionalProperties",)


class Boundless(Lax):
    without = ("minLength", "maxLength", "minimum", "maximum")


class Formless(Lax):
    without = ("pattern", "format")


class Coercing(Catalogue):
    """Makes text of numbers and numbers of text, as lenient libraries do, and then checks."""

    def check_request(self, service: ServiceId, body: object) -> None:
        if isinstance(body, dict):
            body = {k: 2 if k == "SoBan" and _is_small(v) else v for k, v in body.items()}
        super().check_request(service, body)


class CountsBytes(Catalogue):
    """Takes the length of a text for that of its bytes."""

    def check_request(self, service: ServiceId, body: object) -> None:
        super().check_request(service, body)
        note = body.get("GhiChu", "") if isinstance(body, dict) else ""
        if len(note.encode()) > 12:
            raise SchemaViolationError("/GhiChu: maxLength (12)")


def _is_small(value: object) -> bool:
    return isinstance(value, str) and value.isdigit()


def takes_every_body(place: Place) -> Desk:
    return Desk(laxly(place, Undemanding))


def misses_nothing(place: Place) -> Desk:
    return Desk(laxly(place, NeedsNothing))


def takes_unknown_members(place: Place) -> Desk:
    return Desk(laxly(place, TakesMore))


def coerces_types(place: Place) -> Desk:
    return Desk(laxly(place, Coercing))


def knows_no_bounds(place: Place) -> Desk:
    return Desk(laxly(place, Boundless))


def knows_no_formats(place: Place) -> Desk:
    return Desk(laxly(place, Formless))


def ends_at_a_line_break(place: Place) -> Desk:
    return Desk(laxly(place, Pythonic))


def counts_bytes(place: Place) -> Desk:
    return Desk(laxly(place, CountsBytes))


def reads_json_leniently(place: Place) -> Desk:
    """As the standard library does: the last of two keys, NaN, and whatever follows the value."""
    side = place.side()

    async def handle(sealed: Sealed) -> Reply:
        reply = await side.handle(sealed)
        if (
            reply.answer is None
            or payload_of(reply.answer.jws).get("code") != InvalidBodyError.code
        ):
            return reply
        text = body_of(sealed).decode(errors="replace")
        try:
            body, _ = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return reply
        return answer_to(place, sealed, await place.side().handle(_asking(place, sealed, body)))

    return Desk(handle)


def _asking(place: Place, sealed: Sealed, body: object) -> Sealed:
    content = msgpack.unpackb(sealed.content) | {"body": json.dumps(body).encode()}
    signer = place.state.signer(str(payload_of(sealed.jws)["client"]).rpartition("/")[0])
    return with_content(sealed, signer, msgpack.packb(content))


BODIES = {
    takes_every_body: {
        *("missing_member", "extra_member", "wrong_type", "out_of_bounds", "wrong_format"),
        "large_value",
    },
    misses_nothing: {"missing_member"},
    takes_unknown_members: {"extra_member", "large_value"},
    coerces_types: {"wrong_type"},
    knows_no_bounds: {"out_of_bounds"},
    knows_no_formats: {"wrong_format"},
    ends_at_a_line_break: {"wrong_format", "out_of_bounds"},
    counts_bytes: {"inside_bounds"},
    reads_json_leniently: {"invalid_body"},
}
