"""The books on paper: the register of a period's cases (form 07), the book of a register, the control slip of a case (form 06)."""
