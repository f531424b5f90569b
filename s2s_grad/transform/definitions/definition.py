"""One function of the generated module, and what is asked of the entry."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Definition:
    """One function of the generated module, in our statements."""

    title: str
    parameters: tuple
    doc: str
    forward: tuple
    backward: tuple = ()
    results: tuple = ()  # expressions; one bare, several as a tuple
    facts: Any = field(default_factory=dict)  # what is known of its names


@dataclass
class Request:
    """What is asked of the entry function."""

    wanted: list  # names of parameters
    value: bool = False
    aux: bool = False
    sens: bool = False
    exact: bool = False
    title: str = ""
    doc: str = ""
    forward: bool = False  # a value and its tangent, not gradients
    every: bool = False  # always a tuple of gradients
    shape: Any = None  # how the gradients are packed


def shown(unit):
    """The user's name of the function: `Dense.construct`."""
    return unit.source.name


def listed(texts):
    """`x, weight and bias`."""
    if not texts:
        return "nothing"
    if len(texts) == 1:
        return texts[0]
    return f"{', '.join(texts[:-1])} and {texts[-1]}"
