"""Errors as problem details (RFC 9457), each fault with a JSON pointer to its field, in the caller's language."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts.wording import told

CONTENT_TYPE = "application/problem+json"


class Conflict(exceptions.APIException):
    status_code = HTTPStatus.CONFLICT
    default_code = "conflict"


class Stale(exceptions.APIException):
    """RFC 9110, 13.1.1."""

    status_code = HTTPStatus.PRECONDITION_FAILED
    default_code = "stale"
    default_detail = "Somebody changed this since you read it. Read it again, then send your change with its new ETag."


class Unconditional(exceptions.APIException):
    """RFC 6585, 3."""

    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_code = "unconditional"
    default_detail = "Send If-Match with the ETag you read, so that nobody's change is lost."


class TooLarge(exceptions.APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = "This is more than one call may carry. Send it in parts; files go up by tus."


class Unprocessable(exceptions.APIException):
    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_code = "unprocessable"


class Busy(exceptions.APIException):
    """RFC 6585, 4. `wait`: come again in so many seconds; it is no answer to be kept for a second call."""

    status_code = HTTPStatus.TOO_MANY_REQUESTS
    default_code = "busy"
    wait = 5


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None for what is a fault of ours."""
    fault = _understood(error)
    if fault is None:
        return None
    set_rollback()
    headers = {}
    if wait := getattr(fault, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    if realm := getattr(fault, "auth_header", None):
        headers["WWW-Authenticate"] = realm
    return Response(problem_of(fault), fault.status_code, headers=headers, content_type=CONTENT_TYPE)


def _understood(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, Http404):
        return exceptions.NotFound("There is no such thing, or it is not yours to see.")
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(str(error) or None)
    return error if isinstance(error, exceptions.APIException) else None


def problem_of(error: Exception, at: str = "") -> dict[str, Any]:
    """The body: `detail` for people, `errors` with a pointer to each field at fault. `at` is the pointer to that part
    of what was sent in which it was found."""
    fault = _understood(error)
    assert fault
    return _problem(fault, at)


def _problem(error: exceptions.APIException, at: str) -> dict[str, Any]:
    title = HTTPStatus(error.status_code).phrase
    problem: dict[str, Any] = {"type": "about:blank", "title": title, "status": error.status_code}
    if isinstance(error, exceptions.ValidationError):
        faults = list(_faults(error.detail, at))
        said = "1 field is wrong." if len(faults) == 1 else f"{len(faults)} fields are wrong."
        return {**problem, "detail": told(said), "errors": faults}
    return {**problem, "detail": told(error.detail), "code": error.default_code}


def _faults(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            here = pointer if name == "non_field_errors" else f"{pointer}/{_escaped(str(name))}"
            yield from _faults(inner, here)
    elif isinstance(detail, list):
        nested = any(isinstance(inner, dict | list) for inner in detail)
        for number, inner in enumerate(detail):
            yield from _faults(inner, f"{pointer}/{number}" if nested else pointer)
    elif detail:
        fault = {"pointer": pointer, "detail": told(detail), "code": getattr(detail, "code", None) or "invalid"}
        yield {name: _sayable(text) for name, text in fault.items()}


def _sayable(text: str) -> str:
    """What was sent is quoted, and may hold halves of characters, which no answer can."""
    return text.encode("utf-8", "replace").decode()


def _escaped(name: str) -> str:
    """RFC 6901, 3."""
    return name.replace("~", "~0").replace("/", "~1")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _below_api(request, HTTPStatus.BAD_REQUEST, "This call cannot be read.") or defaults.bad_request(
        request, exception
    )


def server_error(request: HttpRequest) -> HttpResponse:
    said = "Marquee itself failed. Nothing was done; try again, with the same Idempotency-Key if you sent one."
    return _below_api(request, HTTPStatus.INTERNAL_SERVER_ERROR, said) or defaults.server_error(request)


@csrf_exempt
@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For addresses below the API that lead nowhere."""
    return _plain(HTTPStatus.NOT_FOUND, "There is no such address.")


def _below_api(request: HttpRequest, status: HTTPStatus, detail: str) -> HttpResponse | None:
    """None elsewhere, where people get a page."""
    return _plain(status, detail) if request.path_info.startswith("/api/") else None


def _plain(status: HTTPStatus, detail: str) -> HttpResponse:
    """A problem without DRF, which did not get as far as the call, or failed."""
    problem = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": told(detail)}
    return JsonResponse(problem, status=status, content_type=CONTENT_TYPE)
