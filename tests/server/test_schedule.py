"""What the server's timer does besides letting time act."""

import gc

from dinh.server import schedule


def test_what_is_loaded_when_the_server_has_begun_is_looked_through_for_rings_no_more():
    before = len(gc.get_objects())
    try:
        schedule.settle()
        assert gc.get_freeze_count() > before / 2 > len(gc.get_objects())
    finally:
        gc.unfreeze()
