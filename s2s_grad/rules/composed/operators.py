"""The functions of the module operator: the operators themselves."""

import builtins
import operator

from s2s_grad.rules.registry import composite


@composite(operator.add, operator.concat)
def add(a, b):
    return a + b


@composite(operator.sub)
def sub(a, b):
    return a - b


@composite(operator.mul)
def mul(a, b):
    return a * b


@composite(operator.truediv)
def truediv(a, b):
    return a / b


@composite(operator.floordiv)
def floordiv(a, b):
    return a // b


@composite(operator.mod)
def mod(a, b):
    return a % b


@composite(operator.pow)
def pow(a, b):
    return a**b


@composite(operator.matmul)
def matmul(a, b):
    return a @ b


@composite(operator.neg)
def neg(a):
    return -a


@composite(operator.pos)
def pos(a):
    return +a


@composite(operator.abs)
def absolute(a):
    return builtins.abs(a)


@composite(operator.getitem)
def getitem(a, b):
    return a[b]


@composite(operator.lt)
def lt(a, b):
    return a < b


@composite(operator.le)
def le(a, b):
    return a <= b


@composite(operator.gt)
def gt(a, b):
    return a > b


@composite(operator.ge)
def ge(a, b):
    return a >= b


@composite(operator.eq)
def eq(a, b):
    return a == b


@composite(operator.ne)
def ne(a, b):
    return a != b
