"""Optimizer, and the plain ones: SGD and Momentum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from s2s_grad.nn.cell import Cell
from s2s_grad.nn.schedules import LearningRateSchedule
from s2s_grad.parameter import Parameter, ParameterTuple
from s2s_grad.tensor import Tensor, wrap

GROUP_KEYS = {"params", "lr", "weight_decay", "grad_centralization", "order_params"}
RATES = (int, float, Tensor, list, tuple, np.ndarray)


@dataclass
class Group:
    """How the Parameters of one group are updated."""

    parameters: list
    rate: Any
    decay: float
    centralized: bool = False


class Optimizer(Cell):
    """Updates Parameters when it is called with their gradients."""

    def __init__(self, learning_rate, parameters, weight_decay=0.0, loss_scale=1.0):
        super().__init__(auto_prefix=False)
        parameters = listed(parameters)
        check_number("weight_decay", weight_decay, 0)
        if not isinstance(loss_scale, (int, float)) or isinstance(loss_scale, bool):
            raise TypeError(f"For 'Optimizer', 'loss_scale' must be a number, not {loss_scale!r}.")
        if loss_scale <= 0:
            raise ValueError(f"For 'Optimizer', 'loss_scale' must be positive, not {loss_scale}.")
        self.loss_scale, self.weight_decay = float(loss_scale), weight_decay
        groups = grouped(parameters, learning_rate, weight_decay)
        self.is_group = isinstance(parameters[0], dict)
        self.__dict__["_groups"] = groups
        found = ordered(parameters, groups)
        self.parameters = self._parameters = ParameterTuple(found)
        of = {id(each): group for group in groups for each in group.parameters}
        self.__dict__["_group_of"] = [of[id(each)] for each in found]
        self.set_rates(learning_rate, groups)
        self.global_step = Parameter(np.zeros(1, np.int32), name="global_step", requires_grad=False)

    def set_rates(self, learning_rate, groups):
        """Makes the learning rate a Parameter, where it is a number or a list."""
        self.dynamic_lr = not isinstance(learning_rate, (int, float)) or len(groups) > 1
        if isinstance(learning_rate, LearningRateSchedule):
            self.__dict__["learning_rate"] = learning_rate
            return
        rate = np.asarray(numbers(learning_rate), np.float32)
        self.learning_rate = Parameter(rate, name="learning_rate", requires_grad=False)
        for group in groups:
            if group.rate is learning_rate:
                group.rate = self.learning_rate

    # -------------------------------------------------- what subclasses use

    def get_lr(self):
        """The learning rate of this step; a tuple of one for each Parameter in groups."""
        rates = [wrap(np.float32(self.rate_at(group))) for group in self._groups]
        self.global_step.set_data(wrap(self.global_step.array + 1))
        if not self.is_group:
            return rates[0]
        place = {id(group): rate for group, rate in zip(self._groups, rates)}
        return tuple([place[id(group)] for group in self._group_of])

    def rate_at(self, group):
        """The learning rate of a group at the step that comes next."""
        step = int(self.global_step.array[0])
        rate = group.rate
        if isinstance(rate, LearningRateSchedule):
            return np.float32(float(rate(wrap(np.int32(step)))))
        values = np.asarray(numbers(rate), np.float32)
        return values if values.ndim == 0 else values[min(step, len(values) - 1)]

    def decay_weight(self, gradients):
        """Gradients with the weight decay added, but for `gamma` and `beta`."""
        return tuple(
            [
                g + p * group.decay if group.decay and decays(p) else g
                for g, p, group in zip(gradients, self.parameters, self._group_of)
            ]
        )

    def scale_grad(self, gradients):
        """Gradients over the loss scale."""
        if self.loss_scale == 1.0:
            return gradients
        return tuple([g * (1.0 / self.loss_scale) for g in gradients])

    def gradients_centralization(self, gradients):
        """Gradients with mean 0 for each output, in the groups that ask for it."""
        return tuple(
            [
                g - np.mean(g, axis=tuple(range(1, g.ndim)), keepdims=True)
                if group.centralized and g.ndim > 1
                else g
                for g, group in zip(gradients, self._group_of)
            ]
        )

    def flatten_gradients(self, gradients):
        """The gradients themselves."""
        return gradients

    def get_weight_decay(self):
        """The weight decay of the first group."""
        return self._groups[0].decay

    def get_lr_parameter(self, param):
        """The learning rate of a Parameter."""
        return self._group_of[place_of(self.parameters, param)].rate

    # -------------------------------------------------- the step

    def construct(self, gradients):
        """One step; a tuple of True."""
        if not isinstance(gradients, tuple) or len(gradients) != len(self.parameters):
            raise RuntimeError(
                f"For '{type(self).__name__}', gradients must be a tuple of"
                f" {len(self.parameters)} Tensors, in the order of the parameters."
            )
        arrays = [each.array if isinstance(each, Tensor) else each for each in gradients]
        rates = {id(group): self.rate_at(group) for group in self._groups}
        self.global_step.array = self.global_step.array + 1
        step = int(self.global_step.array[0])
        for index, (gradient, parameter, group) in enumerate(
            zip(arrays, self.parameters, self._group_of)
        ):
            value = parameter.array
            gradient = self.prepared(gradient, value, parameter, group)
            value = self.updated(index, value, gradient, rates[id(group)], step)
            parameter.array = np.asarray(value, parameter.array.dtype)
        return (True,) * len(self.parameters)

    def prepared(self, gradient, value, parameter, group):
        """The gradient, unscaled, with the decay added, and centred where wanted."""
        gradient = gradient / self.loss_scale if self.loss_scale != 1.0 else gradient
        if self.decays_in_gradient and group.decay and decays(parameter):
            gradient = gradient + group.decay * value
        if group.centralized and gradient.ndim > 1:
            axes = tuple(range(1, gradient.ndim))
            gradient = gradient - np.mean(gradient, axis=axes, keepdims=True)
        return gradient

    #: Whether the weight decay is a part of the gradient.
    decays_in_gradient = True

    def updated(self, index, value, gradient, rate, step) -> Any:
        """The new values of a Parameter."""
        raise AttributeError(f"'{type(self).__name__}' has neither `updated` nor `construct`.")

    def state(self, name, first=0.0):
        """A ParameterTuple of what is remembered for each Parameter."""
        members = []
        for parameter in self.parameters:
            start = np.full(parameter.shape, first, parameter.array.dtype)
            members.append(Parameter(start, f"{name}.{parameter.name}", requires_grad=False))
        return ParameterTuple(members)

    def __call__(self, *args, **kwargs):
        return self.construct(*args, **kwargs)


def place_of(parameters, wanted):
    """The place of a Parameter among others."""
    return next(i for i, each in enumerate(parameters) if each is wanted)


def decays(parameter):
    """Whether weight decay applies to a Parameter."""
    return "beta" not in parameter.name and "gamma" not in parameter.name


def check_number(name, value, least):
    """Refuses what is no number, or too small."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Cell)):
        raise TypeError(f"For 'Optimizer', the '{name}' must be a number, but got {value!r}.")
    if not isinstance(value, Cell) and value < least:
        raise ValueError(f"For 'Optimizer', the '{name}' must not be below {least}: {value}.")


