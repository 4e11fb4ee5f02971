"""XRPC's errors: `{"error": Name, "message": sentence}` (atproto.com/specs/xrpc, "Error Responses")."""

from __future__ import annotations

from sandbox.call import Answer, Refusal
from sandbox.kind import Refusals


def xrpc_error(status: int, name: str, message: str) -> Answer:
    return Answer(status, {"error": name, "message": message})


def refuse(name: str, message: str, status: int = 400) -> Refusal:
    return Refusal(xrpc_error(status, name, message))


def invalid_request(message: str) -> Refusal:
    return refuse("InvalidRequest", message)


def for_everybody() -> Answer:
    """The only limit that is counted for an address, and so for all who call from it."""
    answer = xrpc_error(429, "RateLimitExceeded", "Rate Limit Exceeded")
    answer.headers |= {"RateLimit-Limit": "3000", "RateLimit-Remaining": "0", "RateLimit-Policy": "3000;w=300"}
    answer.headers["Retry-After"] = "60"
    return answer


REFUSALS: Refusals = {
    "app_limit": for_everybody,
    "permission": lambda: xrpc_error(
        403, "ScopeMissingError", 'Missing required scope "repo:app.bsky.feed.post?action=create"'
    ),
    "blocked": lambda: xrpc_error(401, "AccountTakedown", "Account has been taken down"),
    "misconfigured": lambda: xrpc_error(404, "XRPCNotSupported", "XRPCNotSupported"),
    "content": lambda: xrpc_error(
        400,
        "InvalidRequest",
        "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes",
    ),
    "media": lambda: xrpc_error(
        400, "BlobTooLarge", "This file is too large. It is 2.1MB but the maximum size is 2MB."
    ),
}
