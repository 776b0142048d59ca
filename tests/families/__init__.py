"""Procedures that open others and that start by themselves, for the tests of both; no law stands behind them."""

from pathlib import Path

FOLDER = Path(__file__).parent
