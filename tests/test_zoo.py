"""The examples that train: each reaches what it states."""

import subprocess
import sys
from pathlib import Path

import pytest

ZOO = Path(__file__).parents[1] / "examples" / "zoo"


@pytest.mark.parametrize(
    "name", ["lenet", "resnet", "language_model", "transformer", "vae", "pinn"]
)
def test_an_example_reaches_what_it_states(name):
    done = subprocess.run(
        [sys.executable, str(ZOO / f"{name}.py")], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
