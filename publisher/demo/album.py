"""Which pictures there are: scene, brand, shape, colours."""

from dataclasses import dataclass

from publisher.demo.brands import HESPER, MARENNE
from publisher.demo.drawing import Look
from publisher.demo.drawing.canvas import Colour
from publisher.demo.drawing.car import ESTATE, HATCHBACK, SALOON, Shape

WIDE = (1600, 1200)
TALL = (1080, 1350)

SKIES: dict[str, tuple[Colour, ...]] = {
    "dawn": ((92, 120, 160), (176, 178, 190), (242, 206, 178), (252, 226, 190)),
    "day": ((70, 128, 180), (132, 176, 206), (196, 216, 222), (232, 230, 214)),
    "gold": ((58, 66, 112), (160, 98, 118), (238, 148, 98), (254, 206, 130)),
    "rose": ((56, 58, 104), (130, 88, 132), (220, 128, 132), (250, 190, 160)),
    "blue": ((14, 22, 52), (34, 54, 100), (86, 104, 148), (190, 150, 140)),
    "night": ((6, 9, 22), (12, 20, 42), (24, 40, 70), (52, 66, 92)),
    "plum": ((20, 14, 40), (52, 30, 76), (110, 58, 104), (196, 104, 106)),
    "grey": ((30, 32, 37), (46, 49, 55), (62, 65, 72), (78, 80, 86)),
    "sand": ((78, 70, 66), (104, 92, 84), (126, 112, 100), (142, 128, 114)),
    "teal": ((12, 34, 42), (18, 56, 62), (40, 84, 86), (74, 110, 108)),
}
TIDEWATER, CREAM, RUST, SLATE = (44, 112, 116), (214, 204, 184), (168, 70, 44), (58, 68, 82)
GRAPHITE, COPPER, PEARL, INK = (38, 40, 46), (142, 84, 60), (196, 200, 204), (22, 30, 56)
SUN, LAMP, COOL, GREEN = (255, 196, 120), (255, 214, 150), (226, 236, 246), (70, 230, 150)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture of the album."""

    brand: str
    scene: str
    shape: Shape
    sky: str
    paint: Colour
    light: Colour
    tall: bool = False

    def look(self, number: int) -> Look:
        """`number` makes each drawing of a scene a different one."""
        return Look(TALL if self.tall else WIDE, self.shape, SKIES[self.sky], self.paint, self.light, 11 * number + 5)


ALBUM = [
    Sheet(MARENNE, "city", HATCHBACK, "rose", TIDEWATER, LAMP),
    Sheet(MARENNE, "city", HATCHBACK, "blue", RUST, LAMP, tall=True),
    Sheet(MARENNE, "hills", HATCHBACK, "dawn", CREAM, SUN),
    Sheet(MARENNE, "hills", ESTATE, "day", RUST, (255, 244, 214)),
    Sheet(MARENNE, "studio", HATCHBACK, "sand", TIDEWATER, (255, 240, 216)),
    Sheet(MARENNE, "studio", ESTATE, "teal", CREAM, COOL, tall=True),
    Sheet(MARENNE, "coast", ESTATE, "gold", SLATE, SUN),
    Sheet(MARENNE, "coast", ESTATE, "rose", RUST, (255, 190, 150), tall=True),
    Sheet(MARENNE, "mountains", ESTATE, "day", TIDEWATER, (255, 240, 210)),
    Sheet(MARENNE, "mountains", ESTATE, "dawn", SLATE, SUN, tall=True),
    Sheet(MARENNE, "desert", ESTATE, "gold", CREAM, SUN),
    Sheet(MARENNE, "lights", HATCHBACK, "blue", SLATE, LAMP),
    Sheet(HESPER, "lights", SALOON, "night", GRAPHITE, LAMP),
    Sheet(HESPER, "lights", SALOON, "plum", GRAPHITE, (255, 226, 190), tall=True),
    Sheet(HESPER, "lights", SALOON, "teal", GRAPHITE, COOL),
    Sheet(HESPER, "studio", SALOON, "grey", GRAPHITE, COOL),
    Sheet(HESPER, "studio", SALOON, "night", COPPER, (255, 228, 200), tall=True),
    Sheet(HESPER, "city", SALOON, "plum", PEARL, LAMP),
    Sheet(HESPER, "city", SALOON, "night", INK, LAMP, tall=True),
    Sheet(HESPER, "coast", SALOON, "plum", COPPER, (255, 170, 120)),
    Sheet(HESPER, "charging", SALOON, "night", PEARL, GREEN),
    Sheet(HESPER, "charging", ESTATE, "blue", GRAPHITE, GREEN, tall=True),
    Sheet(HESPER, "mountains", ESTATE, "blue", PEARL, (255, 200, 160)),
    Sheet(HESPER, "desert", ESTATE, "night", COPPER, (232, 176, 120)),
]
