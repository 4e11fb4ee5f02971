"""Pages travel compressed: on a phone far from here most of the wait is for their bytes."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressionMiddleware(GZipMiddleware):
    """Django's, which hides the length of secrets; but for what streams (pictures, and events that must not wait for a
    buffer to fill) and for what has an ETag, which machines compare sign by sign."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or response.has_header("ETag"):
            return response
        return super().process_response(request, response)
