"""The central rules: what the law asks in a market, what the house wants everywhere."""

from accounts.models import Brand, Market, Network
from campaigns.models import Campaign, Guideline
from publisher.demo.brands import HESPER, MARENNE

Kind = Guideline.Kind

MOBILITY_MESSAGES = [
    "Pour les trajets courts, privilégiez la marche ou le vélo",
    "Pensez à covoiturer",
    "Au quotidien, prenez les transports en commun",
]
"""France: one of these three in every advertisement for cars (Code de la route, art. D. 328-3; arrêté of 28 December
2021)."""
MOBILITY_HASHTAG = "#SeDéplacerMoinsPolluer"
"""The arrêté of 28 December 2021 asks for it beside the message."""

MOST_A_DAY = {MARENNE: 4, HESPER: 3}
QUIET = ("22:00", "06:30")
GREEN_CLAIMS = ["eco-friendly", "zero emissions", "climate neutral", "klimaneutral", "umweltfreundlich",
                "zéro émission", "cero emisiones", "emissioni zero", "zero emissão"]  # fmt: skip
QUIET_ADVICE = {
    HESPER: "Choose a time outside these hours.",
    MARENNE: "Go on only if the news cannot wait until the morning.",
}
DOMAINS = ["marenne.example", "hesper.example"]


def make_guidelines(brands: dict[str, Brand], markets: dict[str, Market], campaigns: dict[str, Campaign]) -> None:
    for rule in [
        *_of_the_law(brands, markets),
        *_of_the_house(),
        *_of_the_brands(brands, campaigns),
    ]:
        rule.full_clean()
        rule.save()


def _of_the_law(brands: dict[str, Brand], markets: dict[str, Market]) -> list[Guideline]:
    france, germany, britain, america = (markets[code] for code in ("FR", "DE", "GB", "US"))
    return [
        Guideline(
            kind=Kind.REQUIRED_TEXT,
            market=france,
            words=MOBILITY_MESSAGES,
            sentence="Car advertising in France needs one of the three mobility messages. Add one: "
            + ", ".join(f"“{message}”" for message in MOBILITY_MESSAGES)
            + ".",
        ),
        Guideline(
            kind=Kind.REQUIRED_TEXT,
            market=france,
            words=[MOBILITY_HASHTAG],
            sentence=f"Car advertising in France needs {MOBILITY_HASHTAG}. Add it behind the mobility message.",
        ),
        Guideline(
            kind=Kind.REQUIRED_TEXT,
            market=germany,
            words=["Energieverbrauch", "Kraftstoffverbrauch"],
            blocks=False,
            sentence="When a post in Germany advertises a model, add its energy or fuel consumption and CO₂ class "
            "(Pkw-EnVKV). A post that names no model may go out without.",
        ),
        Guideline(
            kind=Kind.BANNED_WORDS,
            market=britain,
            words=["top speed", "fastest", "0-62", "0–62"],
            sentence="Speed and acceleration must not be what a motoring advertisement in the UK is about "
            "(CAP Code, section 19). Take the figure out.",
        ),
        Guideline(
            kind=Kind.BANNED_WORDS,
            brand=brands[HESPER],
            market=america,
            words=["self-driving", "full autonomy", "hands-free"],
            sentence="Hesper's assistants help a driver who stays in charge. Say “assisted driving” instead.",
        ),
    ]


def _of_the_house() -> list[Guideline]:
    return [
        Guideline(
            kind=Kind.BANNED_WORDS,
            words=GREEN_CLAIMS,
            sentence="Claims about the environment need proof that fits no post. "
            "Name the fact instead, such as the consumption.",
        ),
        Guideline(
            kind=Kind.ALLOWED_DOMAINS,
            words=DOMAINS,
            sentence="Links lead to our own sites only. Use an address on marenne.example or hesper.example.",
        ),
        Guideline(
            kind=Kind.MEDIA_REQUIRED,
            network=Network.FACEBOOK,
            sentence="A post without a picture is hardly seen on Facebook. Add one.",
        ),
    ]


def _of_the_brands(brands: dict[str, Brand], campaigns: dict[str, Campaign]) -> list[Guideline]:
    quiet = [
        Guideline(
            kind=Kind.QUIET_HOURS,
            brand=brands[slug],
            words=list(QUIET),
            blocks=slug == HESPER,
            sentence=f"{brands[slug]} is quiet from {QUIET[0]} to {QUIET[1]} local time. {advice}",
        )
        for slug, advice in QUIET_ADVICE.items()
    ]
    most = [
        Guideline(
            kind=Kind.MOST_A_DAY,
            brand=brands[slug],
            words=[str(number)],
            sentence=f"A page of {brands[slug]} speaks at most {number} times a day. Choose another day for this page.",
        )
        for slug, number in MOST_A_DAY.items()
    ]
    return [
        *quiet,
        *most,
        Guideline(
            kind=Kind.REQUIRED_TEXT,
            brand=brands[HESPER],
            campaign=campaigns["first_drives"],
            words=["#HesperDusk"],
            sentence="Posts of the campaign “Dusk: first drives” carry the hashtag #HesperDusk. Add it.",
        ),
    ]
