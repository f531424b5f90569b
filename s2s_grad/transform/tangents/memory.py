"""What the forward mode of one function needs to remember."""

from dataclasses import dataclass, field
from typing import Any

from s2s_grad.analysis.values import is_varied
from s2s_grad.errors import UnsupportedCall
from s2s_grad.syntax.tree import names
from s2s_grad.transform.backward.reversal import plain_fact


@dataclass
class Tangents:
    """What the forward mode of one function needs to remember."""

    units: dict  # placeholder name -> the generated function it calls
    names: Any
    facts: dict
    made: set
    fixed: tuple = ()  # parameters, those for tangents included
    versions: set = field(default_factory=set)
    views: dict = field(default_factory=dict)  # name -> arrays whose memory it may share
    filled: set = field(default_factory=set)  # arrays that are written to in place
    adjoints: dict = field(default_factory=dict)  # name -> the name of its tangent
    origin: Any = None  # where the statement at hand stands
    label: str = ""  # the name that it writes
    steps: list = field(default_factory=list)  # what must come before it
    own: set = field(default_factory=set)  # names that hold tangents or parts of them

    def is_active(self, text):
        """Whether a name has a tangent."""
        return is_varied(self.facts.get(text))

    def dot(self, text):
        """The name of the tangent of `text`."""
        if text not in self.adjoints:
            base = self.family(text)
            ending = text.removeprefix(base)  # "_2" of h_2
            found = self.names.fresh(f"{base}_dot{ending}")
            self.adjoints[text] = found
            self.own.add(found)
            self.facts[found] = plain_fact(self.facts.get(text))
            if text in self.made:
                self.made.add(found)
            if text in self.versions:
                self.versions.add(found)
            if text in self.views:
                self.views[found] = frozenset(
                    self.dot(owner) for owner in self.views[text] if self.is_active(owner)
                )
        return self.adjoints[text]

    def family(self, text):
        """The user's name for which versions stand: `h` for `h_2`."""
        base, _, number = text.rpartition("_")
        return base if text in self.versions and number.isdigit() and base else text

    def replaces(self, text, value):
        """Whether a new value of a name is made from an older one."""
        own = self.family(text)
        return any(self.family(other) == own for other in names(value))

    def temporary(self, wanted, fact=None):
        """A new name of ours."""
        found = self.names.nth(wanted)
        self.made.add(found)
        self.own.add(found)
        if fact is not None:
            self.facts[found] = fact
        return found

    def shares_filled(self, text):
        """Whether the memory of an array is written to anywhere, under any name."""
        mine = {text} | self.views.get(text, frozenset())
        touched = set(self.filled)
        for other in self.filled:
            touched |= self.views.get(other, frozenset())
        return bool(mine & touched)

    def refuse(self, function):
        """A function has no forward mode."""
        label = getattr(function, "__name__", None) or getattr(function, "name", str(function))
        raise UnsupportedCall(
            "S210",
            f"the rule of {label} has no forward mode",
            self.origin,
            "Use reverse mode (grad, vjp, jacrev), or give the rule a tangent.",
        )
