"""Resumable uploads by the tus protocol 1.0.0, with creation, termination, checksum and expiration (tus.io)."""

import base64
import binascii
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from accounts import wording
from accounts.models import User
from campaigns.models.upload import Checksum, Damaged, Elsewhere, Upload

VERSION = "1.0.0"
ALGORITHMS = ("sha1", "sha256")
KIND = "application/offset+octet-stream"
METHODS = {False: {"OPTIONS", "POST"}, True: {"OPTIONS", "HEAD", "PATCH", "DELETE"}}
"""Of the place where uploads begin, and of one upload."""
NUMBER = re.compile(r"[0-9]{1,18}")
DAMAGED = 460
ENDED = "There is no such upload; it may have ended. Begin anew."


class Told(Exception):
    """What the sender is told: a status and a sentence."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def answer(request: HttpRequest, by: User, most: int, token: str | None = None, place: str = "") -> HttpResponse:
    """The answer to one request for the uploads of that person, or for one of them. At most `most` bytes are taken;
    `place` is the address below which uploads are."""
    try:
        response = _dispatched(request, by, most, token, place)
    except Told as told:
        response = HttpResponse(wording.told(told), "text/plain; charset=utf-8", told.status, headers=told.headers)
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    return response


def _dispatched(request: HttpRequest, by: User, most: int, token: str | None, place: str) -> HttpResponse:
    method = request.method or ""
    if method == "POST":
        method = request.headers.get("X-HTTP-Method-Override", method).upper()
    allowed = METHODS[token is not None]
    if method not in allowed:
        raise Told(405, f"There is no {method} here.", Allow=", ".join(sorted(allowed)))
    if method == "OPTIONS":
        return _offer(most)
    if request.headers.get("Tus-Resumable") != VERSION:
        raise Told(412, f"Only version {VERSION} of tus is spoken here.", Tus_Version=VERSION)
    if token is None:
        return _created(request, by, most, place)
    upload = Upload.objects.visible_to(by).filter(token=token).first()
    if upload is None:
        raise Told(404, ENDED)
    return _VERBS[method](request, upload)


def _offer(most: int) -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": "creation,termination,checksum,expiration",
            "Tus-Max-Size": str(most),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


def _created(request: HttpRequest, by: User, most: int, place: str) -> HttpResponse:
    length = _number(request, "Upload-Length")
    if length > most:
        limit = most // (1024 * 1024)
        raise Told(413, f"The file has {length / 1024 / 1024:.0f} MB; at most {limit} MB are taken. Make it smaller.")
    if not length:
        raise Told(400, "The file is empty. Choose it again.")
    upload = Upload.begin(by, _metadata(request).get("filename", ""), length)
    return HttpResponse(status=201, headers={"Location": f"{place}/{upload.token}", **_expiry(upload)})


def _looked(request: HttpRequest, upload: Upload) -> HttpResponse:
    return HttpResponse(
        status=200,
        headers={"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.length), **_expiry(upload)},
    )


def _received(request: HttpRequest, upload: Upload) -> HttpResponse:
    if request.content_type != KIND:
        raise Told(415, f"What is sent has to be {KIND}.")
    offset, coming = _number(request, "Upload-Offset"), request.headers.get("Content-Length", "")
    if NUMBER.fullmatch(coming) and offset + int(coming) > upload.length:
        raise Told(413, f"This would be more than the {upload.length} bytes that were announced.")
    try:
        upload.receive(request, offset, _checksum(request))
    except Elsewhere as fault:
        raise Told(409, str(fault)) from fault
    except Upload.DoesNotExist:
        raise Told(404, ENDED) from None
    except Damaged as fault:
        raise Told(DAMAGED, str(fault)) from fault
    return HttpResponse(status=204, headers={"Upload-Offset": str(upload.offset), **_expiry(upload)})


def _dropped(request: HttpRequest, upload: Upload) -> HttpResponse:
    upload.drop()
    return HttpResponse(status=204)


_VERBS: dict[str, Callable[[HttpRequest, Upload], HttpResponse]] = {
    "HEAD": _looked,
    "PATCH": _received,
    "DELETE": _dropped,
}


def _expiry(upload: Upload) -> dict[str, str]:
    return {"Upload-Expires": http_date(upload.expires_at.timestamp())}


def _number(request: HttpRequest, name: str) -> int:
    value = request.headers.get(name, "")
    if not NUMBER.fullmatch(value):
        raise Told(400, f"{name} has to be a whole number of bytes.")
    return int(value)


def _metadata(request: HttpRequest) -> dict[str, str]:
    """Names and values as the sender gave them; what is not UTF-8 is replaced."""
    given = request.headers.get("Upload-Metadata", "").split(",")
    pairs = (pair.strip().partition(" ") for pair in given if pair.strip())
    return {name: _decoded("Upload-Metadata", value).decode("utf-8", "replace") for name, _, value in pairs}


def _checksum(request: HttpRequest) -> Checksum | None:
    given = request.headers.get("Upload-Checksum", "")
    if not given:
        return None
    algorithm, _, digest = given.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise Told(400, f"Checksums are reckoned by {' or '.join(ALGORITHMS)} here.")
    return Checksum(algorithm, _decoded("Upload-Checksum", digest))


def _decoded(name: str, value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Told(400, f"A value of {name} has to be in Base64.") from None
