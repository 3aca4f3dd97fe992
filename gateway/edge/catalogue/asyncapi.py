"""AsyncAPI 3.0 of a provider's services: what its adapter hears and says on the bus (docs/protocol.md §5).

    channels     exchange → requests (the provider's queue) → replies (the asking gateway's own); dead
    operations   one a service: receive a request, reply to it

Its schemas are those of JSON Schema draft 7, so that the newer keywords that ours use are spelt as they were then.
"""

from collections.abc import Iterable
from typing import Final

from gateway.bus.wire import CONTENT_TYPE
from gateway.edge.catalogue import batches
from gateway.edge.catalogue.components import DRAFT_7, Document, component, component_name
from gateway.edge.catalogue.fields import Schema, bilingual, title
from gateway.message import ServiceId
from gateway.network import Subsystem
from gateway.schema import Catalogue
from gateway.signature import MAX_WAIT_S

VERSION: Final = "3.0.0"
NAMESPACE: Final = "ndxp"
# Of gateway/bus/rabbit/topology.py, which brings the client of the broker with it; a test holds them equal.
QUEUE_ARGUMENTS: Final[Document] = {"x-max-length": 10_000, "x-overflow": "reject-publish"}
DEAD_ARGUMENTS: Final[Document] = {"x-message-ttl": 604_800_000, "x-max-length": 10_000}
_BINDING: Final = "0.3.0"  # of AsyncAPI's binding for AMQP 0-9-1
_ASKED: Final[Document] = {
    "delivery_mode": 2,
    "expiration": "milliseconds until the latest expiresAt of the batch, as text",
    "reply_to": "the queue of the gateway that asks",
    "mandatory": True,
}
_ANSWERED: Final[Document] = {"delivery_mode": 1, "mandatory": False}


def describe(provider: Subsystem, services: Iterable[ServiceId], catalogue: Catalogue) -> Document:
    """The AsyncAPI document of some services of one provider."""
    schemas = batches.shipped()
    messages: Document = {"deadLetter": _dead_letter()}
    operations: Document = {}
    for service in services:
        name = component_name(service)
        request, response = _schemas(provider, service, catalogue)
        if request:
            schemas[f"{name}.request"] = component(request, f"{name}.request", DRAFT_7)
            schemas[f"{name}.response"] = component(response, f"{name}.response", DRAFT_7)
        messages[f"{name}.request"] = _request(service, request)
        messages[f"{name}.response"] = _answer(service, response)
        operations[name] = _operation(service, request)
    return {
        "asyncapi": VERSION,
        "info": _info(provider),
        "defaultContentType": CONTENT_TYPE,
        "servers": {"broker": _broker()},
        "channels": _channels(provider, messages),
        "operations": operations,
        "components": {
            "schemas": schemas,
            "messages": messages,
            "securitySchemes": {"seal": _seal(), "broker": {"type": "userPassword"}},
        },
    }


def _schemas(
    provider: Subsystem, service: ServiceId, catalogue: Catalogue
) -> tuple[Schema, Schema]:
    """Empty ones of an opaque service."""
    return ({}, {}) if service in provider.opaque else catalogue.schemas(service)


def _info(provider: Subsystem) -> Document:
    return {
        "title": f"{provider.id}: {provider.name} / {provider.name_vi}",
        "version": "1",
        "description": "What the adapter of this provider receives and replies over RabbitMQ:"
        " sealed requests and sealed answers, in batches. Names begin with the namespace of the"
        f" platform, `{NAMESPACE}` unless it was started with another. All data are synthetic."
        " / Thông điệp mà bộ chuyển đổi nhận và trả lời qua RabbitMQ: đã ký, theo lô."
        " Dữ liệu giả lập.",
    }


def _broker() -> Document:
    return {
        "host": "{host}",
        "protocol": "amqp",
        "protocolVersion": "0-9-1",
        "description": "The RabbitMQ of the platform / RabbitMQ của nền tảng",
        "variables": {"host": {"default": "127.0.0.1:5672"}},
        "security": [{"$ref": "#/components/securitySchemes/broker"}],
    }


def _seal() -> Document:
    return {
        "type": "X509",
        "description": "Each item is a JWS with the key of a certificate that the network document"
        " lists under its `kid`: of the client's member for a request, of the provider's for an"
        " answer / Mỗi mục là một JWS ký bằng khóa của thành viên gọi, hoặc của bên cung cấp",
    }


