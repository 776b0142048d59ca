"""Procedure files: read strictly, written out, checked; and the versions a house keeps, read back from its books.

Rule to keep: a house in use runs from `load_published`, never from these files.
"""

from __future__ import annotations

from dinh.procedures.canonical import digest, encoded, load_published
from dinh.procedures.checking import Checked, check_paths, read_procedure
from dinh.procedures.lookup import own, own_registers
from dinh.procedures.package import Package
from dinh.procedures.problem import Place, Problem

__all__ = [
    "Checked",
    "Package",
    "Place",
    "Problem",
    "check_paths",
    "digest",
    "encoded",
    "load_published",
    "own",
    "own_registers",
    "read_procedure",
]
