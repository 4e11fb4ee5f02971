"""What nouns are called and where they are read. Rooms to the right are named here as strings only."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.apps import apps
from django.urls import reverse

from accounts.models import User
from accounts.wording import told

LENGTH = 60
"""Characters of a noun's words that are shown."""


class Noun(NamedTuple):
    """`route` is where it is read, given what stands at `key` ("": nothing); `words` what it is called; `unseen` how it
    is called to those who may not see it."""

    model: str
    words: str
    unseen: str
    route: str = ""
    key: str = ""


BELOW = "delivery__publication__post"
NOUNS = {
    "post": Noun("campaigns.post", "text", "a post", "post", "pk"),
    "publication": Noun("campaigns.publication", "post__text", "a publication", "post", "post"),
    "delivery": Noun("publisher.delivery", "publication__post__text", "a publication", "post", "publication__post"),
    "followup": Noun("publisher.followup", f"{BELOW}__text", "a publication", "post", BELOW),
    "removal": Noun("publisher.removal", f"{BELOW}__text", "a publication", "post", BELOW),
    "correction": Noun("publisher.correction", f"{BELOW}__text", "a publication", "post", BELOW),
    "guideline": Noun("campaigns.guideline", "sentence", "a guideline", "guideline", "pk"),
    "campaign": Noun("campaigns.campaign", "name", "a campaign", "campaign", "pk"),
    "asset": Noun("campaigns.asset", "name", "a file", "library_asset", "pk"),
    "slot": Noun("campaigns.slot", "page__name", "a page", "slots", "page"),
    "import": Noun("campaigns.import", "name", "a table", "import", "pk"),
    "freeze": Noun("publisher.freeze", "reason", "a freeze", "freezes"),
    "dryrun": Noun("publisher.dryrun", "campaign__name", "posts", "dry_run", "pk"),
    "page": Noun("accounts.page", "name", "a page", "pages"),
    "brand": Noun("accounts.brand", "name", "a brand"),
    "market": Noun("accounts.market", "name", "a market"),
    "apikey": Noun("accounts.apikey", "name", "an API key"),
    "webhook": Noun("accounts.webhook", "name", "a webhook", "webhook", "pk"),
    "user": Noun("accounts.user", "name", "somebody"),
}


class Found(NamedTuple):
    words: str
    address: str = ""


class Whereabouts:
    """Of many nouns, for one person: one query for each kind."""

    def __init__(self, person: User, nouns: Iterable[tuple[str, int]]) -> None:
        wanted: dict[str, set[int]] = defaultdict(set)
        for name, key in nouns:
            wanted[name].add(key)
        self.found = {
            (name, key): found
            for name in wanted.keys() & NOUNS.keys()
            for key, found in _look(person, NOUNS[name], wanted[name]).items()
        }
        for key in self._administered(person, wanted["user"]):
            self.found["user", key] = self.found["user", key]._replace(address=reverse("person", args=[key]))

    def _administered(self, person: User, keys: set[int]) -> Iterable[int]:
        """Whose page the person may open."""
        return User.objects.administered_by(person).filter(pk__in=keys).values_list("pk", flat=True) if keys else ()

    def of(self, name: str, key: int) -> Found:
        known = NOUNS.get(name)
        return self.found.get((name, key)) or Found(told(known.unseen) if known else name)


def _look(person: User, noun: Noun, keys: set[int]) -> dict[int, Found]:
    """Those that the person may see, by id."""
    manager: Any = apps.get_model(noun.model)._default_manager
    rows = manager.visible_to(person).filter(pk__in=keys).order_by().values_list("pk", noun.words, noun.key or "pk")
    return {key: Found(_quoted(words, noun), _address(noun, target)) for key, words, target in rows}


def _quoted(words: str | None, noun: Noun) -> str:
    text = " ".join((words or "").split())
    if noun.model == "accounts.user":
        return text
    return f"“{text[: LENGTH - 1]}…”" if len(text) > LENGTH else f"“{text}”" if text else told(noun.unseen)


def _address(noun: Noun, target: int) -> str:
    if not noun.route:
        return ""
    return reverse(noun.route, args=[target] if noun.key else [])
