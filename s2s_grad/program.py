"""What the compiler is asked for, and the finished Program that it makes."""

from dataclasses import dataclass, field
from typing import Any

from s2s_grad import cache

# Methods that Tensors have and arrays lack: name -> the function of bare arrays.
METHODS: dict[str, Any] = {}


@dataclass(frozen=True)
class Wish:
    """What is to be differentiated, and what is to come back."""

    positions: tuple = (0,)  # of the positional arguments
    weights: tuple = ()  # objects that carry arrays
    value: bool = False
    aux: bool = False
    sens: bool = False
    exact: bool = False
    cached: bool = True
    forward: bool = False  # values and tangents, not gradients
    every: bool = False  # all arguments, and always a tuple of gradients
    nans: bool = False  # each line is followed by a look for NaN
    lenient: bool = False  # MindSpore's ways: a result without derivative gives zeros


@dataclass
class Program:
    """The finished text and the function loaded from it."""

    text: str
    entry: str
    parameters: list  # names of arguments, then of sensitivities
    reads: list  # pairs (path, Value): what is fetched anew at every call
    guards: list  # pairs (path, Value): what must be as it was
    roots: dict
    stages: Any = field(default_factory=list)
    function: Any = None
    bounds: dict = field(default_factory=dict)  # parameter -> what is known of it
    given: set = field(default_factory=set)  # parameters that were passed
    results: list = field(default_factory=list)  # parameters whose gradients come back
    weights: list = field(default_factory=list)  # the parameter of each weight, or None
    unit: Any = None  # what the entry function was made from
    definitions: Any = field(default_factory=list)
    states: list = field(default_factory=list)  # paths of the Parameters that it writes
    tensors: bool | None = None  # whether it serves Tensors, or arrays; None: both


class KeptProgram(Program):
    """A Program read from disk; what only the compiler knows is found when it is asked for."""

    compiled: Any = None  # compiles it anew

    def ask(self, name):
        """A part that is not on disk."""
        if name not in self.__dict__:
            again = self.compiled()
            self.__dict__.update(
                stages=again.stages, definitions=again.definitions, unit=again.unit
            )
        return self.__dict__[name]

    stages = property(lambda self: self.ask("stages"), lambda self, found: None)
    definitions = property(lambda self: self.ask("definitions"), lambda self, found: None)
    unit = property(lambda self: self.ask("unit"), lambda self, found: None)


class Unknown:
    """Stands for an argument of which nothing is known."""


def load(program, where=None):
    """The program with its function, read from its text."""
    namespace = cache.module(where or program.entry, program.text)
    program.function = namespace[program.entry]
    return program
