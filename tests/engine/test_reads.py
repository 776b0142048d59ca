"""On what a value hangs: found for all names at once as for each alone."""

from dinh.engine.analysis.asked_before import all_asked, all_edited
from dinh.engine.analysis.reads import hangs, hung
from tests.engine.test_act import published


def test_what_hangs_on_something_that_moves_is_found_for_all_names_at_once_as_for_each_alone():
    some = 0
    for procedure in published().values():
        every = [*procedure.form, *procedure.findings, *procedure.derive]
        for moving in (
            all_edited(procedure) | all_asked(procedure),
            frozenset(list(procedure.form)[:2]),
        ):
            found = hung(procedure, every, moving.__contains__)
            assert found == {name for name in every if hangs(procedure, (name,)) & moving}
            some += 0 < len(found) < len(every)
    assert some > 100
