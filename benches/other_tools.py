#!/usr/bin/env python3
"""What creditcalc, ccusage and codeburn make of the same records: tokens and runs of each fixture, side by side.

    cargo build --release && python3 benches/other_tools.py [FOLDER OF FIXTURES]

Each fixture lies alone in a home of its own, as its program would have left it, so that nobody's settings or records are
read. The two others come from npm (`npx`), ask for prices offline, and are compared by tokens: their prices are their own.
"agrees" is the same sum of input, output, cache reads and cache writes. codeburn needs Node 22, which comes from npm, too.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CREDITCALC = os.environ.get("CREDITCALC", str(ROOT / "target/release/creditcalc"))
CCUSAGE = os.environ.get("CCUSAGE", "npx -y ccusage@20.0.24").split()
CODEBURN = os.environ.get("CODEBURN", "npx -y -p node@22 -p codeburn@0.9.15 -- codeburn").split()
NPM_CACHE = os.environ.get("npm_config_cache", str(Path.home() / ".npm"))

# Where each program keeps its records, and ccusage's word for it.
HOMES = {
    "claude-transcript": (".claude/projects/-srv-app", "claude"),
    "codex-rollout": (".codex/sessions/2026/11/20", "codex"),
}


def laid_out(fixture: Path, kind: str, home: Path) -> Path:
    """Copies a fixture to where its program would have left it."""
    place = home / HOMES[kind][0]
    if (fixture / "projects").is_dir():
        # A whole folder of settings.
        shutil.copytree(fixture, home / ".claude")
    elif fixture.is_dir():
        shutil.copytree(fixture, place, dirs_exist_ok=True)
    else:
        place.mkdir(parents=True)
        prefix = "rollout-2026-11-20T03-00-00-" if kind == "codex-rollout" else ""
        shutil.copy(fixture, place / (prefix + fixture.name))
    return place if place.exists() else home / ".claude/projects"


def answer(command: list[str], home: Path):
    """The JSON that a program prints, or `None`."""
    around = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "CLAUDE_CONFIG_DIR": str(home / ".claude"),
        "CODEX_HOME": str(home / ".codex"),
        "TZ": "UTC",
        "npm_config_cache": NPM_CACHE,
    }
    told = subprocess.run(command, capture_output=True, text=True, cwd=home, env=around, timeout=300, check=False)
    start = told.stdout.find("{")
    try:
        return json.loads(told.stdout[start:]) if start >= 0 else None
    except ValueError:
        return None


def ours(place: Path, home: Path):
    told = answer([CREDITCALC, "measure", str(place), "--assume-model", "gpt-5.5", "--no-config", "--json"], home)
    if told is None:
        return None
    kinds = ["input", "output", "cache_read", "cache_write_5m", "cache_write_1h"]
    # Models without a price are in no total.
    models = [model for run in told["runs"] for model in run["models"]]
    return sum(model[f"{kind}_tokens"] for model in models for kind in kinds)


def ccusage(kind: str, home: Path):
    told = answer([*CCUSAGE, HOMES[kind][1], "monthly", "--json", "--offline"], home)
    months = (told or {}).get("monthly") or []
    if kind == "codex-rollout":
        # Cached input is among its input, and reasoning among its output.
        return sum(month.get("totalTokens", 0) for month in months) if told else None
    names = ["inputTokens", "outputTokens", "cacheReadTokens", "cacheCreationTokens"]
    return sum(month[name] for month in months for name in names) if told else None


def codeburn(home: Path):
    told = answer([*CODEBURN, "report", "--format", "json", "--period", "all"], home)
    tokens = ((told or {}).get("overview") or {}).get("tokens")
    return sum(tokens.values()) if tokens else None


def shown(theirs, own) -> str:
    if theirs is None:
        return "no answer"
    if own is None:
        return f"{theirs:,}"
    return "agrees" if theirs == own else f"{theirs:,} ({theirs - own:+,})"


def main() -> None:
    if shutil.which(CREDITCALC) is None:
        sys.exit(f"there is no {CREDITCALC}: build it, or name another in CREDITCALC")
    fixtures = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests/data/records"
    print("| fixture | creditcalc, tokens | ccusage | codeburn |")
    print("| --- | ---: | ---: | ---: |")
    for kind in HOMES:
        for fixture in sorted((fixtures / kind).iterdir()):
            with tempfile.TemporaryDirectory() as folder:
                home = Path(folder)
                place = laid_out(fixture, kind, home)
                own = ours(place, home)
                told = "nothing" if own is None else f"{own:,}"
                row = [shown(ccusage(kind, home), own), shown(codeburn(home), own)]
                print(f"| {kind}/{fixture.name} | {told} | {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
