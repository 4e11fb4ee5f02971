"""Lists are read page by page with a cursor, which no row that comes or goes in between confuses."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

ADDRESS = {"type": ["string", "null"], "format": "uri"}


class Cursor(CursorPagination):
    """`limit` is how many rows come at once. Raises `ValidationError` for one that cannot be heeded."""

    ordering = "-pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

    def get_page_size(self, request: Any) -> int:
        asked = request.query_params.get("limit")
        if asked is None:
            return self.page_size
        size = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
        if not 1 <= size <= self.max_page_size:
            raise serializers.ValidationError({"limit": [f"Ask for 1 to {self.max_page_size} rows at once."]})
        return size

    def decode_cursor(self, request: Any) -> Any:
        """Raises `NotFound` for one that we never gave: rows stand in the order of their ids."""
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None and not str(cursor.position).isdecimal():
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [{**one, "schema": size} if one["name"] == self.page_size_query_param else one for one in parameters]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        properties = {"next": ADDRESS, "previous": ADDRESS, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}
