"""Recurrent layers: RNN, GRU and LSTM, and their single steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from s2s_grad import ops
from s2s_grad.dtype import float32
from s2s_grad.initializer import Uniform, initializer
from s2s_grad.nn.cell import Cell
from s2s_grad.nn.containers import CellList
from s2s_grad.nn.layers import size
from s2s_grad.parameter import Parameter, ParameterTuple


def rnn_step(x, h, w_ih, w_hh, b_ih, b_hh):
    """The next state of a plain recurrent network."""
    return np.tanh(x @ w_ih.T + b_ih + h @ w_hh.T + b_hh)


def relu_step(x, h, w_ih, w_hh, b_ih, b_hh):
    """The next state of a plain recurrent network with relu."""
    return np.maximum(x @ w_ih.T + b_ih + h @ w_hh.T + b_hh, 0)


def gru_step(x, h, w_ih, w_hh, b_ih, b_hh):
    """The next state of a gated recurrent unit."""
    x_reset, x_update, x_new = np.split(x @ w_ih.T + b_ih, 3, -1)
    h_reset, h_update, h_new = np.split(h @ w_hh.T + b_hh, 3, -1)
    reset, update = ops.sigmoid(x_reset + h_reset), ops.sigmoid(x_update + h_update)
    new = np.tanh(x_new + reset * h_new)
    return new + update * (h - new)


def lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """The next state and memory of a long short-term memory."""
    gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
    enter, forget, new, leave = np.split(gates, 4, -1)
    c = ops.sigmoid(forget) * c + ops.sigmoid(enter) * np.tanh(new)
    return ops.sigmoid(leave) * np.tanh(c), c


class Step(Cell):
    """One step: `weight_ih`, `weight_hh`, `bias_ih`, `bias_hh`."""

    gates = 1

    def __init__(self, input_size, hidden_size, has_bias=True, dtype=float32):
        super().__init__()
        self.input_size = size(type(self).__name__, "input_size", input_size)
        self.hidden_size = size(type(self).__name__, "hidden_size", hidden_size)
        self.has_bias = has_bias
        drawn, rows = Uniform(1 / math.sqrt(hidden_size)), self.gates * hidden_size

        def parameter(name, *shape):
            return Parameter(initializer(drawn, shape, dtype), name=name)

        self.weight_ih = parameter("weight_ih", rows, input_size)
        self.weight_hh = parameter("weight_hh", rows, hidden_size)
        self.bias_ih = parameter("bias_ih", rows) if has_bias else 0.0
        self.bias_hh = parameter("bias_hh", rows) if has_bias else 0.0

    def weights(self):
        """The four weights of a step."""
        return self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh


class RNNCell(Step):
    """One step of a plain recurrent network."""

    def __init__(self, input_size, hidden_size, has_bias=True, nonlinearity="tanh", dtype=float32):
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"For 'RNNCell', the 'nonlinearity' {nonlinearity!r} is not known.")
        super().__init__(input_size, hidden_size, has_bias, dtype)
        self.relu = nonlinearity == "relu"

    def construct(self, x, hx):
        if self.relu:
            return relu_step(x, hx, *self.weights())
        return rnn_step(x, hx, *self.weights())


class GRUCell(Step):
    """One step of a gated recurrent unit."""

    gates = 3

    def construct(self, x, hx):
        return gru_step(x, hx, *self.weights())


class LSTMCell(Step):
    """One step of a long short-term memory."""

    gates = 4

    def construct(self, x, hx):
        h, c = hx
        return lstm_step(x, h, c, *self.weights())


class Direction(Cell):
    """One layer of a recurrent network in one direction."""

    def __init__(self, weights, backwards, relu):
        super().__init__(auto_prefix=False)
        self.weight_ih, self.weight_hh, *biases = weights
        self.has_bias = bool(biases)
        self.bias_ih, self.bias_hh = biases or (0.0, 0.0)
        self.backwards, self.relu = backwards, relu

    weights = Step.weights

    def step(self, x, h):
        """The next state."""
        if self.relu:
            return relu_step(x, h, *self.weights())
        return rnn_step(x, h, *self.weights())

    def construct(self, x, h):
        if self.backwards:
            x = np.flip(x, 0)
        outs = []
        for t in range(x.shape[0]):
            h = self.step(x[t], h)
            outs.append(h)
        out = np.stack(outs)
        if self.backwards:
            out = np.flip(out, 0)
        return out, h


class GRUDirection(Direction):
    """One layer of gated recurrent units in one direction."""

    def step(self, x, h):
        return gru_step(x, h, *self.weights())


class LSTMDirection(Direction):
    """One layer of long short-term memories in one direction; the state is a pair."""

    def construct(self, x, state):
        if self.backwards:
            x = np.flip(x, 0)
        h, c = state
        outs = []
        for t in range(x.shape[0]):
            h, c = lstm_step(x[t], h, c, *self.weights())
            outs.append(h)
        out = np.stack(outs)
        if self.backwards:
            out = np.flip(out, 0)
        return out, (h, c)


class Recurrent(Cell):
    """A recurrent network of some layers, in one direction or in both."""

    gates = 1
    direction = Direction
    __s2s_literals__ = frozenset(("num_layers", "hidden_size"))

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        has_bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        dtype=float32,
        relu=False,
    ):
        super().__init__()
        kind = type(self).__name__
        self.input_size = size(kind, "input_size", input_size)
        self.hidden_size = size(kind, "hidden_size", hidden_size)
        self.num_layers = size(kind, "num_layers", num_layers)
        if not 0 <= dropout < 1:
            raise ValueError(f"For '{kind}', the 'dropout' must be in [0, 1), but got {dropout}.")
        self.has_bias, self.batch_first, self.bidirectional = has_bias, batch_first, bidirectional
        self.dropout, self.drops = dropout, dropout > 0
        self.set_weights(dtype, relu)

    def set_weights(self, dtype, relu):
        """Makes the weights, and a Direction for each layer and direction that uses them."""
        drawn, rows = Uniform(1 / math.sqrt(self.hidden_size)), self.gates * self.hidden_size
        suffixes = ("", "_reverse") if self.bidirectional else ("",)
        families: Any = ([], [], [], []) if self.has_bias else ([], [])
        directions = []
        for layer in range(self.num_layers):
            width = self.hidden_size * len(suffixes) if layer else self.input_size
            shapes = ((rows, width), (rows, self.hidden_size), (rows,), (rows,))
            for suffix in suffixes:
                made = []
                for family, name, shape in zip(families, NAMES, shapes):
                    first = initializer(drawn, shape, dtype)
                    made.append(Parameter(first, name=f"{name}_l{layer}{suffix}"))
                    family.append(made[-1])
                directions.append(self.direction(made, suffix == "_reverse", relu))
        self.w_ih_list = ParameterTuple(families[0])
        self.w_hh_list = ParameterTuple(families[1])
        if self.has_bias:
            self.b_ih_list = ParameterTuple(families[2])
            self.b_hh_list = ParameterTuple(families[3])
        # The Parameters are named here and not by the Directions, so those are no children.
        self.__dict__["ahead"] = CellList(directions[:: len(suffixes)], auto_prefix=False)
        self.__dict__["back"] = CellList(directions[1::2], auto_prefix=False)

    def start(self, x):
        """The states before the first step: zeros."""
        count = self.num_layers * (2 if self.bidirectional else 1)
        return ops.zeros((count, x.shape[1], self.hidden_size), x.dtype)

    def between(self, x):
        """What the next layer sees: in training, a share of the numbers is dropped."""
        if self.training and self.drops:
            return ops.dropout(x, self.dropout)
        return x

    def construct(self, x, hx=None, seq_length=None):
        if self.batch_first:
            x = np.swapaxes(x, 0, 1)
        if hx is None:
            hx = self.start(x)
        lasts = []
        for i, ahead in enumerate(self.ahead):
            if self.bidirectional:
                out, last = ahead(x, hx[2 * i])
                out_back, last_back = self.back[i](x, hx[2 * i + 1])
                lasts = [*lasts, last, last_back]
                x = self.between(np.concatenate((out, out_back), axis=-1))
            else:
                out, last = ahead(x, hx[i])
                lasts = [*lasts, last]
                x = self.between(out)
        if self.batch_first:
            x = np.swapaxes(x, 0, 1)
        return x, np.stack(lasts)


NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


class RNN(Recurrent):
    """A plain recurrent network."""

    def __init__(self, *args, nonlinearity="tanh", **kwargs):
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"For 'RNN', the 'nonlinearity' {nonlinearity!r} is not known.")
        super().__init__(*args, relu=nonlinearity == "relu", **kwargs)


class GRU(Recurrent):
    """A network of gated recurrent units."""

    gates = 3
    direction = GRUDirection


class LSTM(Recurrent):
    """A network of long short-term memories; the state is a pair."""

    gates = 4
    direction = LSTMDirection

    def construct(self, x, hx=None, seq_length=None):
        if self.batch_first:
            x = np.swapaxes(x, 0, 1)
        if hx is None:
            hx = (self.start(x), self.start(x))
        h, c = hx
        lasts, memories = [], []
        for i, ahead in enumerate(self.ahead):
            if self.bidirectional:
                out, last = ahead(x, (h[2 * i], c[2 * i]))
                out_back, last_back = self.back[i](x, (h[2 * i + 1], c[2 * i + 1]))
                lasts = [*lasts, last[0], last_back[0]]
                memories = [*memories, last[1], last_back[1]]
                x = self.between(np.concatenate((out, out_back), axis=-1))
            else:
                out, last = ahead(x, (h[i], c[i]))
                lasts = [*lasts, last[0]]
                memories = [*memories, last[1]]
                x = self.between(out)
        if self.batch_first:
            x = np.swapaxes(x, 0, 1)
        return x, (np.stack(lasts), np.stack(memories))
