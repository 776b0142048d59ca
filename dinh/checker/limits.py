"""Which step's limit a letter tells: that of the first step that is entered with it, or of the step that acts when none is."""

from __future__ import annotations

from dinh.engine.definition.condition import ALWAYS
from dinh.engine.definition.procedure import Procedure, Step

NONE_ENTERED = ""


def limited(procedure: Procedure, step: Step, to: str) -> bool:
    """Is there a limit to tell, whatever is entered from `step` on the way `to`? to "": nothing is."""
    entered = _Ways(procedure).of(to, step) if to else {NONE_ENTERED}
    return all((procedure.steps[name] if name else step).limit is not None for name in entered)


class _Ways:
    """The steps that may be entered first. Each condition is taken to hold, and not to hold."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.known: dict[tuple[str, str, frozenset[str]], set[str]] = {}

    def of(self, to: str, origin: Step, opening: frozenset[str] = frozenset()) -> set[str]:
        """opening: blocks of which other branches are still to be entered."""
        key = (to, origin.block if to == "meet" else "", opening)
        if key not in self.known:
            self.known[key] = set()  # a circle of choices enters nothing (F4)
            self.known[key] = self._of(to, origin, opening)
        return self.known[key]

    def _of(self, to: str, origin: Step, opening: frozenset[str]) -> set[str]:
        if to == "meet":
            block = self.procedure.steps.get(origin.block)
            return {NONE_ENTERED} | (
                self.of(block.meet, block, opening)
                if block and block.name not in opening
                else set()
            )
        step = self.procedure.steps.get(to)
        if step is None:
            return {NONE_ENTERED}
        if step.choose:
            return {name for choice in step.choose for name in self.of(choice.to, step, opening)}
        if step.together:
            return self._block(step, opening)
        return {step.name} | (
            self.of(step.then.to, step, opening) if step.then and step.waits else set()
        )

    def _block(self, block: Step, opening: frozenset[str]) -> set[str]:
        """The first branch that opens and does not lead straight to where they meet; else what follows the block."""
        found: set[str] = set()
        for branch in block.together:
            first = self.of(branch.to, block, opening | {block.name})
            found |= first - {NONE_ENTERED}
            if NONE_ENTERED not in first and branch.when == ALWAYS and not branch.each:
                return found
        return found | self.of(block.meet, block, opening)
