"""Large files, brought in parts by tus; when one is whole, an asset is made of it."""

import json
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request as AnyRequest
from rest_framework.views import APIView

from accounts.models.key import Scope
from accounts.rest import throttle
from accounts.rest.problems import CONTENT_TYPE
from accounts.rest.request import Request
from campaigns import tus

CREATED = OpenApiResponse(description="Location says where to send the parts.")
KEPT = OpenApiResponse(description="Upload-Offset says how many bytes are here.")


class Tus(APIView):
    """tus 1.0.0 (tus.io) with creation, termination, checksum and expiration."""

    scope: ClassVar[str] = Scope.ASSETS
    reading: ClassVar[str] = Scope.ASSETS

    def answer(self, request: Request, token: str | None = None) -> HttpResponse:
        answer = tus.answer(request._request, request.user, settings.FILM_BYTES, token, reverse("api-uploads"))
        return as_problem(answer) if answer.status_code >= HTTPStatus.BAD_REQUEST else answer

    @extend_schema(exclude=True)
    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        return self.answer(request, **kwargs)

    def finalize_response(self, request: AnyRequest, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        for name, value in throttle.headers(request).items():
            final[name] = value
        return final


def as_problem(answer: HttpResponse) -> HttpResponse:
    """What tus tells in plain words, as every fault is told here."""
    told = {"type": "about:blank", "title": answer.reason_phrase, "status": answer.status_code}
    answer.content = json.dumps({**told, "detail": answer.content.decode()})
    answer["Content-Type"] = CONTENT_TYPE
    return answer


class UploadsView(Tus):
    @extend_schema(request=None, responses={201: CREATED})
    def post(self, request: Request) -> HttpResponse:
        """Begin an upload by tus 1.0.0: its size in `Upload-Length`, its name as `filename` in `Upload-Metadata`.

        A finished one is given to `POST /assets` as `upload`.
        """
        return self.answer(request)


class UploadView(Tus):
    @extend_schema(request={tus.KIND: OpenApiTypes.BINARY}, responses={204: KEPT})
    def patch(self, request: Request, token: str) -> HttpResponse:
        """Send what follows at `Upload-Offset`."""
        return self.answer(request, token)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, token: str) -> HttpResponse:
        """Give it up."""
        return self.answer(request, token)

    @extend_schema(exclude=True)
    def head(self, request: Request, token: str) -> HttpResponse:
        """How many bytes are here."""
        return self.answer(request, token)
