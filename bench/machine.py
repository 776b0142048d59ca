"""The machine a figure was taken on, in words: a figure without it says little."""

import os
import platform
from pathlib import Path


def machine() -> str:
    return f"{_processor()}, {os.cpu_count()} CPU, {_memory_gb()} GB, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
        platform.machine(),
    )


def _memory_gb() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
