"""What the pages speak about. Each subject has one text in every language, and the scene its picture shows."""

from dataclasses import dataclass

from publisher.demo.brands import HESPER, MARENNE


@dataclass(frozen=True, slots=True)
class Subject:
    """`path` is where its link leads on the brand's site, `campaign` the key of its campaign; "" for none."""

    key: str
    brand: str
    scene: str
    path: str = ""
    campaign: str = ""
    tags: tuple[str, ...] = ()


SUBJECTS = [
    Subject("nola_city", MARENNE, "city", "nola", "nola", ("nola",)),
    Subject("nola_parking", MARENNE, "city", "nola", "nola", ("nola",)),
    Subject("nola_commute", MARENNE, "hills", "", "nola", ("nola", "hybrid")),
    Subject("nola_colour", MARENNE, "studio", "nola/colours", "nola", ("nola", "design")),
    Subject("tarn_weekend", MARENNE, "coast", "tarn", "weekend", ("tarn",)),
    Subject("tarn_mountain", MARENNE, "mountains", "tarn", "weekend", ("tarn",)),
    Subject("tarn_dog", MARENNE, "hills", "", "weekend", ("tarn",)),
    Subject("tarn_trailer", MARENNE, "mountains", "tarn/towing", "", ("tarn",)),
    Subject("night_sight", MARENNE, "lights", "", "care", ("safety",)),
    Subject("test_drive", MARENNE, "coast", "test-drive", "", ("retail",)),
    Subject("tyres", MARENNE, "hills", "service", "care", ("service",)),
    Subject("paint_shop", MARENNE, "studio", "", "", ("people",)),
    Subject("first_marenne", MARENNE, "desert", "history", "", ("heritage",)),
    Subject("owners", MARENNE, "coast", "", "", ("community",)),
    Subject("dusk_drive", HESPER, "lights", "dusk", "first_drives", ("dusk",)),
    Subject("dusk_light", HESPER, "studio", "dusk/design", "first_drives", ("dusk", "design")),
    Subject("dusk_first", HESPER, "city", "dusk/first-drive", "first_drives", ("dusk", "retail")),
    Subject("dusk_silence", HESPER, "coast", "", "first_drives", ("dusk",)),
    Subject("fast_charge", HESPER, "charging", "charging", "charging", ("charging",)),
    Subject("home_charge", HESPER, "charging", "charging/home", "charging", ("charging",)),
    Subject("route", HESPER, "lights", "charging", "charging", ("charging", "software")),
    Subject("ember_family", HESPER, "mountains", "ember", "", ("ember",)),
    Subject("ember_range", HESPER, "desert", "ember", "", ("ember",)),
    Subject("materials", HESPER, "studio", "design", "", ("design",)),
    Subject("sound", HESPER, "city", "", "", ("design",)),
    Subject("update", HESPER, "lights", "software", "", ("software",)),
    Subject("service_visit", HESPER, "city", "service", "", ("service",)),
    Subject("stars", HESPER, "desert", "", "", ("community",)),
]
BY_KEY = {subject.key: subject for subject in SUBJECTS}


def of(brand: str) -> list[Subject]:
    return [subject for subject in SUBJECTS if subject.brand == brand]
