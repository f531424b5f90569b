"""Functions and Cells that bring their own backward half, and hooks on gradients."""

import numpy as np

import s2s_grad as ms
from s2s_grad import Parameter, nn
from tests.corpus import at, case, normal, uniform


class Product(nn.Cell):
    def construct(self, x, y):
        return x * y

    def bprop(self, x, y, out, dout):
        return dout * y, dout * x


class Chain(nn.Cell):
    def __init__(self, scale):
        super().__init__()
        self.scale = Parameter(scale)
        self.product = Product()

    def construct(self, x, y):
        for _ in range(3):
            x = np.tanh(self.product(x, y) * self.scale)
        return np.sum(x)


chain = Chain(np.array(0.7))
case(
    chain,
    at(normal(3), normal(3, seed=1)),
    wrt=(0, 1),
    weights=chain.trainable_params(),
    name="bprop_in_a_loop",
)


class SinCos(nn.Cell):
    def construct(self, x):
        return np.sin(x), np.cos(x)

    def bprop(self, x, out, dout):
        sine, cosine = out
        d_sine, d_cosine = dout
        return d_sine * cosine - d_cosine * sine


sin_cos = SinCos()


def bprop_of_two_results(x):
    sine, cosine = sin_cos(x)
    return np.sum(sine * 2 + cosine * cosine)


case(bprop_of_two_results, at(normal(4)))


class Powers(nn.Cell):
    def __init__(self, count):
        super().__init__()
        self.count = count

    def construct(self, x):
        total = np.zeros_like(x)
        for n in range(1, self.count + 1):
            total = total + x**n
        return total

    def bprop(self, x, out, dout):
        slope = np.zeros_like(x)
        for n in range(1, self.count + 1):
            slope = slope + n * x ** (n - 1)
        return (dout * slope,)


powers = Powers(4)


def bprop_with_a_loop(x):
    y = powers(x * 2)
    return np.mean(y)


case(bprop_with_a_loop, at(uniform(3)))


@ms.custom_vjp
def log_one_plus_exp(x):
    return np.logaddexp(0, x)


@log_one_plus_exp.adjoint
def _(x, *, out, d_out):
    return d_out * (1 - np.exp(-out))


def logistic_loss(w, x, y):
    margin = y * (x @ w)
    return np.sum(log_one_plus_exp(-margin))


case(logistic_loss, at(normal(3), normal(5, 3, seed=1), np.array([1.0, -1, 1, 1, -1])))


@ms.custom_vjp
def safe_ratio(x, y):
    return np.where(y == 0, 0.0, x / np.where(y == 0, 1.0, y))


@safe_ratio.adjoint
def _(x, y, *, out, d_out):
    inverse = np.where(y == 0, 0.0, 1 / np.where(y == 0, 1.0, y))
    return d_out * inverse, -d_out * out * inverse


def rule_for_two_arguments(x, y):
    return np.sum(safe_ratio(np.exp(x), y) ** 2)


case(rule_for_two_arguments, at(normal(3), uniform(3, seed=1)), wrt=(0, 1))


@ms.custom_jvp
def distance(x, y):
    return np.hypot(x, y)


@distance.tangent
def _(x, y, *, out, x_dot, y_dot):
    return (x * x_dot + y * y_dot) / out


def tangent_turned_over(x, y):
    return np.sum(distance(np.exp(x), y) ** 3)


case(tangent_turned_over, at(normal(3), uniform(3, seed=1)), wrt=(0, 1))


def watched_gradient(x):
    h = ms.insert_grad_of(np.tanh(x), lambda d: print(d.shape))
    return np.sum(h**2)


case(watched_gradient, at(normal(3)))


def unchanged(d):
    return np.where(np.isfinite(d), d, 0.0)


def cleaned_gradient(x):
    h = np.tanh(x)
    h = ms.insert_grad_of(h, unchanged)
    return np.sum(h**2)


case(cleaned_gradient, at(normal(3)))
