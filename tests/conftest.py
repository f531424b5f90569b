"""Options and fixtures that every test may use."""

import os
import tempfile

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite golden_outputs/ with what the compiler prints now",
    )


def pytest_configure(config):
    """Let the tests, and the processes they start, share no cache with the user."""
    folder = tempfile.TemporaryDirectory(prefix="s2s_grad_tests_")
    config.add_cleanup(folder.cleanup)
    os.environ["S2S_GRAD_CACHE"] = folder.name


@pytest.fixture
def update_golden(request):
    """True when golden_outputs/ is to be rewritten rather than compared."""
    return request.config.getoption("--update-golden")
