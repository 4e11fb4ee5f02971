"""Reads what a call carries."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.parsers import JSONParser, MultiPartParser


class Json(JSONParser):
    """JSON that may be held in memory: a larger body is refused before any of it is read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Raises `RequestDataTooBig`, or `ParseError` for what is not JSON in UTF-8."""
        assert parser_context
        return super().parse(BytesIO(parser_context["request"].body), media_type, parser_context)


class Form(MultiPartParser):
    """A form, whose files are written to disk while they come: a larger body is refused before any of it is read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Raises `RequestDataTooBig`, or `ParseError` for what is no form."""
        assert parser_context
        # No more is read than is announced here; what comes without this comes as nothing (PEP 3333).
        if int(parser_context["request"].META["CONTENT_LENGTH"]) > settings.CALL_BYTES:
            raise RequestDataTooBig
        return super().parse(stream, media_type, parser_context)
