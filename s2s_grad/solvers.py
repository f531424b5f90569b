"""Solutions of equations, differentiated by what they solve and not by how they were found."""

import numpy as np

from s2s_grad.api import grad
from s2s_grad.runtime import as_solution, fitted, insert_grad_of

LATE = "the iteration does not settle"


def fixed_point(f, x0, *args, tolerance=1e-10, most=1000):
    """The x with x = f(x, *args), found from `x0` by repeating f.

    Its gradient is that of the solution, whatever the way to it: with w = d + J^T w, which is
    repeated too until it stands, where J is the derivative of f for x, the gradient for what f
    reads is that of f with w in place of d (the implicit function theorem). None goes to `x0`.
    `f` takes and returns a number or an array of floats of one shape; what else it depends on
    may be passed in `args` or be seen by it. Raises ArithmeticError when `most` steps are not
    enough to come within `tolerance`, relative to the largest number of x.

    >>> import numpy as np
    >>> import s2s_grad as ms
    >>> def root_of(a):
    ...     return ms.fixed_point(lambda x: (x + a / x) / 2, 1.0)
    >>> round(ms.grad(root_of)(4.0), 12)
    0.25
    """
    x = as_solution(repeated(f, x0, args, tolerance, most))

    def adjoint(d):
        w = d
        steps, moving = 0, True
        while moving:
            if steps >= most:
                raise ArithmeticError(LATE)
            w_next = d + sloped(f, x, args, w)
            moving = np.max(np.abs(w_next - w)) > tolerance * (1 + np.max(np.abs(w_next)))
            w = w_next
            steps += 1
        return w

    return insert_grad_of(f(x, *args), adjoint)


def repeated(f, x, args, tolerance, most):
    """What f(x), f(f(x)) ... come to."""
    steps, moving = 0, True
    while moving:
        if steps >= most:
            raise ArithmeticError(LATE)
        x_next = fitted(f(x, *args), x)
        moving = np.max(np.abs(x_next - x)) > tolerance * (1 + np.max(np.abs(x_next)))
        x = x_next
        steps += 1
    return x


def root(f, x0, *args, tolerance=1e-12, most=100):
    """The x with f(x, *args) = 0, found from `x0` by Newton's method.

    `f` maps a number to a number, or an array of floats to one of the same shape. The gradient
    is that of the solution, J^-T d times the derivative of -f for what f reads, where J is the
    derivative of f for x. None goes to `x0`. Raises ArithmeticError when `most` steps are not
    enough.

    >>> import s2s_grad as ms
    >>> round(ms.grad(lambda a: ms.root(lambda x: x * x - a, 1.0))(4.0), 12)
    0.25
    """
    x = as_solution(newton(f, x0, args, tolerance, most))
    slope = as_solution(jacobian(f, x, args))
    return x - quotient(f(x, *args), slope)


def newton(f, x, args, tolerance, most):
    """A root near x."""
    steps, moving = 0, True
    while moving:
        if steps >= most:
            raise ArithmeticError(LATE)
        step = quotient(f(x, *args), jacobian(f, x, args))
        x = fitted(x - step, x)
        moving = np.max(np.abs(step)) > tolerance * (1 + np.max(np.abs(x)))
        steps += 1
    return x


def jacobian(f, x, args):
    """The derivative of f at x as a matrix, whatever shape x has."""
    size, shape = np.size(x), np.shape(x)
    matrix = np.zeros((size, size))
    for i, row in enumerate(np.eye(size)):
        matrix[i] = np.ravel(sloped(f, x, args, np.reshape(row, shape)))
    return matrix


def sloped(f, x, args, d):
    """The gradient of f for x, where that of what f gives is d."""
    return grad(lambda v: np.sum(f(v, *args) * d))(x)


def quotient(value, slope):
    """The step that brings a linear function from this value to 0."""
    return np.reshape(np.linalg.solve(slope, np.ravel(value)), np.shape(value))
