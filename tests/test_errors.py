"""Errors name file, line and text, and say what to do."""

import copy
import os
import pickle
import traceback
from collections import namedtuple

import pytest

from s2s_grad import errors
from s2s_grad.errors import (
    CODES,
    ArgumentError,
    PositionError,
    S2SGradError,
    SourceNotFound,
    UnsupportedCall,
    UnsupportedSyntax,
    UnsupportedValue,
)

Origin = namedtuple("Origin", "file line column end_column text")

KINDS = [
    S2SGradError,
    UnsupportedSyntax,
    UnsupportedCall,
    UnsupportedValue,
    SourceNotFound,
    ArgumentError,
    PositionError,
]

LAYOUT = """\
models/rnn.py:14: a generator cannot be differentiated
    yield h
    ^^^^^^^
Collect the values in a list and return it."""


def generator_error(kind=UnsupportedSyntax, **changes):
    origin = Origin("models/rnn.py", 14, 0, 7, "yield h")._replace(**changes)
    return kind(
        "S104",
        "a generator cannot be differentiated",
        origin,
        "Collect the values in a list and return it.",
    )


def printed(error):
    return "".join(traceback.format_exception_only(error))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_prints_the_line_a_caret_and_a_way_out(kind):
    assert str(generator_error(kind)) == LAYOUT


@pytest.mark.parametrize("kind", KINDS)
def test_without_an_origin_reason_and_advice_remain(kind):
    error = kind("S401", "grad_position 3 names no argument", advice="Use 0 or 1.")

    assert str(error) == "grad_position 3 names no argument\nUse 0 or 1."
    assert (error.file, error.line, error.column, error.text) == (
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_without_advice_nothing_follows(kind):
    assert str(kind("S401", "no such argument")) == "no such argument"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("again", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy])
def test_errors_survive_pickle_and_copy(kind, again):
    error = generator_error(kind)
    other = again(error)

    assert type(other) is kind
    assert str(other) == str(error)
    assert printed(other) == printed(error)
    assert vars(other) == vars(error)


@pytest.mark.parametrize("kind", KINDS)
def test_the_parts_are_attributes(kind):
    error = generator_error(kind, column=6, end_column=7)

    assert error.code == "S104"
    assert error.reason == "a generator cannot be differentiated"
    assert error.advice == "Collect the values in a list and return it."
    assert (error.file, error.line, error.column) == ("models/rnn.py", 14, 6)
    assert error.text == "yield h"


def test_unsupported_syntax_prints_file_line_and_caret_as_python_does():
    expected = """\
  File "models/rnn.py", line 14
    yield h
          ^
s2s_grad.errors.UnsupportedSyntax: a generator cannot be differentiated
Collect the values in a list and return it.
"""

    assert printed(generator_error(column=6)) == expected


def test_unsupported_syntax_without_an_origin_prints_no_file():
    error = UnsupportedSyntax("S105", "an async function cannot be differentiated")

    assert printed(error) == (
        "s2s_grad.errors.UnsupportedSyntax: an async function cannot be differentiated\n"
    )


def test_the_other_kinds_print_their_layout():
    assert printed(generator_error(UnsupportedCall)) == (
        f"s2s_grad.errors.UnsupportedCall: {LAYOUT}\n"
    )


@pytest.mark.parametrize(
    "kind, builtin",
    [
        (UnsupportedSyntax, SyntaxError),
        (UnsupportedCall, TypeError),
        (UnsupportedValue, TypeError),
        (SourceNotFound, OSError),
        (ArgumentError, TypeError),
        (PositionError, ValueError),
    ],
)
def test_each_kind_is_also_the_builtin_one_expects(kind, builtin):
    assert issubclass(kind, S2SGradError)
    assert issubclass(kind, builtin)


def test_an_indented_text_keeps_its_caret():
    assert str(generator_error(text="        yield h", column=8, end_column=15)) == LAYOUT


def test_an_open_end_is_marked_to_the_end_of_the_line():
    assert str(generator_error(end_column=None)) == LAYOUT


def test_a_column_outside_the_text_marks_the_whole_text():
    assert str(generator_error(column=40, end_column=44)) == LAYOUT


def test_a_file_below_the_working_directory_is_shown_from_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    inside, outside = (
        str(tmp_path / "models" / "rnn.py"),
        os.path.abspath(os.sep + "rnn.py"),
    )

    assert str(generator_error(file=inside)) == LAYOUT.replace("/", os.sep)
    assert str(generator_error(file=outside)).startswith(outside + ":14: ")
    assert str(generator_error(file="<stdin>")).startswith("<stdin>:14: ")


def test_a_code_outside_the_table_is_a_mistake_of_ours():
    with pytest.raises(AssertionError, match="S999"):
        S2SGradError("S999", "what is this")


def test_codes_are_one_line_each():
    for code, meaning in CODES.items():
        assert len(code) == 4 and code[0] == "S" and code[1:].isdigit()
        assert meaning and "\n" not in meaning


def test_a_cache_warning_is_a_user_warning():
    assert issubclass(errors.CacheWarning, UserWarning)
    assert errors.CacheWarning.code in CODES
