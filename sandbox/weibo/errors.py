"""Weibo's errors: `{"request", "error_code", "error"}`, with 400 or 403 for nearly all. Source: wiki/Error_code."""

from __future__ import annotations

from sandbox.call import Answer, Refusal
from sandbox.kind import Refusals

WORDS = {
    10001: "System error",
    10008: "Param error, see doc for more info",
    10009: "Too many pending tasks, system is busy",
    10014: "Insufficient app permissions",
    10016: "Miss required parameter (%s), see doc for more info",
    10017: "text not find domain!",
    10020: "Request api not found",
    10022: "IP requests out of rate limit",
    10023: "User requests out of rate limit",
    20003: "User does not exists",
    20005: "Unsupported image type, only suport JPG, GIF, PNG",
    20006: "Image size too large",
    20008: "Content is null",
    20012: "Text too long, please input text less than 140 characters",
    20016: "Out of limit",
    20019: "Repeat content",
    20021: "Content is illegal!",
    20031: "Test and verify",
    20032: "Update success, while server slow now, please wait 1-2 minutes",
    21321: "Applications over the unaudited use restrictions!",
    21327: "expired_token",
    21332: "invalid_access_token",
}
FORBIDDEN = frozenset({10023, 20016})


def error(code: int, name: str = "", status: int = 0) -> Answer:
    """`name` fills the place in the sentence, `status` replaces the usual one. `request` is added on the way out."""
    words = WORDS[code].replace("%s", name)
    return Answer(status or (403 if code in FORBIDDEN else 400), {"error_code": code, "error": words})


def refusal(code: int, name: str = "") -> Refusal:
    return Refusal(error(code, name))


REFUSALS: Refusals = {
    "app_limit": lambda: error(10022),
    "permission": lambda: error(21321),
    "blocked": lambda: error(20031),
    "misconfigured": lambda: error(10017),
    "content": lambda: error(20021),
    "media": lambda: error(20005),
}
