"""Real scenes beside the demo: where the folder of data is there they are watched in the background, and the forest desk shows what was seen."""

import json
import os
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from tools import environment
from tools.ground import DINH, ROOT, Stop, say, surroundings

_LOOK_SECONDS = 0.5


def sites(house: Path) -> list[Path]:
    """Folders of scenes with what was really lost, but those that are simulated and those that the house has already."""
    data = Path(os.environ.get("DINH_TEST_DATA") or ROOT.parent / "shared/data") / "forest"
    known = (
        one.parent
        for one in sorted(data.glob("*/labels*.nc"))
        if not one.parent.name.startswith("sim")
    )
    return [
        one
        for one in dict.fromkeys(known)
        if not (house / "forest/reference" / one.name / "site.json").exists()
    ]


def watch(house: Path, server: int) -> None:
    """One after the other, at the lowest priority, for as long as the server that is this process's parent runs. What fails is told and harms nothing."""
    found = sites(house)
    if not found:
        return
    os.nice(19)
    files = [_preparing(house, site) for site in found]
    try:
        environment.ensure("forest")
        for site in found:
            say(
                f"watching real scenes in the background: {site.name}; the forest desk shows how far it is"
            )
            code = _run(["--house", str(house), "forest", "reference", str(site)], server)
            if os.getppid() != server:
                return  # the next demo goes on where it stopped
            say(
                f"{site.name} is watched: /forest/reference/"
                if code == 0
                else f"{site.name} could not be watched ({code}); the demo goes on without it"
            )
    except Stop as stopped:
        for file in files:
            file.unlink(missing_ok=True)
        say(f"real scenes are here but were not watched: {stopped}")


def _preparing(house: Path, site: Path) -> Path:
    """Says on the desk, as `dinh.forest_cases.reference.Going`, that a site is to come: to bring the packages may take minutes."""
    file = house / "forest/reference" / site.name / "progress.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        json.dumps(
            {
                "name": site.name,
                "what": "prepare",
                "done": 0,
                "of": 1,
                "at": datetime.now(UTC).isoformat(),
            }
        )
    )
    return file


def _run(words: list[str], server: int) -> int:
    """What it says of a failure is shown; its result is not."""
    process = subprocess.Popen(
        [DINH, *words], env=surroundings(), cwd=ROOT, stdout=subprocess.DEVNULL
    )
    while process.poll() is None:
        if os.getppid() != server:
            process.terminate()
        time.sleep(_LOOK_SECONDS)
    return process.returncode
