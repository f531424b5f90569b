"""Gradients come back in the structure of the argument: dataclasses and plain objects."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from s2s_grad import grad, value_and_grad
from s2s_grad.errors import UnsupportedValue


@dataclass(frozen=True)
class Fit:
    """A line, and how it is called."""

    slope: np.ndarray
    offset: float
    label: str = "line"
    degree: int = 1


class Slotted:
    """Two attributes without a dict."""

    __slots__ = ("first", "second")

    def __init__(self, first, second):
        self.first, self.second = first, second


class Chain:
    """An object that may hold itself."""

    def __init__(self, value):
        self.value: float = value
        self.next: object = None


def loss(fit, x):
    return np.sum((fit.slope * x + fit.offset) ** fit.degree)


FIT = Fit(np.array([1.0, -2.0]), 0.5)
X = np.array([3.0, 4.0])


def test_a_dataclass_comes_back_with_gradients_in_its_fields():
    found = grad(loss)(FIT, X)

    assert isinstance(found, Fit)
    assert [3.0, 4.0] == found.slope.tolist()
    assert (2.0, None, 0.0) == (found.offset, found.label, found.degree)


def test_another_object_of_the_class_uses_the_same_program():
    gradient = grad(loss)
    gradient(FIT, X)
    again = gradient(replace(FIT, offset=7.0, slope=np.ones(2)), X)

    assert 2.0 == again.offset
    assert 1 == len(gradient.caller.programs)


def test_another_number_in_the_structure_is_another_program():
    value, found = value_and_grad(loss)(replace(FIT, degree=2), X)

    assert pytest.approx(np.sum((FIT.slope * X + 0.5) ** 2)) == value
    assert pytest.approx(2 * np.sum(FIT.slope * X + 0.5)) == found.offset


def test_objects_with_slots_and_objects_in_lists():
    pair = [Slotted(2.0, 3.0), Slotted(5.0, 7.0)]
    found = grad(lambda entries: entries[0].first * entries[1].second)(pair)

    assert [7.0, 0.0, 0.0, 2.0] == [
        found[0].first,
        found[0].second,
        found[1].first,
        found[1].second,
    ]


def test_an_argument_that_the_program_changes_stays_as_it_was():
    def moved(entry):
        entry.first = entry.first * entry.second
        return entry.first**2

    argument = Slotted(2.0, 3.0)
    found = grad(moved)(argument)

    assert (36.0, 24.0) == (found.first, found.second)
    assert (2.0, 3.0) == (argument.first, argument.second)


def test_an_object_that_holds_itself_is_refused():
    chain = Chain(1.0)
    chain.next = chain

    with pytest.raises(UnsupportedValue, match="holds itself"):
        grad(lambda entry: entry.value)(chain)


def test_the_same_object_may_have_changed_before_the_next_call():
    def slope(entry):
        return entry.first**2 if entry.second == "square" else 3.0 * entry.first

    gradient, argument = grad(slope), Slotted(2.0, "square")

    assert 4.0 == gradient(argument).first
    argument.second = "line"
    assert 3.0 == gradient(argument).first
    argument.first, argument.second = 5.0, "square"
    assert 10.0 == gradient(argument).first
