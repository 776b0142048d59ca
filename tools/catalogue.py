"""What the program's own files cover of the catalogue. `./dev catalogue` writes docs/catalogue.md; a test holds the page equal to the files."""

import subprocess

from tools import environment
from tools.ground import PYTHON, ROOT, say, surroundings

PAGE = ROOT / "docs/catalogue.md"
HEAD = """# What is covered of the catalogue

Made by `./dev catalogue`, never by hand; a test holds this page equal to the files in `dinh/procedures`.

*Listed*: a person reads what to bring, how long it takes, what it costs and who signs. *Whole*: a case of it runs from its opening to its end, with its own form, papers, time, fee, letters and examples. A whole one is *complete online* when nothing is
handed in on paper and nobody must come, *in part* when something does, *at the counter* when nothing is filed over the net. *Unconfirmed*: facts with which no second public source agreed yet (of ten: code, name, papers, time, fee, steps, conditions, signer, result, law);
for a whole one, its acts of law not compared with their texts. *Sources disagree*: facts on which they do; the page of the procedure shows every version.
"""
REACHED = {
    "full": "complete online",
    "partial": "in part",
    "counter": "counter",
    "told": "only told",
}


def catalogue(_: list[str]) -> int:
    environment.ensure()
    made = subprocess.run(
        [PYTHON, "-c", "from tools.catalogue import written; print(written(), end='')"],
        cwd=ROOT,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=True,
    )
    PAGE.write_text(made.stdout, "utf-8")
    say(f"{PAGE.relative_to(ROOT)} is written")
    return 0


def written() -> str:
    from dinh.coverage import coverage
    from dinh.procedures import check_paths, own
    from dinh.procedures.lookup import Library

    read = check_paths([own()])
    fields = coverage(
        [one.procedure for one in read.packages],
        Library([]).labels(own() / "fields.yaml", "fields"),
    )
    lines = [
        HEAD,
        "| Field | listed | whole | complete online | in part | counter | only told | sources disagree |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [_row(field.label.of("en"), [*field.procedures]) for field in fields]
    lines.append(_row("**All**", [one for field in fields for one in field.procedures]))
    for field in fields:
        lines += [
            "",
            f"## {field.label.of('en')} / {field.label.vi}",
            "",
            "| Procedure | code | here | why not further | unconfirmed |",
            "|---|---|---|---|--:|",
        ]
        lines += [
            f"| {one.procedure.name.vi} (`{one.procedure.slug}`) | {one.procedure.code or '–'} | {REACHED[one.reach]} | {one.why.of('en')} | {one.unconfirmed} |"
            for one in field.procedures
        ]
    return "\n".join(lines) + "\n"


def _row(name: str, ones: list) -> str:
    reached = [one.reach for one in ones]
    figures = [
        len(ones),
        len(ones) - reached.count("told"),
        *(reached.count(reach) for reach in REACHED),
        sum(one.unsettled for one in ones),
    ]
    return f"| {name} | {' | '.join(map(str, figures))} |"
