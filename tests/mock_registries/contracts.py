"""Holding a registry's answers against its own OpenAPI document."""

import json
from typing import Any

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from mock_registries.registry import Registry
from mock_registries.wire import NativeRequest


class Contract:
    """What a registry says of itself at its own openapi.json."""

    def __init__(self, registry: Registry) -> None:
        path = f"{registry.base}/openapi.json"
        reply = registry.answer(NativeRequest(method="GET", path=path))
        assert (reply.status, reply.headers["Content-Type"]) == (
            200,
            "application/json; charset=utf-8",
        )
        self.document: dict[str, Any] = json.loads(reply.body)

    def check_document(self) -> None:
        """A third party reads it as OpenAPI, and every operation speaks both languages."""
        validate(self.document)
        assert "synthetic" in self.document["info"]["description"]
        assert "giả lập" in self.document["info"]["description"]
        for item in self.document["paths"].values():
            for operation in item.values():
                assert " / " in operation["summary"]
                assert " / " in operation["description"]

    def check(self, path: str, status: int, body: object) -> None:
        """Validate an answer's body as the document describes it for its path and status."""
        (operation,) = self.document["paths"][path].values()
        content = operation["responses"][str(status)]["content"]["application/json"]
        schema = {**content["schema"], "components": self.document["components"]}
        Draft202012Validator(schema).validate(body)
