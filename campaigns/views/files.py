"""Files for networks that fetch them by themselves: behind a signed address that ends soon, open to whoever has it."""

import re
from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from accounts.request import Request
from campaigns import links

CHUNK = 256 * 1024
RANGE = re.compile(r"bytes=(\d+)-(\d*)\Z")


@login_not_required
@require_safe
def file(request: Request, token: str) -> HttpResponseBase:
    """The whole file, or the one range that is asked for (RFC 9110, 14.2)."""
    link = links.read(token)
    if link is None or not default_storage.exists(link.file):
        raise Http404
    size = default_storage.size(link.file)
    asked = RANGE.match(request.headers.get("Range", ""))
    first = int(asked[1]) if asked else 0
    last = min(int(asked[2]) if asked and asked[2] else size - 1, size - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Length": str(last - first + 1), "Accept-Ranges": "bytes", "X-Robots-Tag": "noindex"}
    if asked:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    body = _bytes(link.file, first, last) if request.method == "GET" else ()
    return StreamingHttpResponse(body, status=206 if asked else 200, content_type=link.mime, headers=headers)


def _bytes(name: str, first: int, last: int) -> Iterator[bytes]:
    with default_storage.open(name, "rb") as opened:
        opened.seek(first)
        left = last - first + 1
        while left and (chunk := opened.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
