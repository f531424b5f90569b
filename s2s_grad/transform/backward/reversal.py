"""What reversing one function needs to remember."""

from dataclasses import dataclass, field, replace
from typing import Any

from s2s_grad.analysis.aliases import sharing_table
from s2s_grad.analysis.values import Array, Number


@dataclass
class Reversal:
    """What reversing one function needs to remember."""

    units: dict  # placeholder name -> the generated function it calls
    names: Any
    facts: dict
    made: set
    reverse_block: Any = None  # the two halves of a block of statements
    fixed: tuple = ()  # parameters
    defined: dict = field(default_factory=dict)  # statement -> names with a value before
    kinds: dict = field(default_factory=dict)  # parameter -> what the caller hands over
    versions: set = field(default_factory=set)
    adjoints: dict = field(default_factory=dict)
    given: dict = field(default_factory=dict)  # names given to a statement's helpers
    attempts: int = 0  # how many bodies of try statements in loops are open
    masks: bool = False
    again: bool = False  # the text is read by the compiler once more
    views: dict = field(default_factory=dict)  # name -> arrays whose memory it may share
    behind: dict = field(default_factory=dict)  # loop variable -> what it shares behind it
    pair_of: Any = None  # which gradients of a callee's backward half are new arrays
    joint_of: Any = None  # a callee's two halves as one function, and which gradients are new
    owned: set = field(default_factory=set)  # arrays that nobody else holds, at the end
    grown: set = field(default_factory=set)  # lists that the program appends to
    kept: list = field(default_factory=list)  # statements whose identity is used

    def effects(self):
        """The placeholders of functions that print or raise."""
        return frozenset(key for key, unit in self.units.items() if unit.effects)

    def d(self, text):
        """The name of the gradient for `text`."""
        if text not in self.adjoints:
            found = self.names.fresh(f"d_{text}")
            self.adjoints[text] = found
            self.facts[found] = plain_fact(self.facts.get(text))
            if text in self.made:
                self.made.add(found)
            if text in self.versions:
                self.versions.add(found)
        return self.adjoints[text]

    def sharing(self, inside=()):
        """For each name the names whose memory it may share; the variables `inside` of a
        loop are taken as they are in a pass."""
        views = dict(self.views)
        for text in inside:
            views[text] = views.get(text, frozenset()) - self.behind.get(text, frozenset())
        return sharing_table(views)

    def named_for(self, statement, wanted, fact=None, count=1):
        """A name of ours, the same whenever this statement asks for it."""
        key = id(statement), wanted, count
        if key not in self.given:
            self.kept.append(statement)
            self.given[key] = found = self.names.nth(wanted)
            self.made.add(found)
            if fact is not None:
                self.facts[found] = fact
        return self.given[key]

    def stack_for(self, owner, text):
        """The stack for the values of `text` that `owner` saves."""
        return self.named_for(owner, f"{text}_stack")


def plain_fact(value):
    """What is known of a gradient: it is shaped like the value."""
    if isinstance(value, (Number, Array)) and not value.optional:
        return replace(value, varied=False)
    return None