def check_open(kind, name, value):
    """Refuses what does not lie between 0 and 1."""
    if not isinstance(value, float):
        raise TypeError(f"For '{kind}', the '{name}' must be float, but got {value!r}.")
    if not 0 < value < 1:
        raise ValueError(f"For '{kind}', the '{name}' must be in (0, 1), but got {value}.")


def check_positive(kind, name, value):
    """Refuses what is not above 0."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"For '{kind}', the '{name}' must be a number, but got {value!r}.")
    if value <= 0:
        raise ValueError(f"For '{kind}', the '{name}' must be positive, but got {value}.")


def listed(parameters):
    """Parameters, or groups of them, as a list."""
    if isinstance(parameters, Parameter) or not hasattr(parameters, "__iter__"):
        raise TypeError(
            "For 'Optimizer', the argument parameters must be Iterable type, but got"
            f" {type(parameters)}."
        )
    found = list(parameters)
    if not found:
        raise ValueError("For 'Optimizer', the argument parameters must not be empty.")
    kinds = {isinstance(each, dict) for each in found}
    if len(kinds) > 1 or not all(isinstance(each, (Parameter, dict)) for each in found):
        raise TypeError(
            "For 'Optimizer', all elements of parameters must be of type Parameter, or all dict."
        )
    return found


def grouped(parameters, rate, decay):
    """The groups of the Parameters."""
    check_rate(rate)
    if not isinstance(parameters[0], dict):
        return [Group(parameters, rate, decay)]
    groups, seen = [], set()
    for entry in parameters:
        unknown = set(entry) - {
            "params",
            "lr",
            "weight_decay",
            "grad_centralization",
            "order_params",
        }
        if unknown:
            raise KeyError(f"For 'Optimizer', a group has the unknown keys {sorted(unknown)}.")
        if "order_params" in entry:
            continue
        members = listed(entry["params"])
        for each in members:
            if each.name in seen:
                raise RuntimeError(f"The parameter {each.name} is in several groups.")
            seen.add(each.name)
        own = entry.get("lr", rate)
        check_rate(own)
        check_number("weight_decay", entry.get("weight_decay", decay), 0)
        centralized = entry.get("grad_centralization", False)
        groups.append(Group(members, own, entry.get("weight_decay", decay), centralized))
    return groups


def ordered(parameters, groups):
    """All Parameters, in the order of `order_params` if there is one."""
    for entry in parameters:
        if isinstance(entry, dict) and "order_params" in entry:
            return list(entry["order_params"])
    return [each for group in groups for each in group.parameters]


def check_rate(rate):
    """Refuses what cannot be a learning rate."""
    if isinstance(rate, LearningRateSchedule):
        return
    if isinstance(rate, bool) or not isinstance(
        rate, (int, float, Tensor, list, tuple, np.ndarray)
    ):
        if not hasattr(rate, "__iter__"):
            raise TypeError(
                "For 'Optimizer', the argument 'learning_rate' must be [int, float, Tensor,"
                f" Iterable, LearningRateSchedule], but got {type(rate)}."
            )
    values = np.asarray(numbers(rate))
    if values.ndim > 1:
        raise ValueError("For 'Optimizer', the 'learning_rate' must be 0-D or 1-D.")
    if np.any(values < 0):
        raise ValueError(f"For 'Optimizer', the 'learning_rate' must not be negative: {rate}.")


def numbers(rate) -> Any:
    """A learning rate as an array or a number."""
    return rate.array if isinstance(rate, Tensor) else rate


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum."""

    def __init__(
        self,
        params,
        learning_rate=0.1,
        momentum=0.0,
        dampening=0.0,
        weight_decay=0.0,
        nesterov=False,
        loss_scale=1.0,
    ):
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        if isinstance(momentum, bool) or not isinstance(momentum, (int, float)):
            raise TypeError(f"For 'SGD', 'momentum' must be a number, but got {momentum!r}.")
        if momentum < 0:
            raise ValueError(f"For 'SGD', 'momentum' must not be negative, but got {momentum}.")
        if not 0 <= dampening <= 1:
            raise ValueError(f"For 'SGD', 'dampening' must be in [0, 1], but got {dampening}.")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("For 'SGD', 'nesterov' needs a momentum and no dampening.")
        self.dampening, self.nesterov = float(dampening), nesterov
        self.momentum = Parameter(np.float32(momentum), name="momentum", requires_grad=False)
        self.accum = self.state("accum")
        self.stat = self.state("stat", 1.0)

    def updated(self, index, value, gradient, rate, step):
        momentum = self.momentum.array
        if not momentum:
            return value - rate * gradient
        if self.stat[index].array.any():
            velocity = gradient
            self.stat[index].array = np.zeros_like(value)
        else:
            velocity = momentum * self.accum[index].array + (1 - self.dampening) * gradient
        self.accum[index].array = velocity
        if self.nesterov:
            return value - rate * (gradient + momentum * velocity)
        return value - rate * velocity


class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(
        self,
        params,
        learning_rate,
        momentum,
        weight_decay=0.0,
        loss_scale=1.0,
        use_nesterov=False,
    ):
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        if not isinstance(momentum, float):
            raise TypeError(f"For 'Momentum', 'momentum' must be float, but got {momentum!r}.")
        if momentum < 0:
            raise ValueError(f"For 'Momentum', 'momentum' must not be negative: {momentum}.")
        self.use_nesterov = use_nesterov
        self.momentum = Parameter(np.float32(momentum), name="momentum", requires_grad=False)
        self.moments = self.state("moments")

    def updated(self, index, value, gradient, rate, step):
        velocity = self.momentum.array * self.moments[index].array + gradient
        self.moments[index].array = velocity
        if self.use_nesterov:
            return value - rate * (gradient + self.momentum.array * velocity)
        return value - rate * velocity
