"""Rules of convolutions and pooling, and of their adjoints."""

import numpy as np

from s2s_grad.rules.registry import adjoint, linear
from s2s_grad.runtime import (
    conv,
    conv_left,
    conv_right,
    window_max,
    window_max_left,
    window_pick,
    window_spread,
    window_sum,
)


@adjoint(conv)
def conv_rule(x, weight, stride, dilation, groups=1, *, d_out):
    return (
        conv_left(d_out, np.shape(x), weight, stride, dilation, groups),
        conv_right(d_out, x, weight, stride, dilation, groups),
    )


@conv_rule.shape
def _(x, weight, *_):
    return None if x is None or weight is None else (x[0], weight[0], *(None,) * (len(x) - 2))


@conv_rule.tangent
def _(x, weight, stride, dilation, groups=1, *, x_dot, weight_dot):
    return conv(x_dot, weight, stride, dilation, groups) + conv(
        x, weight_dot, stride, dilation, groups
    )


@adjoint(conv_left, wrt=("d", "weight"))
def conv_left_rule(d, shape, weight, stride, dilation, groups=1, *, d_out):
    return (
        conv(d_out, weight, stride, dilation, groups),
        conv_right(d, d_out, weight, stride, dilation, groups),
    )


@conv_left_rule.tangent
def _(d, shape, weight, stride, dilation, groups=1, *, d_dot, weight_dot):
    return conv_left(d_dot, shape, weight, stride, dilation, groups) + conv_left(
        d, shape, weight_dot, stride, dilation, groups
    )


@adjoint(conv_right)
def conv_right_rule(d, x, weight, stride, dilation, groups=1, *, d_out):
    return (
        conv(x, d_out, stride, dilation, groups),
        conv_left(d, np.shape(x), d_out, stride, dilation, groups),
    )


@conv_right_rule.tangent
def _(d, x, weight, stride, dilation, groups=1, *, d_dot, x_dot):
    return conv_right(d_dot, x, weight, stride, dilation, groups) + conv_right(
        d, x_dot, weight, stride, dilation, groups
    )


@adjoint(window_max)
def window_max_rule(x, kernel, stride, *, out, d_out):
    return window_max_left(d_out, x, out, kernel, stride)


@window_max_rule.tangent
def _(x, kernel, stride, *, out, x_dot):
    return window_pick(x_dot, x, out, kernel, stride)


@linear(window_max_left)
def window_max_left_rule(d, x, best, kernel, stride, *, d_out):
    return window_pick(d_out, x, best, kernel, stride)


@linear(window_pick)
def window_pick_rule(y, x, best, kernel, stride, *, d_out):
    return window_max_left(d_out, x, best, kernel, stride)


@linear(window_sum)
def window_sum_rule(x, kernel, stride, *, d_out):
    return window_spread(d_out, x, kernel, stride)


@linear(window_spread)
def window_spread_rule(d, x, kernel, stride, *, d_out):
    return window_sum(d_out, kernel, stride)
