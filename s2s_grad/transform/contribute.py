"""What one statement adds to the gradients of the names it reads."""

from dataclasses import dataclass, field
from typing import Any

import gast

from s2s_grad.analysis.values import (
    Anything,
    Array,
    Mapping,
    Number,
    Sequence,
    is_number,
    is_varied,
)
from s2s_grad.code import Add, Do, Let, Put, Unpack
from s2s_grad.syntax.places import in_one_piece, is_sure, moved, root_of
from s2s_grad.syntax.tree import (
    binary,
    call,
    constant,
    item,
    name,
    names,
    substitute,
)
from s2s_grad.transform.list_terms import give_lists, is_list, makes_list
from s2s_grad.transform.operations import bound_rule, operation_of
from s2s_grad.transform.terms import (
    as_tree,
    entry_of,
    indexer,
    is_array_text,
    is_int,
    keeps_shape,
    masked,
    renamed_value,
    shaped_like,
)

OUT = "@out"

# Slopes that are infinite somewhere; where np.where throws the value away, the gradient
# that arrives is 0, and 0 must come out.
POLES = {"sqrt", "divide", "power", "log", "log2", "log10", "log1p", "cbrt", "reciprocal"}
POLES |= {"arcsin", "arccos", "arctanh", "arccosh", "hypot", "tan", "float_power"}


