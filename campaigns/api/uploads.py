"""Large files, brought in parts by tus; when one is whole, an asset is made of it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.response import Response

from accounts.models.key import Scope
from accounts.rest.idempotency import once
from accounts.rest.problems import CONTENT_TYPE
from accounts.rest.request import Request
from accounts.rest.resource import Limited
from accounts.rest.schema import HEADERS
from campaigns import tus

CREATED = OpenApiResponse(description="Location says where to send the parts.")
KEPT = OpenApiResponse(description="Upload-Offset says how many bytes are here.")
BYTES = {"type": "integer", "minimum": 0, "maximum": settings.FILM_BYTES}
A_TEXT = {"type": "string"}


def _header(name: str, schema: dict[str, Any], said: str, answering: int = 0, **more: Any) -> OpenApiParameter:
    """Of the call, or of the answer with that status."""
    response = [answering] if answering else False
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=said, response=response, **more)


VERSION = _header("Tus-Resumable", {"type": "string", "enum": [tus.VERSION]}, "The version of tus.", required=True)
BEGINNING = [
    VERSION,
    _header("Upload-Length", BYTES | {"minimum": 1}, "Bytes of the whole file.", required=True),
    _header("Upload-Metadata", A_TEXT, "Names and values in Base64: `filename Y29hc3QubXA0`."),
    _header("Location", A_TEXT, "Where to send the parts.", HTTPStatus.CREATED),
    _header("Upload-Expires", A_TEXT, "When it ends, unless a part comes.", HTTPStatus.CREATED),
]
SENDING = [
    VERSION,
    _header("Upload-Offset", BYTES, "From which byte on this goes; 409 when it is at another.", required=True),
    _header("Upload-Checksum", A_TEXT, "`sha1` or `sha256`, and the digest of this part in Base64; 460 if it differs."),
    _header("Upload-Offset", BYTES, "How many bytes are here.", HTTPStatus.NO_CONTENT),
    _header("Upload-Expires", A_TEXT, "When it ends, unless a part comes.", HTTPStatus.NO_CONTENT),
]


class Tus(Limited):
    """tus 1.0.0 (tus.io) with creation, termination, checksum and expiration. What was read of an upload is said by
    Upload-Offset, not by If-Match."""

    scope: ClassVar[str] = Scope.ASSETS
    reading: ClassVar[str] = Scope.ASSETS
    heeded: ClassVar[Mapping[str, OpenApiParameter]] = {"POST": HEADERS["POST"]}

    def answer(self, request: Request, token: str | None = None) -> Response:
        told = tus.answer(request._request, request.user, settings.FILM_BYTES, token, reverse("api-uploads"))
        if told.status_code < HTTPStatus.BAD_REQUEST:
            return Response(status=told.status_code, headers=dict(told.items()))
        return Response(problem(told), told.status_code, headers=dict(told.items()), content_type=CONTENT_TYPE)

    @extend_schema(exclude=True)
    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        return self.answer(request, **kwargs)


def problem(told: HttpResponse) -> dict[str, Any]:
    """What tus tells in plain words, as every fault is told here."""
    head = {"type": "about:blank", "title": told.reason_phrase, "status": told.status_code}
    return {**head, "detail": told.content.decode()}


class UploadsView(Tus):
    @extend_schema(request=None, responses={201: CREATED}, parameters=BEGINNING)
    def post(self, request: Request) -> Response:
        """Begin an upload by tus 1.0.0: its size in `Upload-Length`, its name as `filename` in `Upload-Metadata`.

        A finished one is given to `POST /assets` as `upload`.
        """
        return once(request, self.answer)


class UploadView(Tus):
    @extend_schema(request={tus.KIND: OpenApiTypes.BINARY}, responses={204: KEPT}, parameters=SENDING)
    def patch(self, request: Request, token: str) -> Response:
        """Send what follows at `Upload-Offset`."""
        return self.answer(request, token)

    @extend_schema(request=None, responses={204: None}, parameters=[VERSION])
    def delete(self, request: Request, token: str) -> Response:
        """Give it up."""
        return self.answer(request, token)

    @extend_schema(exclude=True)
    def head(self, request: Request, token: str) -> Response:
        """How many bytes are here."""
        return self.answer(request, token)
