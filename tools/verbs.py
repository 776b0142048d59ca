"""The commands of `./dev`, a line each. A new one is a row in VERBS and a function beside the others."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tools import catalogue, checks, demo, environment, routes, suite
from tools.ground import CALLED_FROM, DINH, PYTHON, ROOT, Stop, quietly, run, say, surroundings
from tools.postgres import postgresql, programs


class Verb(NamedTuple):
    usage: str
    does: str
    call: Callable[[list[str]], int]


def main(arguments: list[str]) -> int:
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # so that what we started is stopped, as by ctrl-C
    name, *rest = arguments or ["help"]
    verb = VERBS.get(name)
    if verb is None:
        return unknown(name)
    try:
        return verb.call(rest)
    except Stop as stop:
        print(f"\n./dev {name}: {stop}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130


def help_(_: list[str]) -> int:
    width = max(len(verb.usage) for verb in VERBS.values())
    for verb in VERBS.values():
        print(f"./dev {verb.usage:<{width}}  {verb.does}")
    return 0


def unknown(name: str) -> int:
    if name in {"-h", "--help"}:
        return help_([])
    print(f"./dev has no command '{name}'. It has: {', '.join(VERBS)}.", file=sys.stderr)
    return 2


def setup(arguments: list[str]) -> int:
    environment.ensure()
    if house().exists():
        say(f"the house in {house()} is there already")
        return 0
    unit = arguments or ["--unit", "24730"]
    code = dinh_in_root("--house", str(house()), "init", *unit)
    if code == 0:
        say(f"a house is made in {house()}; serve it with ./dev run")
    return code


def run_house(arguments: list[str]) -> int:
    environment.ensure()
    if not house().exists():
        raise Stop(
            f"There is no house in {house()} yet. Make one with ./dev setup, or see a living one with ./dev demo."
        )
    return become_dinh(["--house", str(house()), "serve", *arguments], str(ROOT))


def house() -> Path:
    """The house that `setup`, `run` and `case` speak of."""
    return (
        CALLED_FROM / os.environ["DINH_HOUSE"] if os.environ.get("DINH_HOUSE") else ROOT / "house"
    )


def dinh(arguments: list[str]) -> int:
    environment.ensure(
        *(["forest"] if "forest" in arguments else []),
        *(["mining"] if "insight" in arguments else []),
    )
    return become_dinh(arguments, str(CALLED_FROM))


def become_dinh(arguments: list[str], folder: str) -> int:
    """The command line in place of this process, so that signals, exit code and streams are its own."""
    os.chdir(folder)
    os.execve(DINH, [str(DINH), *arguments], surroundings())


def dinh_in_root(*arguments: str) -> int:
    return run(DINH, *arguments, env=surroundings())


def bench(arguments: list[str]) -> int:
    """Floors are measured in the same run, so what they need is brought first: the other engine, and a PostgreSQL that waits for the disk."""
    environment.ensure(
        "bench",
        *(["forest", "forest-bench"] if "forest" in arguments else []),
        *(["mining", "mining-bench"] if {"mining", "forecast"} & set(arguments) else []),
    )
    bin_folder = programs()
    if not bin_folder:
        say("no PostgreSQL here: figures on SQLite only")
        return run(PYTHON, "-m", "bench", *arguments, env=surroundings())
    with postgresql(bin_folder, durable=True) as url:
        return run(PYTHON, "-m", "bench", *arguments, env=surroundings(DINH_BENCH_POSTGRESQL=url))


TIED = ("--lineages", "--houses")


def proof(arguments: list[str]) -> int:
    """Overnight, say: the seeds are printed, and any fault with the life that shows it. `--lineages`: of procedures that open one another; `--houses`: over the books of three houses."""
    numbers = [one for one in arguments if one not in TIED]
    if (
        not numbers
        or not all(one.isdigit() for one in numbers)
        or len(arguments) - len(numbers) > 1
    ):
        raise Stop(
            "Say how many: ./dev proof 2000, or ./dev proof 2000 SEED to begin with that seed; and at most one of "
            + " ".join(TIED)
        )
    environment.ensure("test")
    if "--houses" not in arguments:
        return run(PYTHON, "-m", "tests.generated.proof", *arguments, env=surroundings())
    with TemporaryDirectory() as folder:
        return run(
            PYTHON,
            "-m",
            "tests.generated.crossings",
            *numbers,
            env=surroundings(
                DJANGO_SETTINGS_MODULE="dinh.server.settings",
                DINH_HOUSE=folder,
                DINH_DATABASE_URL="",
            ),
        )


def woods(arguments: list[str]) -> int:
    """Simulated and watched anew from the same seed; `--keep FOLDER` leaves scenes, plots and store to be watched by hand."""
    environment.ensure("forest")
    return run(PYTHON, "-m", "dinh.scenes.woods.prepare", *arguments, env=surroundings())


def mutants(arguments: list[str]) -> int:
    environment.ensure("test")
    return run(PYTHON, "-m", "tests.generated.mutants", *arguments, env=surroundings())


def rules(_: list[str]) -> int:
    environment.ensure("test")
    return run(PYTHON, "-m", "tests.engine.rules_page", env=surroundings())


def licences(_: list[str]) -> int:
    """Of all packages that any part of the project brings; so all of them are brought first."""
    environment.ensure("test", "bench", "forest", "mining", "mining-bench", "forest-bench")
    return run(PYTHON, "-m", "tools.licences", env=surroundings())


def contracts(arguments: list[str]) -> int:
    """Write the golden copies anew; `git diff` then shows what changed for those who rely on them."""
    environment.ensure("test")
    with TemporaryDirectory() as folder:
        return run(
            PYTHON,
            "-m",
            "pytest",
            "-q",
            "tests/contracts",
            *arguments,
            env=surroundings(DINH_CONTRACTS="write", DINH_HOUSE=folder, DINH_DATABASE_URL=""),
        )


def pictures(arguments: list[str]) -> int:
    """Of the demo house, or of the one that DINH_HOUSE names."""
    environment.ensure("test", "mining")
    if not os.environ.get("DINH_HOUSE"):
        demo.make_house()
    return run(
        PYTHON,
        "-m",
        "tests.browser.pictures",
        *arguments,
        env=surroundings(DINH_HOUSE=str(house() if os.environ.get("DINH_HOUSE") else demo.HOUSE)),
    )


def procedure(arguments: list[str]) -> int:
    if len(arguments) != 1:
        raise Stop("Say which: ./dev procedure khai-sinh")
    environment.ensure()
    name = arguments[0].removesuffix(".yaml")
    files = sorted((ROOT / "dinh/procedures").rglob(f"{name}.yaml"))
    if not files:
        raise Stop(f"dinh/procedures has no {name}.yaml.")
    # Its examples are run by the check itself.
    return dinh_in_root("check", *map(str, files)) or dinh_in_root("procedure", name)


def case(arguments: list[str]) -> int:
    if not arguments:
        raise Stop(
            "Say which: ./dev case H36.99-261124-0001 (of the house that DINH_HOUSE names, ./house when it names none)"
        )
    environment.ensure()
    code, *rest = arguments
    asked = (["log", code], ["show", code], ["explain", code, *rest], ["verify"])
    return max(dinh_in_root("--house", str(house()), *words) for words in asked)


def fix(_: list[str]) -> int:
    environment.ensure("test")
    quietly(
        PYTHON, "-m", "ruff", "check", "--fix", "--exit-zero", ".", what="mend what a machine can"
    )
    quietly(PYTHON, "-m", "ruff", "format", ".", what="format the code")
    return run(PYTHON, "-m", "ruff", "check", ".")


def plan(_: list[str]) -> int:
    environment.ensure()
    return run(PYTHON, "-m", "tools.plan")


VERBS = {
    "help": Verb("", "this list", help_),
    "demo": Verb(
        "demo [--port N] [--host H]",
        "a demo commune on http://127.0.0.1:8000, from an empty machine",
        demo.demo,
    ),
    "test": Verb(
        "test [WORDS] [--on sqlite|postgresql] [--fast]",
        "the tests, on both stores when nothing is said",
        suite.test,
    ),
    "setup": Verb("setup [--unit CODE …]", "a working house from nothing, in ./house", setup),
    "run": Verb("run [--port N] [--host H]", "serve that house", run_house),
    "dinh": Verb("dinh …", "the command line; paths are relative to where you are", dinh),
    "check": Verb(
        "check",
        "all that must hold before a commit: habits, imports, types, fast tests, procedure files",
        checks.check,
    ),
    "fix": Verb("fix", "mend what a machine can", fix),
    "bench": Verb("bench [NAME]", "what it reaches, beside its floor in the same run", bench),
    "proof": Verb(
        "proof COUNT [SEED] [--lineages|--houses]",
        "the checker's own proof: COUNT random procedures, alone or tied together, and random lives of what passed",
        proof,
    ),
    "woods": Verb(
        "woods [--keep FOLDER]",
        "the demo's forest: simulate and watch it anew, into dinh/scenes/woods/prepared",
        woods,
    ),
    "mutants": Verb(
        "mutants [WORDS]",
        "every published file harmed in every place: what the checker says, by operator, into docs/checker.md (ten minutes)",
        mutants,
    ),
    "rules": Verb(
        "rules",
        "every rule with a file that it refuses and what it says, into docs/checker.md",
        rules,
    ),
    "licences": Verb(
        "licences",
        "the licence of every package, into docs/reference/licences.md",
        licences,
    ),
    "contracts": Verb(
        "contracts",
        "golden copies of what others rely on, written anew into tests/contracts/golden",
        contracts,
    ),
    "pictures": Verb(
        "pictures [NAME …]", "the pictures in docs, taken anew of the demo house", pictures
    ),
    "procedure": Verb("procedure NAME", "check it, run its examples, show it whole", procedure),
    "case": Verb(
        "case CODE [--by PERSON]",
        "its log and seals, what can be done next and why the rest cannot",
        case,
    ),
    "routes": Verb(
        "routes", "ask every address as everybody, and write docs/routes.md", routes.routes
    ),
    "catalogue": Verb(
        "catalogue",
        "what the files cover of the catalogue of procedures, into docs/catalogue.md",
        catalogue.catalogue,
    ),
    "plan": Verb(
        "plan", "the tree with sizes, longest files and functions: to notice, not to obey", plan
    ),
}
