"""The small commune of the desks' tests."""

from tests.desks.conftest import commune

__all__ = ["commune"]
