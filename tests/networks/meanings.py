"""What an error of a network means to whoever publishes, and how each meaning is provoked in the sandbox."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from publisher.networks import NETWORKS
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble, Unsure
from sandbox.app import NETWORKS as IMITATED
from tests.networks.conftest import Stage

REFUSALS = {one.name: one.kind.refusals for one in IMITATED}


class Meaning(NamedTuple):
    """`fault` provokes it, `fits` says whether an error was understood so."""

    fault: str
    fits: Callable[[NetworkError], bool]


def _waits(scope: Scope, error: NetworkError) -> bool:
    return isinstance(error, Later) and error.scope == scope and error.until is not None and not error.reconnect


def _refuses(trouble: Trouble, error: NetworkError) -> bool:
    return isinstance(error, Refused) and error.trouble == trouble


def _reconnects(error: NetworkError) -> bool:
    return (isinstance(error, Later) and error.reconnect) or _refuses(Trouble.RECONNECT, error)


def _repeats(error: NetworkError) -> bool:
    return isinstance(error, Unsure) or _refuses(Trouble.DUPLICATE, error)


def _comes(error: NetworkError) -> bool:
    return isinstance(error, Later) and not error.reconnect and error.scope == Scope.DELIVERY


FOR_PEOPLE = (Trouble.PERMISSION, Trouble.BLOCKED, Trouble.CONTENT, Trouble.MEDIA)
MEANINGS: Mapping[str, Meaning] = {
    "page_limit": Meaning("rate_limited", partial(_waits, Scope.PAGE)),
    "app_limit": Meaning("refused", partial(_waits, Scope.HOME)),
    "reconnect": Meaning("expired_token", _reconnects),
    **{str(trouble): Meaning("refused", partial(_refuses, trouble)) for trouble in FOR_PEOPLE},
    "misconfigured": Meaning("refused", partial(_refuses, Trouble.MISCONFIGURED)),
    "duplicate": Meaning("duplicate_refusal", _repeats),
    "not_ready": Meaning("refused", _comes),
    "doubt": Meaning("error_before_create", lambda error: isinstance(error, Unsure)),
}

THE_APPS = {"linkedin", "pinterest", "threads", "x", "youtube"}
"""Where what is misconfigured is the app, so that all its pages wait and none is refused by itself."""

ABSENT: Mapping[str, Mapping[str, str]] = {
    "facebook": {
        "misconfigured": "What its app lacks Graph calls a missing permission (code 3).",
        "not_ready": "Photos are ready at once, and films before the call that publishes them.",
    },
    "instagram": {"duplicate": "The same twice is two posts; what is too much alike it calls spam."},
    "threads": {"duplicate": "The same twice is two posts; what is too much alike it calls spam."},
    "x": {"not_ready": "Pictures are ready at once, and films are asked after before they are posted."},
    "weibo": {"not_ready": "A picture goes along with its words, and is ready with them."},
    "wordpress": {
        "page_limit": "WordPress counts nothing, and its hosts count by address, whoever calls.",
        "blocked": "A blog locks nobody out: who may not publish lacks the role.",
        "not_ready": "Media are ready once they are uploaded.",
    },
    "mastodon": {"app_limit": "A server does not say whether it counted the account, the token or the address."},
    "bluesky": {"not_ready": "A film is named by what its finished job gives, so that there is none before."},
    "telegram": {
        "app_limit": "Its answer does not say whether the channel or the bot was counted.",
        "blocked": "A bot that was shut out is told that it lacks rights, or that its token is none.",
        "duplicate": "The same twice is two messages.",
        "not_ready": "What is uploaded is posted by the same call.",
    },
    "linkedin": {"blocked": "It answers robots with status 999, which no server here can send; see test_linkedin."},
    "pinterest": {
        "app_limit": "Its limits hold for each user of an app.",
        "blocked": "Nothing is documented of accounts that may not post.",
        "duplicate": "The same twice is two pins.",
        "not_ready": "Pictures go along with their pin, and films are asked after before they are pinned.",
    },
    "youtube": {"not_ready": "A film is asked after until it is worked through, and only then shown."},
    "tiktok": {
        "duplicate": "The same twice is two posts.",
        "not_ready": "What it still works on it has taken: that is in doubt until it says more.",
    },
}
"""What a network has no error for, and why."""

WHERE: Mapping[tuple[str, str], str] = {
    **{(name, "media"): "media" for name in ("facebook", "instagram", "x", "mastodon", "bluesky", "wordpress")},
    ("threads", "media"): "read",
    ("youtube", "media"): "read",
    ("youtube", "duplicate"): "read",
}
"""Calls that say so, where it is not the one that makes the post."""

CASES = [(name, meaning) for name in NETWORKS for meaning in MEANINGS if meaning not in ABSENT.get(name, {})]


def provoke(stage: Stage, meaning: str) -> None:
    name = stage.network.name
    fault = "refused" if meaning in REFUSALS[name] else MEANINGS[meaning].fault
    stage.fault(fault, WHERE.get((name, meaning), "create"), why=meaning)


def is_understood(name: str, meaning: str, error: NetworkError) -> bool:
    if meaning == Trouble.MISCONFIGURED and name in THE_APPS:
        return _refuses(Trouble.APP, error)
    return MEANINGS[meaning].fits(error)
