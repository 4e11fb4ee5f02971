"""What the description of the API says of every operation: `?fields=`, `?expand=`, the headers that are heeded, and
that errors are problems."""

from collections.abc import Iterable
from inspect import getdoc
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiParameter

from accounts.rest.shown import Shown

FAULT = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("pointer", "detail", "code")},
    "required": ["pointer", "detail", "code"],
}
PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457). `errors` has a JSON pointer for each field at fault.",
    "properties": {
        **{name: {"type": "string"} for name in ("type", "title", "detail", "code")},
        "status": {"type": "integer"},
        "errors": {"type": "array", "items": FAULT},
    },
    "required": ["type", "title", "status", "detail"],
    "examples": [
        {
            "type": "about:blank",
            "title": "Bad Request",
            "status": 400,
            "detail": "1 field is wrong.",
            "errors": [
                {"pointer": "/plan/0/page", "detail": "7 is not a page that this key may plan for.", "code": "invalid"}
            ],
        }
    ],
}


HEADERS = {
    "POST": OpenApiParameter(
        "Idempotency-Key",
        {"type": "string", "minLength": 1, "maxLength": 255},
        OpenApiParameter.HEADER,
        description="The same call again, within 24 hours, does nothing and hears the same answer.",
    ),
    "PATCH": OpenApiParameter(
        "If-Match",
        {"type": "string", "minLength": 1},
        OpenApiParameter.HEADER,
        required=True,
        description="The ETag of the state that you read.",
    ),
}


IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "minLength": 1},
    OpenApiParameter.HEADER,
    description="The ETag of the state that you read; if it is another by now, nothing is done (412).",
)
"""Of verbs and deletions, which heed it where it is sent."""


class Schema(AutoSchema):
    def get_override_parameters(self) -> list[Any]:
        heeded = getattr(self.view, "heeded", HEADERS)
        if self.method in heeded:
            return [heeded[self.method]]
        answer = self.get_response_serializers()
        one = getattr(answer, "child", answer)
        shown = one if isinstance(one, type) else type(one)
        if self.method != "GET" or not issubclass(shown, Shown):
            return []
        parameters = [_words("fields", shown.Meta.fields, "Only these fields.")]
        if shown.expands:
            parameters.append(_words("expand", shown.expands, "Rows in place of their ids."))
        return parameters


def _words(name: str, known: Iterable[str], description: str) -> OpenApiParameter:
    """Several of the words that are known, by commas."""
    schema = {"type": "array", "minItems": 1, "items": {"type": "string", "enum": list(known)}}
    return OpenApiParameter(name, schema, style="form", explode=False, description=description)


class ShownExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """`?fields=` leaves out whatever it does not name, and `?expand=` shows a row where there was its id."""

    target_class = Shown
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        schema: dict[str, Any] = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)  # type: ignore[no-untyped-call]
        schema.pop("required", None)
        if schema.get("description") == getdoc(Shown):  # which is for us
            del schema["description"]
        for name, expansion in self.target.expands.items():
            row = auto_schema.resolve_serializer(expansion.serializer, direction).ref
            schema["properties"][name] = {"anyOf": [schema["properties"][name], row]}
        return schema


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: whatever goes wrong is told as a problem."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    told = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status >= "400":
                    response["content"] |= told
            operation["responses"]["default"] = {"content": told, "description": "What went wrong."}
    return result
