"""A check of what is being typed: counted as each network counts, and read by all proofreaders. Nothing of it is kept,
but the page of its link is read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import structlog
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from accounts import access
from accounts.access import Action
from accounts.models import Brand, Page
from accounts.request import Request
from campaigns.content import Content
from campaigns.forms.compose import ComposeForm
from campaigns.forms.preview import Preview
from campaigns.models import LinkCard, Post
from publisher import tasks
from publisher.networks import NETWORKS, deleting
from publisher.networks.base import Edits, Piece, Says
from publisher.pieces import following, piece_of
from publisher.preflight import SOMETHING

log = structlog.get_logger()


@dataclass(frozen=True)
class Counter:
    """How far a text has come towards what the tightest page of its network takes.

    `part` is what follows the post that it is of, "" for the post. One that `stays` cannot be deleted from here, one
    that is `fixed` cannot be changed.
    """

    network: str
    used: int
    limit: int
    part: str = ""
    stays: bool = False
    fixed: bool = False

    @property
    def left(self) -> int:
        return self.limit - self.used

    @property
    def percent(self) -> int:
        return min(100 * self.used // self.limit, 100) if self.limit else 100

    @property
    def is_close(self) -> bool:
        return 0 <= self.left <= self.limit // 10


@require_POST
def check(request: Request) -> HttpResponse:
    post = None
    key = request.GET.get("post", "")
    if key.isdecimal():
        posts = Post.objects.visible_to(request.user).select_related("brand", "market")
        post = get_object_or_404(posts, pk=key)
        access.require(request.user, Action.DRAFT, *post.scope())
    form = ComposeForm(request.user, post, request.POST)
    wrong = dict.fromkeys(sentence for sentences in form.errors.values() for sentence in sentences)
    preview = Preview(form)
    awaited = is_awaited(form.written_for.brand, preview.draft.link)
    counted = counters(preview)
    context = {"form": form, "preview": preview, "counters": counted, "typing_errors": list(wrong)}
    return render(request, "publisher/_check.html", context | {"lasting": lasting(counted), "awaited": awaited})


def is_awaited(brand: Brand, link: str) -> bool:
    """Whether the page of the link is being read: then a worker is rung, and the composer asks again in a moment."""
    card = LinkCard.objects.ask(brand.pk, link)
    if card is None or not card.is_awaited:
        return False
    try:
        tasks.read_links.apply_async(retry=False)
    except OperationalError as fault:  # then beat does it, a little later
        log.warning("bell_silent", detail=str(fault))
    return True


def counters(preview: Preview) -> list[Counter]:
    """One for each network and each of what goes out there."""
    pages = {page.pk: page for page in preview.pages}
    tightest: dict[tuple[str, str], Counter] = {}
    for content in sorted(preview.contents, key=lambda content: content.network):
        for counter in counters_of(content, pages[content.page]):
            known = tightest.get((counter.network, counter.part))
            if known is None or counter.left < known.left:
                tightest[counter.network, counter.part] = counter
    return list(tightest.values())


def lasting(counted: Iterable[Counter]) -> dict[tuple[bool, bool], list[str]]:
    """The networks on which a post stays (cannot be deleted from here), is fixed (cannot be changed), or both."""
    found: dict[tuple[bool, bool], list[str]] = {}
    for one in counted:
        if one.stays or one.fixed:
            found.setdefault((one.stays, one.fixed), []).append(one.network)
    return found


def counters_of(content: Content, page: Page) -> Iterator[Counter]:
    network = NETWORKS[page.network]
    said: list[tuple[str, Says, Piece]] = [("", network, piece_of(content))]
    said += [(below.name, below.says, below.piece(content, SOMETHING)) for below in following(content)]
    for part, says, piece in said:
        count = says.count(says.body(piece), page.limits)
        stays = not (part or deleting(network, page.home))
        yield Counter(page.network, count.used, count.limit, part, stays, not (part or isinstance(network, Edits)))
