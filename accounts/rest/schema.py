"""What the description of the API says of every operation: `?fields=`, `?expand=`, and that errors are problems."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

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
}


class Schema(AutoSchema):
    def get_override_parameters(self) -> list[Any]:
        shown = getattr(self.view, "serializer_class", None)
        if self.method != "GET" or not (isinstance(shown, type) and issubclass(shown, Shown)):
            return []
        parameters: list[Any] = [OpenApiParameter("fields", str, description="Only these fields: id,text")]
        if shown.expands:
            names = ", ".join(shown.expands)
            parameters.append(OpenApiParameter("expand", str, description=f"Rows in place of their ids: {names}"))
        return parameters


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: whatever goes wrong is told as a problem."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    told = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = {"content": told, "description": "What went wrong."}
    return result
