"""Products with sparse matrices of SciPy, which stand for constant linear maps."""

import gast

from s2s_grad.analysis.values import Anything, Known, Number, Operator, Sequence, is_numeric
from s2s_grad.errors import UnsupportedValue
from s2s_grad.syntax.tree import attribute, constant
from s2s_grad.transform.expressions.activity import varied
from s2s_grad.transform.frames import Bound, text_of


def has_operator(*bounds):
    """Whether a sparse matrix is among the operands."""
    return any(isinstance(bound.value, Operator) for bound in bounds)


def operator_product(frame, op, left, right):
    """`A @ x`, `x @ A`, and `A * x` for the classes for which it means the same."""
    sides = [side.value for side in (left, right)]
    other = next((value for value in sides if not isinstance(value, Operator)), None)
    made = next(value.made for value in sides if isinstance(value, Operator))
    means_product = isinstance(op, gast.MatMult)
    if isinstance(op, gast.Mult) and made is not None:
        means_product = made.__name__.endswith("_matrix")
    plain = is_numeric(other) and not isinstance(other, (Known, Number))
    if not (means_product and plain):
        frame.refuse(
            "S207",
            "only products of a sparse matrix and an array are supported",
            "Write `A @ x`; compute other matrices outside the function.",
            UnsupportedValue,
        )
    tree = gast.BinOp(text_of(left), gast.MatMult(), text_of(right))
    return Bound(Anything(varied(frame, left, right)), tree)


def operator_attribute(frame, bound, attr):
    """`A.T` and `A.shape`."""
    if attr == "T":
        return Bound(Operator(), attribute(text_of(bound), attr))
    if attr == "shape":
        return Bound(Sequence(tuple, (Number("i"), Number("i"))), attribute(text_of(bound), attr))
    if attr == "ndim":
        return Bound(Known(2), constant(2))
    frame.refuse(
        "S206",
        f"the attribute {attr!r} of a sparse matrix is not supported",
        "Use `A @ x`, `A.dot(x)`, `A.T` and `A.shape`.",
        UnsupportedValue,
    )
    return None


def operator_method(frame, attr, receiver, arguments):
    """`A.dot(x)`."""
    if attr != "dot" or len(arguments) != 1:
        frame.refuse(
            "S201",
            f"the method {attr!r} of a sparse matrix is not supported",
            "Use `A @ x`; compute other matrices outside the function.",
            UnsupportedValue,
        )
    return operator_product(frame, gast.MatMult(), receiver, arguments[0])
