"""What the engine finds in a real log is what process miners find on the BPMN that we export."""

import pytest

from tests.mining.logs import PUBLIC, receipt_phase

pytest.importorskip("pm4py", reason="pm4py is not here: ./dev test brings it")


def test_fitness_precision_and_the_cost_of_each_case_are_those_of_pm4py(public):
    from bench.mining import of_pm4py

    ours, theirs = public[0], of_pm4py(PUBLIC, receipt_phase())
    assert ours.fitness == pytest.approx(theirs["fitness"], abs=0.001)
    assert ours.escaping.precision == pytest.approx(theirs["precision"], abs=0.01)
    costs = {one.case: one.alignment.cost for one in ours.parted}
    apart = {case for case, cost in theirs["costs"].items() if costs.get(case, 0) != cost}
    # An inclusive gateway of BPMN may open no branch at all as pm4py reads it: there one may ask for advice and get none. A file may not.
    assert apart == {"case-4157", "case-7980", "case-8061"}
    assert all(costs[case] == theirs["costs"][case] + 2 for case in apart)