@dataclass
class Contributions:
    """The gradients that one statement hands on, collected and then put in order."""

    reversal: Any
    present: set
    statement: Any = None
    steps: list = field(default_factory=list)  # what must come first
    found: dict = field(default_factory=dict)  # name -> expressions
    puts: list = field(default_factory=list)  # pairs (name, statement)
    counts: dict = field(default_factory=dict)  # how often a name was asked for

    @property
    def origin(self):
        """Where the statement stands in the user's file."""
        return getattr(self.statement, "origin", None)

    def temporary(self, wanted, fact=None):
        """A name that stays the same when the statement is reversed again."""
        count = self.counts[wanted] = self.counts.get(wanted, 0) + 1
        return self.reversal.named_for(self.statement, wanted, fact, count)

    def take(self, value):
        """The contributions of `out = value`."""
        d_out = name(self.reversal.d(self.statement.name))
        facts = self.reversal.facts
        if makes_list(value, facts, facts.get(self.statement.name)):
            return give_lists(self, value, d_out)
        match value:
            case gast.Name() | gast.Tuple() | gast.List() | gast.Dict():
                self.give(value, d_out)
            case gast.Subscript(value=base, slice=index):
                self.give_item(base, index, d_out)
            case gast.Constant():
                pass
            case _:
                self.take_operation(value, d_out)
        return None

    def take_operation(self, value, d_out):
        """The contributions of a call, an operator or an attribute, by its rule."""
        function, arguments, keywords = operation_of(value)
        rule, mapping = bound_rule(function, arguments, keywords)
        assert rule is not None, f"no rule takes {gast.dump(value)[:200]}"
        if rule.python is None:
            return
        active = [key for key in rule.active if self.is_active(mapping.get(key))]
        if not active:
            return
        if len(active) == 1 and rule.lone and active[0] in rule.lone:
            rule = rule.lone[active[0]]
        trees = {key: as_tree(tree) for key, tree in mapping.items()}
        trees["out"], trees["d_out"] = name(OUT), d_out
        if "owner" in rule.asks:
            trees["owner"] = value.func.value
        for text, expression in rule.body:
            found = self.temporary(f"{self.statement.name}_{text}")
            self.steps.append(Let(found, substitute(expression, trees), self.origin))
            trees[text] = name(found)
        for key, expression in zip(rule.active, rule.results, strict=True):
            if key in active:
                result = substitute(expression, trees)
                if rule.kind == "elementwise":
                    product = binary(d_out, gast.Mult, result)
                    if self.reversal.masks and rule.name in POLES:
                        product = masked(d_out, result)
                    result = product
                    if not (keeps_shape(trees, key) and self.keeps_dtype(mapping[key])):
                        result = call("unbroadcast", product, trees[key])
                self.give(mapping[key], result)

    def keeps_dtype(self, tree):
        """Whether nothing says that the result has another dtype than an argument."""
        facts = self.reversal.facts
        argument = facts.get(tree.id) if isinstance(tree, gast.Name) else None
        dtypes = [getattr(fact, "dtype", None) for fact in (argument, self.statement.fact)]
        return None in dtypes or dtypes[0] == dtypes[1]

    def is_active(self, tree):
        """Whether a derivative reaches any name in an argument."""
        if tree is None:
            return False
        if isinstance(tree, tuple):
            return any(self.is_active(entry) for entry in tree)
        return any(is_varied(self.reversal.facts.get(text)) for text in names(tree))

    def give(self, tree, value):
        """`value` is the gradient of the expression `tree`."""
        if isinstance(tree, tuple):
            return self.give_entries(tree, range(len(tree)), value)
        match tree:
            case gast.Name(id=text):
                if is_varied(self.reversal.facts.get(text)):
                    self.found.setdefault(text, []).append(value)
            case gast.Tuple(elts=elts) | gast.List(elts=elts):
                self.give_entries(elts, range(len(elts)), value)
            case gast.Dict(keys=keys, values=values):
                self.give_entries(values, [key.value for key in keys], value)
            case gast.Subscript(value=base, slice=index):
                if self.is_active(tree):
                    self.give_item(base, index, value)
            case gast.Attribute() | gast.Call() if self.is_active(tree):
                self.take_operation(tree, value)
            case _:
                assert not self.is_active(tree), "an operand has a name of its own"
        return None

    def give_entries(self, trees, labels, value):
        """The gradients of several expressions, from one list or tuple of them."""
        active = [self.is_active(tree) for tree in trees]
        if not any(active):
            return
        if not isinstance(value, gast.Name) and any(isinstance(label, str) for label in labels):
            text = self.temporary(f"d_{self.statement.name}_entries")  # a dict unpacks to its keys
            self.steps.append(Let(text, value, self.origin))
            value = name(text)
        if isinstance(value, gast.Name) or sum(active) == 1:
            for tree, label, wanted in zip(trees, labels, active, strict=True):
                if wanted:
                    self.give(tree, item(value, constant(label)))
            return
        texts = []
        for tree, wanted in zip(trees, active, strict=True):
            if not wanted:
                texts.append("_")
                continue
            plain = tree.id if isinstance(tree, gast.Name) else "item"
            texts.append(self.temporary(f"d_{plain}_part"))
            self.reversal.facts[texts[-1]] = self.reversal.facts.get(
                self.reversal.adjoints.get(plain)
            )
        self.steps.append(Unpack(tuple(texts), value, self.origin))
        for tree, text, wanted in zip(trees, texts, active, strict=True):
            if wanted:
                self.give(tree, name(text))

    def give_item(self, base, index, value):
        """The gradient of `base[index]`."""
        place, whole = [index], base
        while isinstance(base, gast.Subscript):
            place.insert(0, base.slice)
            base = base.value
        if not isinstance(base, gast.Name):
            self.give_part(whole, index, value)
            return
        text = base.id
        fact = self.reversal.facts.get(text)
        if not is_varied(fact):
            return
        if is_number(fact):  # x[()] of a number is the number, x[None] an array of it
            self.give(name(text), call("unbroadcast", value, name(text)))
            return
        d_base = name(self.reversal.d(text))
        where = d_base
        for entry in place:
            where = item(where, entry)
        inside = fact
        for entry in place[:-1]:
            inside = entry_of(inside, entry)
        if isinstance(inside, Array) and inside.shape == () and len(place) == 1:
            whole = call("unbroadcast", value, name(text))
            self.found.setdefault(text, []).append(whole)
            return
        if isinstance(inside, (Sequence, Mapping)):
            part = Add(self.reversal.d(text), value, self.origin, where)
            element = entry_of(inside, place[-1])
            if isinstance(element, (Sequence, Mapping)):
                added = call("add", where, value)
                self.puts.append((text, Put(where, added, self.origin)))
                return
            if not is_number(element) and is_list(inside):
                # The entry may be an array that others hold.
                added = binary(where, gast.Add, value)
                self.puts.append((text, Put(where, added, self.origin)))
                return
        elif is_basic(self.reversal.facts, index):
            part = Add(self.reversal.d(text), value, self.origin, where)
        else:
            owner = d_base if len(place) == 1 else where.value
            part = Do(call("scatter_add", owner, indexer(index), value), self.origin)
        self.puts.append((text, part))

    def give_part(self, base, index, value):
        """The gradient of an item of a view: added where the view is taken from."""
        place = item(base, index)
        text = root_of(place)
        if is_basic(self.reversal.facts, index):
            d_text = self.reversal.d(text)
            if not is_sure(place):
                self.puts.append((text, Let(d_text, in_one_piece(d_text), self.origin)))
            self.puts.append((text, Add(d_text, value, self.origin, moved(place, d_text))))
        else:
            self.give(base, call("scatter", base, indexer(index), value))

    def ordered(self, own=None):
        """The steps in order; what goes to the overwritten name `own` goes last."""
        if own is not None and any(text == own for text, _ in self.puts):
            self.set_aside(own)
        steps = list(self.steps)
        texts = sorted(self.found, key=lambda text: text == own)
        for text in texts:
            value = self.found[text][0]
            for more in self.found[text][1:]:
                value = self.total(text, value, more)
            target = self.reversal.d(text)
            if isinstance(self.reversal.facts.get(text), (Sequence, Mapping)):
                steps.append(Let(target, self.list_gradient(text), self.origin))
                self.present.add(text)
            elif text in self.present and self.may_be_list(text, value):
                total = call("add", name(target), value)
                steps.append(Let(target, total, self.origin))
            elif text in self.present:
                steps.append(Add(target, value, self.origin))
            else:
                steps.append(Let(target, value, self.origin))
                self.present.add(text)
        for text, step in self.puts:
            if text not in self.present:
                steps.append(zeros(self.reversal, text, self.origin))
                self.present.add(text)
            steps.append(step)
        return steps

    def total(self, text, value, more):
        """The sum of two contributions to the gradient of a name."""
        if self.may_be_list(text, value) and self.may_be_list(text, more):
            return call("add", value, more)
        return binary(value, gast.Add, more)

    def may_be_list(self, text, value):
        """Whether a value that was made here could be a list, which `+=` would make longer."""
        fact = self.reversal.facts.get(text)
        unknown = isinstance(fact, Anything) and text not in self.reversal.fixed
        return unknown and not is_array_text(value)

    def list_gradient(self, text):
        """The gradient of a container: contributions entry by entry, in a list that is ours."""
        value, *others = self.found[text]
        if text in self.present:
            value, others = name(self.reversal.d(text)), self.found[text]
        for more in others:
            value = call("add", value, more)
        if others or text not in self.reversal.grown:
            return value
        return call("list", value)

    def set_aside(self, own):
        """Parts of the overwritten name get a gradient of their own: what arrived gets a name."""
        arrived = self.temporary(f"{self.reversal.d(own)}_arrived", self.reversal.facts.get(own))
        renamed = {self.reversal.d(own): name(arrived)}
        whole = Let(arrived, name(self.reversal.d(own)), self.origin)
        self.steps = [whole, *(renamed_value(step, renamed) for step in self.steps)]
        for text, values in self.found.items():
            self.found[text] = [substitute(value, renamed) for value in values]
        self.puts = [(text, renamed_value(step, renamed)) for text, step in self.puts]

    def take_call(self, active, backward, own=None):
        """The contributions of a generated function: what its backward half returns."""
        if not active:
            return []
        if len(active) == 1:
            self.give(active[0][1], backward)
            return self.ordered(own)
        texts, used = [], set()
        for fact, tree in active:
            direct = isinstance(tree, gast.Name) and is_varied(self.reversal.facts.get(tree.id))
            fresh = direct and tree.id not in self.present | used
            if fresh and tree.id != own:
                used.add(tree.id)
                texts.append(self.reversal.d(tree.id))
            elif not self.is_active(tree):
                texts.append("_")
            else:
                plain = tree.id if isinstance(tree, gast.Name) else "item"
                text = self.temporary(f"d_{plain}_part")
                self.reversal.facts[text] = shaped_like(fact)
                texts.append(text)
                self.give(tree, name(text))
        unpack = Unpack(tuple(texts), backward, self.origin)
        self.present |= used
        return [unpack, *self.ordered(own)]


