"""Every code of an error has an example that gives it, and is used somewhere."""

import re

import pytest

from s2s_grad.errors import CODES
from tests.errors_examples import CALLS
from tests.errors_page import caught, page, reasons_by_code

# Codes whose examples take more than a function: files that change, or a cache on disk;
# a backward half, a checkpoint, a rule of the user's.
ELSEWHERE = {"S208", "S209", "S210", "S301", "S302", "S303", "S501"}


def test_every_code_has_an_example():
    assert set(CODES) == set(CALLS) | ELSEWHERE


@pytest.mark.parametrize("code", sorted(CALLS))
def test_an_example_gives_its_code(code):
    function, call = CALLS[code]

    error = caught(lambda: call(function))

    assert error is not None
    assert error.code == code
    assert error.reason
    assert error.advice or code > "S400"  # there the words are those of MindSpore


def test_no_code_is_used_that_is_not_in_the_table():
    assert set(reasons_by_code()) <= set(CODES)


def test_every_refusal_says_what_to_do():
    for code, reasons in reasons_by_code().items():
        for reason, advice in reasons.items():
            assert advice or code > "S400", f"{code}: {reason}"


def test_the_page_names_no_folder_of_this_machine():
    assert not re.search(r"/(home|work|tmp|root)/", page())
