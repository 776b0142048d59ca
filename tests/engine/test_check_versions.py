"""V1: what a version's plan for running cases says of its own steps and fields, and of the version before."""

from __future__ import annotations

import pytest

from dinh.checker.versions import versions_apart
from dinh.procedures import check_paths
from tests.engine.test_versions import OLD, version


def told(tmp_path, *lines: str) -> list[tuple[int, str, str]]:
    """(line, severity, English words) of V1 for the file with these lines at its end."""
    path = tmp_path / "cho-muon-kho.yaml"
    path.write_text(OLD + "\n".join(lines) + "\n")
    last = OLD.count("\n")
    return [
        (one.line - last, one.severity, one.message.en)
        for one in check_paths([path]).problems
        if one.rule == "V1"
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            [
                "moves: {seen: look, asked: waiting}",
                "gives: {purpose: Để lúa, helpers.name: Y Ka, room: east}",
            ],
            [],
        ),
        (["moves:", "  seen: luk"], [(2, "problem", "no step in which somebody acts")]),
        (["moves: {seen: both}"], [(1, "problem", "no step in which somebody acts")]),
        (["moves: {seen: lent}"], [(1, "problem", "no step in which somebody acts")]),
        (
            ["gives:", "  fone: 1", "  helpers: x", "  helpers.age: 3"],
            [
                (2, "problem", '"fone" is no field'),
                (3, "problem", '"helpers" is no field'),
                (4, "problem", '"helpers.age" is no field'),
            ],
        ),
        (["gives: {room: north}"], [(1, "problem", '"north" is no value of "room"')]),
    ],
)
def test_a_plan_names_steps_where_somebody_works_and_fields_with_values_they_take(
    tmp_path, lines, said
):
    found = told(tmp_path, *lines)
    assert [(line, severity) for line, severity, _ in found] == [
        (line, severity) for line, severity, _ in said
    ]
    assert all(words in message for (_, _, message), (_, _, words) in zip(found, said, strict=True))


def test_a_step_the_version_before_does_not_have_is_told_where_both_are_at_hand():
    old, new = (
        version(day="2026-07-01"),
        version(("letters:", "moves: {luk: look, look: look}\nletters:")),
    )
    found = [
        (finding.rule, finding.severity, finding.path, finding.message.en)
        for _, finding in versions_apart([new, old])
    ]
    assert found == [
        ("V1", "warning", ("moves", "luk"), 'The version from 2026-07-01 has no step "luk"')
    ]
