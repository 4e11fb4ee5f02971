"""Reads what a call carries."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from rest_framework.parsers import JSONParser


class Json(JSONParser):
    """JSON that may be held in memory: a larger body is refused before any of it is read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Raises `RequestDataTooBig`, or `ParseError` for what is not JSON in UTF-8."""
        assert parser_context
        return super().parse(BytesIO(parser_context["request"].body), media_type, parser_context)
