"""What is known of expressions made of the names of one function."""

from dataclasses import dataclass, field

import gast
import numpy as np

from s2s_grad.analysis.sampling import indexed_shape, sample, sample_operator
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Known,
    Number,
    Sequence,
    is_number,
    with_varied,
)
from s2s_grad.rules.registry import OPERATORS, lookup
from s2s_grad.syntax.tree import function_text, number
from s2s_grad.transform.operations import operation_of

ELEMENTWISE = (gast.Add, gast.Sub, gast.Mult, gast.Div, gast.Pow)


@dataclass
class Facts:
    """What is known of the names of one function, and of expressions made of them."""

    values: dict
    standing: dict = field(default_factory=dict)  # temporary -> its definition
    made: frozenset = frozenset()
    exact: bool = False

    def of(self, node):
        """What is known of an expression."""
        match node:
            case gast.Name(id=text):
                found = self.values.get(text)
                return Anything() if found is None else with_varied(found, False)
            case gast.Constant(value=value):
                return Known(value)
            case gast.BinOp(left=left, op=op, right=right):
                return self.of_binary(op, self.of(left), self.of(right))
            case gast.UnaryOp(op=gast.USub(), operand=operand):
                value = self.of(operand)
                return Number("f") if isinstance(value, Known) else value
            case gast.Tuple(elts=elts):
                return Sequence(tuple, tuple(self.of(entry) for entry in elts))
            case gast.Compare(left=left, comparators=[right]):
                value = self.of_binary(gast.Add(), self.of(left), self.of(right))
                if isinstance(value, Array):
                    return Array("bool", value.shape)
                return Number("b", "bool") if is_number(value) else Anything()
        text = function_text(node)
        if text == "unbroadcast":
            return self.of(node.args[1])
        if text in ("np.zeros_like", "np.ones_like", "np.full_like", "zeros_like"):
            return self.of(node.args[0])
        if text == "expand":
            return self.of_expand(node)
        if isinstance(node, gast.Subscript):
            return self.of_item(node)
        return self.of_operation(node)

    def of_item(self, node):
        """What indexing by ints and plain slices gives."""
        value, entries = self.of(node.value), []
        if not isinstance(value, Array) or value.shape is None or value.dtype is None:
            return Anything()
        index = node.slice
        for entry in index.elts if isinstance(index, gast.Tuple) else [index]:
            if isinstance(entry, gast.Slice):
                bounds = [entry.lower, entry.upper, entry.step]
                entries.append(("slice", *map(literal_bound, bounds)))
            elif isinstance(entry, gast.Constant) and entry.value in (None, Ellipsis):
                entries.append(entry.value)
            else:
                kind = self.of(entry)
                whole = isinstance(kind, Number) and kind.kind == "i"
                if not whole and not isinstance(number(entry), int):
                    return Anything()
                entries.append("int")
        shape = indexed_shape(value.shape, entries)
        if shape is None:
            return Anything()
        if shape == () and Ellipsis not in entries:
            return Number(np.dtype(value.dtype).kind, value.dtype)
        return Array(value.dtype, shape)

    def of_binary(self, op, left, right):
        """What an operator gives."""
        if isinstance(op, ELEMENTWISE):
            quick = self.elementwise(op, left, right)
            if quick is not None:
                return quick
        ufunc = OPERATORS.get(type(op))
        if ufunc is None:
            return Anything()
        return sample_operator(ufunc, (left, right))

    def elementwise(self, op, left, right):
        """An operator on values of one dtype and shape, without an example."""
        if isinstance(op, gast.Pow):
            return None
        if isinstance(left, Array) and isinstance(right, Array):
            if left == right and left.dtype in ("float64", "float32"):
                return left
        plain = (Known, Number)
        for array, other in ((left, right), (right, left)):
            if isinstance(array, Array) and array.dtype in ("float64", "float32"):
                if isinstance(other, plain) and is_real(other, array.dtype):
                    return array if array.shape is None or array.shape != () else None
        return None

    def of_expand(self, node):
        """An expanded gradient has the shape that it is expanded to."""
        source = shape_source(node.args[1])
        inner = self.of(node.args[0])
        whole = Anything() if source is None else self.of(source)
        if isinstance(whole, Array) and isinstance(inner, (Array, Number, Known)):
            dtype = getattr(inner, "dtype", None)
            if isinstance(inner, Known) or dtype is None:
                dtype = whole.dtype
            return Array(dtype, whole.shape)
        return Anything()

    def of_operation(self, node):
        """What a call gives, from examples."""
        found = operation_of(node)
        if found is None or found[0] is None:
            return Anything()
        function, arguments, keywords = found
        if getattr(lookup(function), "data_dependent", False):
            return Anything()
        values = [self.of(entry) for entry in arguments]
        words = {key: self.of(entry) for key, entry in keywords.items()}
        if any(isinstance(value, Anything) for value in (*values, *words.values())):
            return Anything()
        if any(shape_source(entry) is not None for entry in arguments):
            return Anything()
        return sample(function, values, words)


def literal_bound(node):
    """The bound of a slice as a number, None, or "?"."""
    if node is None:
        return None
    found = number(node)
    return found if isinstance(found, int) else "?"


def is_real(value, dtype):
    """Whether a scalar leaves arrays of this dtype as they are."""
    if isinstance(value, Known):
        return isinstance(value.value, (int, float)) and not isinstance(value.value, bool)
    return value.kind in "if" and value.dtype in (None, dtype)


def shape_source(node):
    """The expression whose shape is asked for: `np.shape(x)` or `x.shape`."""
    if function_text(node) == "np.shape":
        return node.args[0]
    if isinstance(node, gast.Attribute) and node.attr == "shape":
        return node.value
    return None
