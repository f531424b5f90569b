"""Solutions of equations, differentiated by what they solve and not by how they were found."""

import numpy as np

from s2s_grad.api import grad
from s2s_grad.custom import custom_vjp
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


@custom_vjp
def odeint(f, y0, t, *args):
    """The states at the times `t` of dy/dt = f(y, t, *args), from y0 at t[0], stacked.

    One step of the classical Runge-Kutta method of order 4 leads from each time to the next.
    The gradient is that of the equation: the adjoint equation da/dt = -a df/dy is solved back
    through the same times from the states in the result (Pontryagin et al., 1962), so that
    nothing else is saved. It agrees with that of the steps up to their own error. `f` is a
    function that is defined outside, what it depends on goes into `args`; none goes to `t`.

    >>> import numpy as np
    >>> import s2s_grad as ms
    >>> def decay(y, t, rate):
    ...     return -rate * y
    >>> def last(rate):
    ...     return ms.odeint(decay, np.ones(1), np.linspace(0.0, 1.0, 21), rate)[20][0]
    >>> round(ms.grad(last)(0.5), 6)
    -0.606531
    """
    y = y0
    states = [y0]
    for i in range(len(t) - 1):
        h = t[i + 1] - t[i]
        k1 = f(y, t[i], *args)
        k2 = f(y + h / 2 * k1, t[i] + h / 2, *args)
        k3 = f(y + h / 2 * k2, t[i] + h / 2, *args)
        k4 = f(y + h * k3, t[i + 1], *args)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        states.append(y)
    return np.stack(states)


@odeint.adjoint
def _(f, y0, t, *args, out, d_out):
    back = [d_out[len(t) - 1], *[np.zeros_like(p) for p in args]]
    for i in reversed(range(len(t) - 1)):
        h = t[i] - t[i + 1]
        now, middle = [out[i + 1], *back], t[i + 1] + h / 2
        k1 = backwards(f, now, t[i + 1], args)
        k2 = backwards(f, moved(now, k1, h / 2), middle, args)
        k3 = backwards(f, moved(now, k2, h / 2), middle, args)
        k4 = backwards(f, moved(now, k3, h), t[i], args)
        slopes = [a + 2 * b + 2 * c + d for a, b, c, d in zip(k1, k2, k3, k4)]
        _, a, *totals = moved(now, slopes, h / 6)
        back = [a + d_out[i], *totals]
    return (None, back[0], None, *back[1:])


def moved(state, slopes, h):
    """The parts of a state, each moved along its slope."""
    return [part + h * slope for part, slope in zip(state, slopes)]


def backwards(f, state, t, args):
    """How the state, its adjoint and the gradients for `args` change with time."""
    y, a = state[0], state[1]
    if not args:
        return [f(y, t), -sloped(f, y, (t,), a)]
    d_y, d_args = grad(lambda y, p: np.sum(f(y, t, *p) * a), (0, 1))(y, args)
    return [f(y, t, *args), -d_y, *[-d for d in d_args]]
