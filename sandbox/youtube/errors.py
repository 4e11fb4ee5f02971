"""Google's error bodies. Source: developers.google.com/youtube/v3/docs/errors."""

from __future__ import annotations

from sandbox.call import Answer, Refusal
from sandbox.kind import Refusals


def error(status: int, reason: str, message: str, domain: str = "youtube.video") -> Answer:
    one = {"message": message, "domain": domain, "reason": reason}
    return Answer(status, {"error": {"code": status, "message": message, "errors": [one]}})


def invalid(reason: str, message: str) -> Refusal:
    return Refusal(error(400, reason, message))


def unauthorized() -> Answer:
    answer = error(401, "authError", "Invalid Credentials", "global")
    answer.content["error"]["status"] = "UNAUTHENTICATED"
    return answer


def too_fast() -> Answer:
    """YouTube does not say when to come again."""
    return error(403, "rateLimitExceeded", "Rate Limit Exceeded", "usageLimits")


def used_up() -> Refusal:
    message = "The request cannot be completed because you have exceeded your quota."
    return Refusal(error(403, "quotaExceeded", message, "youtube.quota"))


def not_found() -> Refusal:
    return Refusal(error(404, "videoNotFound", "The video that you are trying to change cannot be found."))


def given_up(state: str, **why: str) -> Answer:
    """What a film says of itself that YouTube does not show."""
    status = {"uploadStatus": state, "privacyStatus": "private", **why}
    return Answer(200, {"kind": "youtube#videoListResponse", "items": [{"kind": "youtube#video", "status": status}]})


REFUSALS: Refusals = {
    "app_limit": lambda: used_up().answer,
    "permission": lambda: error(403, "insufficientPermissions", "Insufficient Permission", "global"),
    "blocked": lambda: error(403, "authenticatedUserAccountSuspended", "The user's account is suspended.", "youtube"),
    "misconfigured": lambda: error(
        403, "accessNotConfigured", "YouTube Data API v3 has not been used in this project before.", "usageLimits"
    ),
    "content": lambda: invalid("invalidTitle", "The request metadata specifies an invalid title.").answer,
    "media": lambda: given_up("failed", failureReason="codec"),
    "duplicate": lambda: given_up("rejected", rejectionReason="duplicate"),
}
