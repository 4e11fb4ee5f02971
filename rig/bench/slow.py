"""`slow`: `steady` while one network answers after 30 s and another resets every second call; the rest are healthy."""

import json
from typing import Any

from rig.bench import steady
from rig.bench.goal import Goal, within
from rig.bench.result import Result, sound
from rig.bench.stage import Stage, staged
from rig.bench.verdict import Verdict
from rig.console import say, step

Json = dict[str, Any]
ANSWERS_AFTER = 30
"""Seconds; longer than Marquee waits for an answer."""
SEED = 7
WORSE = 1.5
PATIENCE = 10
"""Seconds after the last is due for the healthy networks to be done; the others are given until `SETTLED`."""
SETTLED = 1200


def run(*, short: bool) -> Result:
    seconds = steady.FEW if short else steady.SECONDS
    with staged() as stage:
        stage.start_engine()
        steady.act(stage, seconds)
        slow, resetting, *healthy = dict.fromkeys(line["network"] for line in stage.ledger)
        calm = stage.verdict_on(healthy)
        say(f"  {slow} answers after {ANSWERS_AFTER} s, {resetting} resets; healthy: {', '.join(healthy)}")
        break_networks(stage, slow, resetting)
        _, memory = steady.act(stage, seconds, PATIENCE)
        troubled = stage.verdict_on(healthy)
        stage.witness.heal()
        whole = settled(stage)
    return judged(calm, troubled, whole, {"slow": slow, "resetting": resetting, "healthy": healthy}, memory)


def break_networks(stage: Stage, slow: str, resetting: str) -> None:
    """Every call to the one waits; of the calls to the other one in two is carried out and its answer lost."""
    stage.witness.fault("delay", network=slow, seconds=ANSWERS_AFTER)
    stage.witness.fault("reset_mid_answer", network=resetting, probability=0.5, seed=SEED)


def settled(stage: Stage) -> Json:
    """What all networks' posts came to once the networks were well again, as `rehearse_verdict` judges it."""
    with step("Waiting until every post is public or with a person"):
        stage.installation.manage("rehearse_settled", f"--patience={SETTLED}")
    seen, verdict = (stage.installation.data / name for name in ("seen.json", "verdict.json"))
    seen.write_text(json.dumps({"posts": stage.witness.public(), "freezes": []}))
    stage.installation.manage("rehearse_verdict", str(seen), str(verdict))
    found: Json = json.loads(verdict.read_text())
    return found


def judged(calm: Verdict, troubled: Verdict, whole: Json, networks: Json, memory: dict[str, float]) -> Result:
    counts = {name: whole[name] for name in ("publications", "public", "doubles", "lost")}
    figures = counts | {
        "networks": {name: value if isinstance(value, str) else ", ".join(value) for name, value in networks.items()},
        "ratio": round(troubled.quantile(0.5) / calm.quantile(0.5), 2) if calm.late else None,
        "lateness_seconds": troubled.lateness(),
        "lateness_seconds_when_all_are_healthy": calm.lateness(),
        "unsure": whole["unsure"],
        "handed_to_person": whole["handed_to_person"],
        "memory_mb": memory,
    }
    goals = [
        sound(calm, troubled),
        Goal("on all networks none twice, none lost", "{doubles} doubles, {lost} lost".format(**whole), _kept(whole)),
        *(
            within(f"healthy networks, lateness {name}", troubled.quantile(share), WORSE, calm.quantile(share))
            for name, share in (("p50", 0.5), ("p99", 0.99))
        ),
    ]
    return Result("slow", figures, goals)


def _kept(whole: Json) -> bool:
    return not (whole["doubles"] or whole["lost"])
