"""OpenAPI 3.1 of a provider's services, made of the network document and the schemas.

/r1/VN/GOV/G01/dancu/TraCuuThongTinCongDan:
  post: X-Road-Client and its companions, the request's schema, 200 with the answer's, every refusal
"""

from collections.abc import Iterable, Mapping
from typing import Final

from gateway.edge.catalogue.components import Document, component, component_name
from gateway.edge.catalogue.fields import Schema, bilingual, title
from gateway.edge.catalogue.refusals import PROBLEM, refusals
from gateway.edge.catalogue.samples import Sample
from gateway.edge.listen import R1_PREFIX
from gateway.message import PART, ServiceId
from gateway.network import Subsystem
from gateway.schema import Catalogue

VERSION: Final = "3.1.0"
_TEXT = r"^[^\x00-\x1f\x7f]*$"
_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def _header(name: str, text: str, **schema: object) -> Document:
    return {
        "name": name,
        "in": "header",
        "description": text,
        "required": name == "X-Road-Client",
        "schema": {"type": "string", **schema},
    }


_PARAMETERS: Final[Mapping[str, Document]] = {
    each["name"]: each  # type: ignore[misc]  # a text, see _header
    for each in (
        _header(
            "X-Road-Client",
            "Who calls: instance/class/code/subsystem / Bên gọi",
            pattern=f"^{PART}/{PART}/{PART}/{PART}$",
            examples=["VN/GOV/H29/motcua"],
        ),
        _header(
            "X-Road-Id",
            "The caller's own id of the message, given back / Mã thông điệp của bên gọi",
            pattern=r"^[\x21-\x7e]{0,255}$",
        ),
        _header(
            "X-Road-UserId",
            "The officer who asks, in UTF-8 / Cán bộ tra cứu",
            pattern=_TEXT,
            maxLength=255,
        ),
        _header(
            "X-Road-Issue",
            "The dossier that the call is about, in UTF-8 / Hồ sơ liên quan",
            pattern=_TEXT,
            maxLength=255,
        ),
        _header(
            "Prefer",
            "wait=N: how many seconds the caller waits (RFC 7240) / thời gian chờ, giây",
            examples=["wait=10"],
        ),
        _header(
            "Accept-Language",
            "The language of error messages / Ngôn ngữ của thông báo lỗi",
            examples=["vi", "en"],
        ),
    )
}
_ANSWER_HEADERS: Final[Mapping[str, str]] = {
    "X-Road-Id": "The id of the message / Mã thông điệp",
    "X-Road-Request-Id": "The id of the exchange in the log / Mã giao dịch trong nhật ký",
    "X-Road-Request-Hash": "SHA-512 of the request, base64 (PR-REST) / Mã băm của yêu cầu",
    "X-Road-Client": "Who called / Bên gọi",
    "X-Road-Service": "What was called / Dịch vụ được gọi",
}


def describe(
    provider: Subsystem, services: Iterable[ServiceId], catalogue: Catalogue, sample: Sample
) -> Document:
    """The OpenAPI document of some services of one provider."""
    paths: Document = {}
    schemas: Document = {"Problem": PROBLEM}
    for service in services:
        if service in provider.opaque:
            paths |= _opaque(service)
            continue
        request, response = catalogue.schemas(service)
        name = component_name(service)
        schemas[f"{name}.request"] = component(request, f"{name}.request")
        schemas[f"{name}.response"] = component(response, f"{name}.response")
        paths[path_of(service)] = {"post": _post(service, name, request, sample(service))}
    return {
        "openapi": VERSION,
        "info": {
            "title": f"{provider.id}: {provider.name} / {provider.name_vi}",
            "version": "1",
            "description": "X-Road REST (PR-REST, r1). All data are synthetic / Dữ liệu giả lập.",
        },
        "servers": [{"url": "/", "description": "this node / nút này"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": dict(_PARAMETERS),
            "responses": refusals(),
            "headers": {
                header: {"description": text, "schema": {"type": "string"}}
                for header, text in _ANSWER_HEADERS.items()
            },
        },
    }


def path_of(service: ServiceId) -> str:
    """Where it is called; of the characters of an identifier only `?` means something in a URL."""
    return f"{R1_PREFIX}{service}".replace("?", "%3F")


def _post(service: ServiceId, name: str, request: Schema, exists: object | None) -> Document:
    en, vi = title(request)
    return {
        "operationId": service.code,
        "summary": f"{en} / {vi}",
        "description": " / ".join(bilingual(request.get("description"))),
        "parameters": _parameters(),
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": f"#/components/schemas/{name}.request"},
                    "examples": _examples(request, exists),
                }
            },
        },
        "responses": {
            "200": {
                "description": "The answer / Trả lời",
                "headers": _headers(),
                "content": {
                    "application/json": {
                        "schema": {"$ref": f"#/components/schemas/{name}.response"}
                    }
                },
            },
            **{status: {"$ref": f"#/components/responses/{status}"} for status in refusals()},
        },
    }


def _examples(request: Schema, exists: object | None) -> Document:
    """First a record that exists, if one is known; then what the schema's author wrote."""
    examples: Document = {}
    if exists is not None:
        examples["exists"] = {"summary": "a record that exists / hồ sơ có thật", "value": exists}
    written = request.get("examples")
    for number, value in enumerate(written if isinstance(written, list) else [], 1):
        examples[f"form-{number}"] = {"summary": "how it is written / cách viết", "value": value}
    return examples


def _opaque(service: ServiceId) -> Document:
    """A service without a schema: any method, any path behind it, any content, passed as it is."""
    path = {"name": "path", "in": "path", "required": True, "schema": {"type": "string"}}
    place = path_of(service)
    return {
        place: {method: _pass(service, method) for method in _METHODS},
        f"{place}/{{path}}": {
            "parameters": [path],
            **{method: _pass(service, f"{method}.path") for method in _METHODS},
        },
    }


def _pass(service: ServiceId, name: str) -> Document:
    return {
        "operationId": f"{service.code}.{name}",
        "summary": "Passed to the provider as it is / Chuyển nguyên vẹn tới bên cung cấp",
        "x-opaque": True,
        "parameters": _parameters(),
        "responses": {
            "default": {
                "description": "The provider's answer as it is, or a problem of the platform"
                " / Trả lời nguyên vẹn của bên cung cấp, hoặc lỗi của nền tảng",
                "headers": _headers(),
            }
        },
    }


def _parameters() -> list[Document]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in _PARAMETERS]


def _headers() -> Document:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in _ANSWER_HEADERS}
