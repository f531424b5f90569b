"""The parts that lines are made of, on one line each: values, targets, conditions, items."""

import gast

from s2s_grad.syntax.displays import DisplayUnparser
from s2s_grad.syntax.expressions import is_bare_tuple
from s2s_grad.syntax.precedence import BARE, TEST


class LineUnparser(DisplayUnparser):
    """Writes the parts of a line: texts, and pairs of a role (a method here) and its node."""

    def write_parts(self, parts):
        """Write the parts one after the other."""
        for part in parts:
            if type(part) is str:
                self.write(part)
            else:
                role, node = part
                getattr(self, role)(node)

    def plain(self, node):
        """An expression that never gets parentheses of its own when it is too long."""
        self.within(node, TEST)

    def statement(self, node):
        """An expression that is a statement."""
        self.within(node, TEST)

    def message(self, node):
        """What an assertion says."""
        self.within(node, TEST)

    def error(self, node):
        """What is raised."""
        self.within(node, TEST)

    def condition(self, node):
        """What is tested."""
        self.within(node, BARE if type(node) is gast.NamedExpr else TEST)

    def asserted(self, node):
        """What is tested where an assignment expression needs its parentheses."""
        self.within(node, TEST)

    def iterated(self, node):
        """What is looped over, or matched."""
        self.bare(node)

    def returned(self, node):
        """The value of a `return`."""
        self.bare(node)

    def deleted(self, nodes):
        """What a `del` deletes."""
        self.items(nodes, self.dispatch)

    def assignment(self, assignment):
        """Targets (trees, or text), the sign and the value of an assignment."""
        targets, sign, value = assignment
        for target in targets:
            if type(target) is str:
                self.write(target)
            else:
                self.bare(target)
            self.write(sign)
        self.value(value, targets)

    def value(self, node, targets):
        """What is assigned; a tuple stands bare beside another."""
        if type(node) in (gast.Yield, gast.YieldFrom):
            self.dispatch(node)
        elif is_bare_value(node, targets):
            self.elements(node)
        else:
            self.within(node, TEST)

    def with_items(self, items):
        """The items of a `with`."""
        self.items(items, self.dispatch)

    def _withitem(self, t):
        self.within(t.context_expr, TEST)
        if t.optional_vars is not None:
            self.write(" as ")
            self.within(t.optional_vars, TEST)

    def signature(self, parameters):
        """The parameters of a definition, in their parentheses."""
        self.opening("(")
        if parameters:
            self.inner(self.items, parameters, self.parameter)
        self.closing(")")

    def bases(self, bases):
        """The bases and keywords of a class."""
        self.arguments(*bases)

    def pattern(self, node, is_tight=False):
        """A pattern; in parentheses when something stands beside it that binds tighter."""
        kind = type(node)
        is_open = kind is gast.MatchOr or (kind is gast.MatchAs and node.pattern is not None)
        if is_open and is_tight:
            self.opening("(")
            self.dispatch(node)
            self.closing(")")
        else:
            self.dispatch(node)

    def _MatchValue(self, t):
        self.dispatch(t.value)

    def _MatchSingleton(self, t):
        self.write(repr(t.value))

    def _MatchSequence(self, t):
        self.listed("[", t.patterns, self.pattern, "]")

    def _MatchStar(self, t):
        self.write("*" + (t.name or "_"))

    def _MatchMapping(self, t):
        pairs = list(zip(t.keys, t.patterns, strict=True))
        if t.rest:
            pairs.append((None, t.rest))
        self.listed("{", pairs, self.pattern_pair, "}")

    def pattern_pair(self, pair):
        """One entry of a mapping pattern."""
        key, pattern = pair
        if key is None:
            self.write("**" + pattern)
        else:
            self.dispatch(key)
            self.write(": ")
            self.pattern(pattern)

    def _MatchClass(self, t):
        self.dispatch(t.cls)
        pairs = [(None, pattern) for pattern in t.patterns]
        pairs += zip(t.kwd_attrs, t.kwd_patterns, strict=True)
        self.listed("(", pairs, self.named_pattern, ")")

    def named_pattern(self, pair):
        """One entry of a class pattern."""
        name, pattern = pair
        if name is not None:
            self.write(name + "=")
        self.pattern(pattern)

    def _MatchAs(self, t):
        if t.pattern is not None:
            self.pattern(t.pattern, is_tight=type(t.pattern) is gast.MatchAs)
            self.write(" as ")
        self.write(t.name or "_")

    def _MatchOr(self, t):
        for index, pattern in enumerate(t.patterns):
            self.write(" | " if index else "")
            self.pattern(pattern, is_tight=True)


def is_bare_value(node, targets):
    """Whether an assigned tuple is written without parentheses: `a, b = b, a`."""
    return is_bare_tuple(node) and any(type(target) is gast.Tuple for target in targets)
