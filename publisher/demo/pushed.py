"""A campaign as an asset library has it before it pushes it: a folder of pictures, and drafts for every market in its
language. `docs/examples/dam.py` reads it."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from publisher.demo import subjects, texts
from publisher.demo.album import ALBUM
from publisher.demo.brands import MARENNE, MARKETS
from publisher.demo.drawing import draw

PICTURES = 50
SHOWN = 3
"""So many pictures a draft shows at most."""
NEW = 1000
"""Drawings of a scene from this number on hang in no album of the demo."""
SHEETS = [sheet for sheet in ALBUM if sheet.brand == MARENNE]


def lay_out(folder: Path, today: date) -> None:
    """Write the pictures and, when all are there, the `campaign.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    scenes = {f"{SHEETS[n % len(SHEETS)].scene}-{n + 1:02}.jpg": SHEETS[n % len(SHEETS)].scene for n in range(PICTURES)}
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda n, name: _draw(folder / name, n), range(PICTURES), scenes))
    told = {
        "name": "Marenne autumn drives",
        "starts_on": f"{today}",
        "ends_on": f"{today + timedelta(days=60)}",
        "pictures": {name: texts.alt(scene, "en") for name, scene in scenes.items()},
        "drafts": [
            _draft(turn, market, subject, scenes)
            for turn, (market, subject) in enumerate(zip(MARKETS, subjects.of(MARENNE), strict=False))
        ],
    }
    (folder / "campaign.json").write_text(json.dumps(told, ensure_ascii=False, indent=2), "utf-8")


def _draw(path: Path, number: int) -> None:
    sheet, round_ = SHEETS[number % len(SHEETS)], number // len(SHEETS)
    painted = replace(sheet, paint=SHEETS[(number + round_) % len(SHEETS)].paint)
    draw(sheet.scene, painted.look(NEW + number)).save(path, "JPEG", quality=90)


def _draft(turn: int, market: str, subject: subjects.Subject, scenes: dict[str, str]) -> dict[str, Any]:
    language = MARKETS[market][2][0]
    text = texts.text_of(subject.key, language, market)
    shown = [name for name, scene in scenes.items() if scene == subject.scene][:SHOWN]
    return {
        "market": market,
        "text": f"{text}\n\n{texts.mobility(turn)}" if market == "FR" else text,
        "pictures": shown,
        "alts": dict.fromkeys(shown, texts.alt(subject.scene, language)),
    }
