"""The operators of Tensors, with MindSpore's promotion."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2s_grad.runtime import Carrier
from s2s_grad.tensors.arrays import bare
from s2s_grad.tensors.promotion import settle


def operand(other: Any) -> Any:
    """The other side of an operator; None when it cannot be one."""
    if isinstance(other, Carrier):
        return other.array
    if isinstance(other, np.generic):
        # NumPy's scalars are as weak as Python's: MindSpore takes them for Python numbers.
        return other.item()
    if isinstance(other, (int, float, complex)):
        return other
    if isinstance(other, (list, tuple)):
        return bare(other)
    if isinstance(other, np.ndarray):
        raise TypeError(
            f"unsupported operand type(s): 'Tensor' and 'numpy.ndarray'. Write Tensor({other!r})."
        )
    return None


def binary(ufunc, reflected=False):
    """The method behind an operator of two operands."""

    def method(self, other):
        mine, other = self.array, operand(other)
        if other is None:
            return NotImplemented
        found = ufunc(other, mine) if reflected else ufunc(mine, other)
        if found.dtype is mine.dtype or found.dtype.kind == "b":
            return self.like(found)
        inputs = (mine, other) if isinstance(other, np.ndarray) else (mine,)
        return self.like(settle(np.asarray(found), inputs))

    return method


def unary(ufunc):
    """The method behind an operator of one operand."""

    def method(self):
        return self.like(ufunc(self.array))

    return method


class Arithmetic(Carrier):
    """The operators of whatever holds an array, and makes another one by `like(array)`."""

    __slots__ = ()
    array: Any

    __add__, __radd__ = binary(np.add), binary(np.add, reflected=True)
    __sub__, __rsub__ = binary(np.subtract), binary(np.subtract, reflected=True)
    __mul__, __rmul__ = binary(np.multiply), binary(np.multiply, reflected=True)
    __truediv__, __rtruediv__ = binary(np.divide), binary(np.divide, reflected=True)
    __floordiv__, __rfloordiv__ = binary(np.floor_divide), binary(np.floor_divide, reflected=True)
    __mod__, __rmod__ = binary(np.remainder), binary(np.remainder, reflected=True)
    __pow__, __rpow__ = binary(np.power), binary(np.power, reflected=True)
    __matmul__, __rmatmul__ = binary(np.matmul), binary(np.matmul, reflected=True)

    __and__, __rand__ = binary(np.bitwise_and), binary(np.bitwise_and, reflected=True)
    __or__, __ror__ = binary(np.bitwise_or), binary(np.bitwise_or, reflected=True)
    __xor__, __rxor__ = binary(np.bitwise_xor), binary(np.bitwise_xor, reflected=True)
    __lshift__, __rlshift__ = binary(np.left_shift), binary(np.left_shift, reflected=True)
    __rshift__, __rrshift__ = binary(np.right_shift), binary(np.right_shift, reflected=True)

    __eq__ = binary(np.equal)
    __ne__ = binary(np.not_equal)
    __lt__ = binary(np.less)
    __le__ = binary(np.less_equal)
    __gt__ = binary(np.greater)
    __ge__ = binary(np.greater_equal)

    __neg__ = unary(np.negative)
    __pos__ = unary(np.positive)
    __abs__ = unary(np.abs)
    __invert__ = unary(np.invert)

    def __hash__(self):
        return id(self)