def zeros(reversal, text, origin, defined=True, held=False):
    """`d_x = zeros like x`; with `held`, `d_x` is the gradient of another value of `x`,
    and serves when both have one shape or when there is no `x`."""
    fact = reversal.facts.get(text)
    target = reversal.d(text)
    if is_number(fact) or not (defined or held):
        return Let(target, constant(0.0), origin)
    like = name(target if held and (not defined or has_one_shape(fact)) else text)
    if isinstance(fact, Array):
        return Let(target, call("np.zeros_like", like), origin)
    return Let(target, call("zeros_like", like), origin)


def has_one_shape(fact):
    """Whether all values that this is said of have one shape and one dtype."""
    if not isinstance(fact, Array) or fact.dtype is None or fact.shape is None:
        return False
    return None not in fact.shape


def is_basic(facts, index):
    """Whether an index is made of ints, slices, None and Ellipsis only."""
    entries = index.elts if isinstance(index, gast.Tuple) else [index]
    return all(is_basic_entry(facts, entry) for entry in entries)


def is_basic_entry(facts, entry):
    """Whether one entry of an index is an int, a slice, None or Ellipsis."""
    match entry:
        case gast.Slice() | gast.Constant():
            return True
        case gast.Name(id=text):
            fact = facts.get(text)
            return (isinstance(fact, Number) and fact.kind == "i") or is_int(fact)
        case gast.UnaryOp(operand=operand):
            return is_basic_entry(facts, operand)
        case gast.BinOp(left=left, right=right):
            return is_basic_entry(facts, left) and is_basic_entry(facts, right)
        case gast.Call(func=gast.Name(id="len" | "int")):
            return True
        case gast.Attribute(attr="size" | "ndim"):
            return True
        case gast.Subscript(value=gast.Attribute(attr="shape")):
            return True
        case gast.Subscript(value=gast.Call(func=gast.Name(id="range"))):
            return True
        case _:
            return False
