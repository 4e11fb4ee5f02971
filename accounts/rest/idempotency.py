"""Idempotency-Key on every POST: the effect and the answer are one transaction, so that neither is without the other.

Same key, same body: the stored answer. Same key, another body: 422. Two at once: the second waits for the first.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.http import Http404
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from accounts.models import Answer
from accounts.rest import problems
from accounts.rest.problems import Conflict, Unprocessable
from accounts.rest.request import Request
from accounts.sealing import seal, unseal

PATIENCE = "10s"
KEPT_HEADERS = ("Location", "ETag", "Content-Type", "Tus-Resumable", "Upload-Expires")
HEEDED = ("If-Match", "Upload-Length", "Upload-Metadata")
"""Headers that are part of what is asked."""
Handler = Callable[..., Response]


def once(request: Request, handler: Handler, *arguments: Any, **named: Any) -> Response:
    """The handler's answer, or the one that was given to the same call before. Raises `Conflict`, `Unprocessable`."""
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or key is None:
        with transaction.atomic():
            return handler(request, *arguments, **named)
    if not 1 <= len(key) <= 255:
        raise Unprocessable("An Idempotency-Key has 1 to 255 characters.")
    asked = _digest(request)
    with transaction.atomic():
        answer = _claimed(request, key, asked)
        if answer.asked != asked:
            raise Unprocessable("This Idempotency-Key was used for another call. Use a new one for this body.")
        if answer.status:
            return _stored(answer)
        given = _given(handler, request, *arguments, **named)
        _keep(answer, given, request)
        return given


def _given(handler: Handler, request: Request, *arguments: Any, **named: Any) -> Response:
    """What the handler answers; a fault of the caller is an answer too, and undoes what was begun."""
    try:
        with transaction.atomic():
            return handler(request, *arguments, **named)
    except (APIException, PermissionDenied, Http404) as fault:
        if hasattr(fault, "wait"):  # the same call may be made again, and is to be heard then
            raise
        told = problems.answer(fault, {})
        assert told
        return told


def _digest(request: Request) -> str:
    """Of what was asked. The boundary of a form differs each time, and its files are too large to be held."""
    kind = request.content_type.partition(";")[0]
    whole = hashlib.sha256(f"{request.method} {request.get_full_path()} {kind}\n".encode())
    for name in HEEDED:
        if name in request.headers:
            whole.update(f"{name}: {request.headers[name]}\n".encode("utf-8", "surrogateescape"))
    if kind != "multipart/form-data":
        whole.update(request.body)
        return whole.hexdigest()
    fields: Any = request.data
    for name in sorted(fields):
        for value in fields.getlist(name):
            whole.update(f"{name}\n".encode())
            for chunk in value.chunks() if hasattr(value, "chunks") else [str(value).encode()]:
                whole.update(chunk)
    return whole.hexdigest()


def _claimed(request: Request, key: str, asked: str) -> Answer:
    """The row of this key, new or as it was answered; waits for a call that is being answered just now."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            Answer.objects.bulk_create([Answer(user=request.user, key=key, asked=asked)], ignore_conflicts=True)
            answer: Answer = Answer.objects.select_for_update().get(user=request.user, key=key)
            return answer
    except OperationalError as fault:
        raise Conflict("The same call is being answered just now. Ask again in a moment.") from fault


def _keep(answer: Answer, given: Response, request: Request) -> None:
    rendered = given if given.is_rendered else _rendered(given, request)
    answer.status = given.status_code
    answer.headers = {name: given.headers[name] for name in KEPT_HEADERS if name in given.headers}
    answer.body = seal(_owner(answer), rendered.content.decode())  # a secret may stand in it
    answer.save()


def _rendered(given: Any, request: Any) -> Response:
    """As DRF would do it a moment later (`APIView.finalize_response`)."""
    given.accepted_renderer = request.accepted_renderer
    given.accepted_media_type = request.accepted_media_type
    given.renderer_context = {}
    rendered: Response = given.render()
    return rendered


def _stored(answer: Answer) -> Response:
    body = unseal(answer.body, _owner(answer), "answer to this call")
    response = _Raw(body, status=answer.status, headers=answer.headers)
    response.headers["Idempotent-Replay"] = "true"
    return response


def _owner(answer: Answer) -> dict[str, Any]:
    return {"answer": answer.key, "user": answer.user_id}


class _Raw(Response):
    """An answer whose body was rendered before."""

    @property
    def rendered_content(self) -> str:
        return str(self.data)
