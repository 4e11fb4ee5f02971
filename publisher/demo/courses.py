"""How deliveries went: most of them well, a few so that a person has to decide."""

from dataclasses import dataclass

from publisher.engine.reap import DIED
from publisher.models import Delivery
from publisher.models.attempt import Outcome

State = Delivery.State
LOOKS = "Marquee looks before it sends again."
TOO_LONG = "Looking for it gave no certain answer for too long. Look at the page, then decide."
THREE_DEATHS = "Three workers died over this post. It is not on the page. Send it again if you want it out."


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt: begun `after` seconds past the due time, answered `took` seconds later. `{host}` is filled in."""

    after: float
    took: float
    outcome: Outcome
    reason: str = ""
    network_text: str = ""
    status: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """What became of a delivery on `network`.

    `public`: it is out there, whether or not we know. `looked`: seconds of looking for it after the last attempt.
    """

    network: str
    state: str
    tries: tuple[Try, ...] = ()
    reason: str = ""
    public: bool = False
    looked: float = 0
    deaths: int = 0


NO_ANSWER = f"{{host}} may have the post but gave no answer: no answer within 20 s. {LOOKS}"
BROKEN = f"{{host}} may have the post but gave no answer: the connection broke. {LOOKS}"
IN_TROUBLE = "{host} is in trouble just now (503). Nothing was published; Marquee tries again by itself."
UNREACHABLE = (
    "{host} could not be reached: the connection was refused. Nothing was sent; Marquee tries again by itself."
)
REVOKED = "{host} no longer accepts this page's token. Connect the page again."
RESTRICTED = "Facebook has restricted this page or account for now. Look at its status there before going on."
RIGHTS = "Marquee lacks the right for this on the page. Give it the role and all permissions. Connect the page again."
REVOKED_WORDS = "The access token was revoked"
LARGE_WORDS = "This file is too large. It is 2.31MB but the maximum size is 2MB."
RIGHTS_WORDS = "(#200) Requires pages_manage_posts permission to manage the object"
RESTRICTED_WORDS = "The action attempted has been deemed abusive or is otherwise disallowed"
TROUBLE_WORDS = "We're sorry, but something went wrong on our end."
SMALLER = "Bluesky does not take the pictures as they are. Make them smaller or save them as JPEG."


def _missed(reason: str) -> str:
    """As `publisher.engine.reap` says it of what the last try ran into."""
    return f"{Delivery.too_late} What stood in the way: {reason.partition('. ')[0]}."


TROUBLES = [
    Course("facebook", State.UNPROVEN, (Try(0.2, 20, Outcome.UNSURE, NO_ANSWER),), TOO_LONG, public=True, looked=302),
    Course(
        "bluesky",
        State.REFUSED,
        (Try(0.4, 0.3, Outcome.REFUSED, SMALLER, LARGE_WORDS, 400),),
        SMALLER,
    ),
    Course(
        "mastodon",
        State.MISSED,
        tuple(
            Try(after, 1.1, Outcome.LATER, IN_TROUBLE, TROUBLE_WORDS, 503)
            for after in (0.3, 3.9, 14.2, 61.0, 190.4, 402.8, 811.5)
        ),
        _missed(IN_TROUBLE),
    ),
    Course(
        "facebook",
        State.REFUSED,
        (Try(0.3, 0.5, Outcome.REFUSED, RIGHTS, RIGHTS_WORDS, 403),),
        RIGHTS,
    ),
    Course("bluesky", State.MISSED, (), _missed(UNREACHABLE)),
    Course(
        "facebook",
        State.UNPROVEN,
        tuple(Try(after, 60, Outcome.UNSURE, DIED) for after in (0.3, 128.4, 256.9)),
        THREE_DEATHS,
        looked=66,
        deaths=3,
    ),
    Course("mastodon", State.PUBLISHED, (Try(0.3, 4.6, Outcome.UNSURE, BROKEN),), public=True, looked=11),
    Course(
        "facebook",
        State.ABANDONED,
        (Try(0.3, 0.6, Outcome.REFUSED, RESTRICTED, RESTRICTED_WORDS, 400),),
        RESTRICTED,
    ),
    Course("mastodon", State.ABANDONED, (), Delivery.too_late),
    Course("mastodon", State.REFUSED, (Try(0.3, 0.2, Outcome.REFUSED, REVOKED, REVOKED_WORDS, 401),), REVOKED),
]
"""The newest first: each befalls the latest delivery of its network that nothing has befallen yet."""


def went_well(network: str, turn: int) -> Course:
    """On the second, give or take what a network needs to answer."""
    after, took = 0.03 + turn * 37 % 60 / 100, 0.12 + turn * 53 % 70 / 100
    return Course(network, State.PUBLISHED, (Try(after, took, Outcome.PUBLISHED, status=200),), public=True)
