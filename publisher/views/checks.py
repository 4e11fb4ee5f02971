"""A check of what is being typed: counted as each network counts, and read by all proofreaders. Nothing is kept."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from accounts import access
from accounts.access import Action
from accounts.models import Page
from accounts.request import Request
from campaigns.content import Content
from campaigns.forms.compose import ComposeForm
from campaigns.forms.preview import Preview
from campaigns.models import Post
from publisher.networks import NETWORKS
from publisher.networks.base import Count
from publisher.pieces import piece_of


@dataclass(frozen=True)
class Counter:
    """How far a text has come towards what the tightest page of its network takes."""

    network: str
    used: int
    limit: int

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
    context = {"form": form, "preview": preview, "counters": counters(preview), "typing_errors": list(wrong)}
    return render(request, "publisher/_check.html", context)


def counters(preview: Preview) -> list[Counter]:
    """One for each network."""
    pages = {page.pk: page for page in preview.pages}
    tightest: dict[str, Count] = {}
    for content in preview.contents:
        count = count_on(pages[content.page], content)
        known = tightest.get(content.network)
        if known is None or count.limit - count.used < known.limit - known.used:
            tightest[content.network] = count
    return [Counter(name, count.used, count.limit) for name, count in sorted(tightest.items())]


def count_on(page: Page, content: Content) -> Count:
    network = NETWORKS[page.network]
    return network.count(network.body(piece_of(content)), page.limits)
