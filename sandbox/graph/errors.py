"""Graph's error bodies. Sources: developers.facebook.com, graph-api/guides/error-handling and overview/rate-limiting.

The HTTP status is 400 but for a few; a client goes by subcode, then code.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from sandbox.call import Answer, Refusal

Json = dict[str, Any]

RESTRICTED = 1404112
"""The subcode, and here the name, of a 368 that no waiting of ours ends."""
THROTTLES: dict[int, tuple[int, str, int]] = {
    4: (403, "(#4) Application request limit reached", 0),
    17: (400, "(#17) User request limit reached", 2446079),
    32: (403, "(#32) Page request limit reached", 0),
    613: (400, "(#613) Calls to this api have exceeded the rate limit.", 0),
    80001: (400, "(#80001) There have been too many calls to this Page account. Wait a bit and try again.", 2446079),
    80002: (
        400,
        "(#80002) There have been too many calls to this Instagram account. Try again later.",
        2446079,
    ),
    368: (400, "The action attempted has been deemed abusive or is otherwise disallowed", 1390008),
    RESTRICTED: (400, "(#368) This account is restricted from posting for some days", RESTRICTED),
}
"""Status, message and subcode by code; 368 with 1390008 is "posting too fast"."""


def trace_id() -> str:
    return "A" + secrets.token_urlsafe(16)


def graph_error(code: int, message: str, subcode: int = 0, status: int = 400, **more: str | bool) -> Answer:
    """`more`: any of `type`, `is_transient`, `error_user_title`, `error_user_msg`."""
    body: Json = {"message": message, "type": "OAuthException", "code": code}
    if subcode:
        body["error_subcode"] = subcode
    return Answer(status, {"error": {**body, **more, "fbtrace_id": trace_id()}})


def bad_parameter(message: str, subcode: int = 0, title: str = "", explained: str = "") -> Refusal:
    told: Json = {"error_user_title": title, "error_user_msg": explained} if title else {}
    return Refusal(graph_error(100, f"(#100) {message}", subcode, **told))


def missing_object(method: str, name: str) -> Refusal:
    """Gone, never there, or not to be seen with this token: Graph does not tell which."""
    message = (
        f"Unsupported {method.lower()} request. Object with ID '{name}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation"
    )
    return Refusal(graph_error(100, message, 33, type="GraphMethodException"))


def bad_token(message: str = "Invalid OAuth access token - Cannot parse access token", subcode: int = 0) -> Answer:
    answer = graph_error(190, message, subcode)
    answer.headers["WWW-Authenticate"] = f'OAuth "Facebook Platform" "invalid_token" "{message}"'
    return answer


def expired_token(now: float) -> Answer:
    then, today = (time.strftime("%A, %d-%b-%y %H:%M:%S UTC", time.gmtime(at)) for at in (now - 3600, now))
    message = f"Error validating access token: Session has expired on {then}. The current time is {today}."
    return bad_token(message, 463)


def duplicate() -> Answer:
    return graph_error(
        506,
        "Duplicate status message",
        1455006,
        is_transient=False,
        error_user_title="Duplicate Status Update",
        error_user_msg="This status update is identical to the last one you posted. Try posting something different.",
    )


def out_of_order(status: int) -> Answer:
    """Graph's own trouble: code 1 for a bare 500, code 2 when it knows that it is down."""
    if status == 500:
        return graph_error(1, "An unknown error occurred", status=status, is_transient=False)
    return graph_error(2, "Service temporarily unavailable", status=status, is_transient=True)


def throttled(code: int) -> Answer:
    status, message, subcode = THROTTLES[code]
    number = 368 if code == RESTRICTED else code
    return graph_error(number, message, subcode, status, is_transient=number != 368)
