"""Times taken in fresh processes, where nothing is loaded or cached yet."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

CLOCK = """
import json, time

times = {}
last = time.perf_counter()

def lap(name):
    global last
    now = time.perf_counter()
    times[name] = now - last
    last = time.perf_counter()
"""


def laps(script, **environment):
    """The seconds of each lap of one run of the script in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", CLOCK + script + "\nprint(json.dumps(times))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    return json.loads(done.stdout.splitlines()[-1])


def middle(runs):
    """The median of each lap over several runs."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}