def _channels(provider: Subsystem, messages: Iterable[str]) -> Document:
    requests, dead = f"{NAMESPACE}.requests", f"{NAMESPACE}.dead"
    asked = [name for name in messages if name.endswith(".request")]
    answered = [name for name in messages if name.endswith(".response")]
    exchange = {"name": requests, "type": "direct", "durable": True, "autoDelete": False}
    replies = {"durable": False, "exclusive": True, "autoDelete": True}
    return {
        "exchange": _channel(
            str(provider.id),
            "Where gateways publish; the routing key is the provider / Nơi gateway gửi yêu cầu",
            {"is": "routingKey", "exchange": exchange},
            asked,
        ),
        "requests": _channel(
            f"{requests}.{provider.id}",
            "The provider's queue, bound to the exchange with that routing key; only adapters"
            " declare it / Hàng đợi của bên cung cấp, chỉ bộ chuyển đổi khai báo",
            _queue(f"{requests}.{provider.id}", QUEUE_ARGUMENTS),
            asked,
        ),
        "replies": _channel(
            None,
            "The queue that the request's reply_to names: the gateway's own, named by the broker,"
            " gone with its connection / Hàng đợi trả lời của gateway",
            {"is": "queue", "queue": replies},
            answered,
        ),
        "dead": _channel(
            dead,
            "What was refused, without its content / Thông điệp bị từ chối, không có nội dung",
            _queue(dead, DEAD_ARGUMENTS),
            ["deadLetter"],
        ),
    }


def _channel(
    address: str | None, description: str, binding: Document, messages: Iterable[str]
) -> Document:
    return {
        "address": address,
        "description": description,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "bindings": {"amqp": {**binding, "bindingVersion": _BINDING}},
    }


def _queue(name: str, arguments: Document) -> Document:
    queue = {"name": name, "durable": True, "exclusive": False, "autoDelete": False}
    return {"is": "queue", "queue": {**queue, "x-arguments": arguments}}


def _operation(service: ServiceId, request: Schema) -> Document:
    name = component_name(service)
    return {
        "action": "receive",
        "channel": {"$ref": "#/channels/requests"},
        "title": service.code,
        "summary": " / ".join(title(request)) if request else "Opaque / Không có lược đồ",
        "description": "Each item is answered before its `expiresAt`, which is at most"
        f" {MAX_WAIT_S} s after its `issuedAt`; the answers to one batch may leave one by one, in"
        " any order. The AMQP message is acknowledged after the last. An item that nobody can be"
        " shown to have sealed is not answered: it goes to the dead letters."
        " / Mỗi mục được trả lời riêng, trước `expiresAt` của nó.",
        "security": [{"$ref": "#/components/securitySchemes/seal"}],
        "messages": [{"$ref": f"#/channels/requests/messages/{name}.request"}],
        "bindings": {"amqp": {"ack": True, "bindingVersion": _BINDING}},
        "reply": {
            "address": {
                "location": "$message.header#/reply_to",
                "description": "the AMQP property reply_to",
            },
            "channel": {"$ref": "#/channels/replies"},
            "messages": [{"$ref": f"#/channels/replies/messages/{name}.response"}],
        },
    }


def _request(service: ServiceId, schema: Schema) -> Document:
    batch = batches.request_batch(f"{component_name(service)}.request" if schema else "")
    return _message(f"{service.code}: request / yêu cầu", _told(schema), batch, _ASKED)


def _answer(service: ServiceId, schema: Schema) -> Document:
    batch = batches.answer_batch(f"{component_name(service)}.response" if schema else "")
    return _message(f"{service.code}: answer / trả lời", _told(schema), batch, _ANSWERED)


def _dead_letter() -> Document:
    told = "The JWS alone, and why it was refused / Chỉ có JWS, và lý do bị từ chối"
    name = "Dead letter / Thông điệp bị từ chối"
    letter = _message(name, told, batches.dead_letter(), {"delivery_mode": 2})
    return {**letter, "headers": batches.dead_letter_headers()}


def _told(schema: Schema) -> str:
    if not schema:
        return "As the caller or the provider writes it / Nguyên vẹn như bên gửi viết"
    return " / ".join(bilingual(schema.get("description")))


def _message(name: str, summary: str, payload: Document, properties: Document) -> Document:
    return {
        "title": name,
        "summary": summary,
        "contentType": CONTENT_TYPE,
        "payload": payload,
        "x-amqp-properties": properties,
    }
