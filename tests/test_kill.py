"""What was acknowledged is in the books, whenever the writing process is killed."""

import json
import subprocess
import sys

from tests.installation import Installation


def test_nothing_that_was_acknowledged_is_lost_when_the_writing_process_is_killed(installation: Installation):
    command = [sys.executable, "-m", "dinh.bench.kill", "25"]
    environ = {**installation.environ, "DJANGO_SETTINGS_MODULE": "dinh.server.settings"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["acknowledged"] > 50
    assert (told["figure"], told["twice"]) == (0, 0)
    assert told["verified"]
    assert told["rebuilt_equal"]
