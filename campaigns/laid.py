"""What is laid over a picture before it is sent: the brand's logo in a corner, or its frame around it."""

import re
from dataclasses import dataclass
from typing import Self

LOGO, STRETCHED, CROPPED = "logo", "stretched", "cropped"
WRITTEN = re.compile(
    r"(?P<checksum>[0-9a-f]{64})\.(?:(?P<frame>stretched|cropped)"
    r"|logo\.(?P<corner>(?:top|bottom)_(?:left|right))\.(?P<share>\d{1,3})\.(?P<margin>\d{1,3}))"
)


@dataclass(frozen=True, slots=True)
class Laid:
    """`checksum` is SHA-256 over the PNG that is laid. A frame is stretched over the whole picture, or cropped to its
    shape. A logo stands in its `corner`: its longer side has `share` percent of the picture's shorter one, and it keeps
    `margin` percent of that from the edges. `kept` is its `Overlay`, `name` what people call it.
    """

    checksum: str
    kind: str
    corner: str = ""
    share: int = 0
    margin: int = 0
    kept: int = 0
    name: str = ""

    def __str__(self) -> str:
        """All that decides how it looks."""
        place = (self.corner, str(self.share), str(self.margin)) if self.kind == LOGO else ()
        return ".".join((self.checksum, self.kind, *place))

    @classmethod
    def read(cls, text: str) -> Self:
        """As it was written. Raises `ValueError` for what is none."""
        found = WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(text)
        if found["frame"]:
            return cls(found["checksum"], found["frame"])
        share, margin = int(found["share"]), int(found["margin"])
        if not 0 < share <= 100 - margin:
            raise ValueError(text)
        return cls(found["checksum"], LOGO, found["corner"], share, margin)

    @property
    def file(self) -> str:
        """Its name in the storage, where other bytes never take its place."""
        return f"overlays/{self.checksum}.png"
