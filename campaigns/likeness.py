"""How a post looks on its network: what previews are drawn from, in the composer and in the review.

Networks do not document after how many characters they fold a text; the numbers are as their apps show them today. They
decide nothing but these drawings. `static/js/previews.js` redraws words by the same rules while somebody types.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from accounts.models import Network, Page
from campaigns import crops
from campaigns.content import FEED, Content, Medium


@dataclass(frozen=True, slots=True)
class Look:
    """`family` names the template. Behind `fold` characters or `lines` lines (0: never) stands `more`.

    `grid` says how up to `most` pictures are laid out. The link: its "card" stands where no media do, "both" has it in
    the text as well, "text" only there. `titled`: the first line is a title.
    """

    family: str
    fold: int = 0
    lines: int = 0
    more: str = "more"
    grid: str = "mosaic"
    most: int = 4
    link: Literal["card", "both", "text"] = "card"
    titled: bool = False


LOOKS: Mapping[str, Look] = {
    Network.FACEBOOK: Look("feed", 477, 5, "See more", most=5),
    Network.LINKEDIN: Look("feed", 210, 3, "…more", "stack"),
    Network.X: Look("micro", 280, 0, "Show more", link="both"),
    Network.MASTODON: Look("micro", 0, 20, "Read more", link="both"),
    Network.BLUESKY: Look("micro"),
    Network.THREADS: Look("micro", grid="strip", most=20),
    Network.WEIBO: Look("micro", 140, 0, "展开", "nine", 9, "text"),
    Network.INSTAGRAM: Look("square", 125, 2, "more", "carousel", 20, "text"),
    Network.YOUTUBE: Look("film", 157, 3, "…more", "carousel", 1, "text", titled=True),
    Network.TIKTOK: Look("upright", 90, 2, "more", "carousel", 35, "text"),
    Network.PINTEREST: Look("pin", 100, 2, "more", "carousel", 5, titled=True),
    Network.TELEGRAM: Look("bubble", most=10, link="both"),
    Network.WORDPRESS: Look("article", grid="column", most=20, link="text", titled=True),
}


@dataclass(frozen=True, slots=True)
class Said:
    """Words and what is shown with them: of the post (`part` 0), or of what stands below it."""

    look: Look
    text: str
    media: tuple[crops.Shown, ...] = ()
    part: str = "0"

    @property
    def cut(self) -> int:
        """So many characters stand before the fold."""
        end = self.look.fold if 0 < self.look.fold < len(self.text) else len(self.text)
        lines = self.text.split("\n")
        if 0 < self.look.lines < len(lines):
            end = min(end, len("\n".join(lines[: self.look.lines]).rstrip()))
        return end

    @property
    def head(self) -> str:
        return self.text[: self.cut]

    @property
    def rest(self) -> str:
        return self.text[self.cut :]

    @property
    def laid(self) -> tuple[crops.Shown, ...]:
        """The media that the grid has room for."""
        return self.media[: self.look.most]

    @property
    def left_over(self) -> int:
        return len(self.media) - len(self.laid)


@dataclass(frozen=True, slots=True)
class Likeness:
    """One content as its page shows it; `others` is on how many further pages of the network it stands alike."""

    content: Content
    page: Page
    others: int = 0

    @property
    def look(self) -> Look:
        return LOOKS[self.page.network]

    @property
    def family(self) -> str:
        return "upright" if self.content.placement != FEED else self.look.family

    @property
    def template(self) -> str:
        return f"campaigns/likeness/_{self.family}.html"

    @property
    def initials(self) -> str:
        words = self.page.name.split()
        return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper() if words else "?"

    @property
    def handle(self) -> str:
        return self.page.handle.lstrip("@") or self.page.name.replace(" ", "").lower()

    @property
    def link_said(self) -> bool:
        """Whether the link stands in the text: everywhere where it has no card of its own."""
        return self.look.link != "card" or (bool(self.content.media) and self.family != "pin")

    @property
    def card(self) -> str:
        """The host of the link, where it has a card."""
        shows = self.look.link != "text" and not self.content.media
        return urlsplit(self.content.link).netloc.removeprefix("www.") if shows else ""

    @property
    def words(self) -> str:
        """All words with the link as it is sent."""
        text, link = self.content.text, self.content.link
        if not (link and self.link_said) or link in text:
            return text
        return f"{text}\n\n{link}" if text.strip() else link

    @property
    def title(self) -> str:
        return self.words.strip().partition("\n")[0] if self.look.titled else ""

    @property
    def said(self) -> Said:
        words = self.words.strip().partition("\n")[2].strip() if self.look.titled else self.words
        return Said(self.look, words, self._shown(self.content.media, self.content.placement))

    @property
    def below(self) -> list[Said]:
        """The further parts of its thread."""
        parts = enumerate(self.content.thread, 1)
        return [Said(self.look, part.text, self._shown(part.media), str(number)) for number, part in parts]

    def _shown(self, media: Sequence[Medium], placement: str = FEED) -> tuple[crops.Shown, ...]:
        return tuple(crops.shown(medium, self.page, placement, media) for medium in media)

    @property
    def comment(self) -> Said | None:
        first = self.content.first_comment
        return Said(self.look, first, part="comment") if first else None


def likenesses(contents: Iterable[Content], pages: Mapping[int, Page]) -> Iterator[Likeness]:
    """One for each network, as its first page shows it."""
    networks: dict[str, list[Content]] = {}
    for content in contents:
        networks.setdefault(content.network, []).append(content)
    for _, alike in sorted(networks.items()):
        yield Likeness(alike[0], pages[alike[0].page], len(alike) - 1)
