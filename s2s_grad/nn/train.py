"""Cells that join a network, a loss and an optimizer."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2s_grad.amp import over
from s2s_grad.api import value_and_grad
from s2s_grad.nn.cell import Cell
from s2s_grad.parameter import ParameterTuple
from s2s_grad.tensor import wrap

#: Differentiate by no input, only by weights.
NO_INPUT: Any = None


class WithLossCell(Cell):
    """The loss of a network: `(data, label)` to a number."""

    def __init__(self, backbone, loss_fn):
        super().__init__(auto_prefix=False)
        self._backbone = backbone
        self._loss_fn = loss_fn

    def construct(self, data, label):
        return self._loss_fn(self._backbone(data), label)

    @property
    def backbone_network(self):
        """The network."""
        return self._backbone


class WithEvalCell(Cell):
    """The loss, the output and the label."""

    def __init__(self, network, loss_fn, add_cast_fp32=False):
        super().__init__(auto_prefix=False)
        self._network = network
        self._loss_fn = loss_fn

    def construct(self, data, label):
        outputs = self._network(data)
        return self._loss_fn(outputs, label), outputs, label


class WithGradCell(Cell):
    """The gradients of the loss for all weights."""

    def __init__(self, network, loss_fn=None, sens=None):
        super().__init__(auto_prefix=False)
        self.network = network
        self.loss_fn = loss_fn
        joined = network if loss_fn is None else WithLossCell(network, loss_fn)
        weights = ParameterTuple(network.trainable_params())
        self.__dict__["weights"] = weights
        self.__dict__["gradient"] = value_and_grad(joined, NO_INPUT, weights)

    def construct(self, *inputs):
        return self.gradient(*inputs)[1]


class ForwardValueAndGrad(Cell):
    """The value of a network and its gradients, chosen by flags."""

    def __init__(self, network, weights=None, get_all=False, get_by_list=False, sens_param=False):
        super().__init__(auto_prefix=False)
        if not callable(network):
            raise TypeError(f"The 'network' must be a Cell or a function, not {type(network)}.")
        for name, flag in (
            ("get_all", get_all),
            ("get_by_list", get_by_list),
            ("sens_param", sens_param),
        ):
            if not isinstance(flag, bool):
                raise TypeError(f"The '{name}' must be bool, but got {type(flag)}.")
        if get_by_list and not isinstance(weights, (ParameterTuple, list, tuple)):
            raise TypeError("With 'get_by_list', the 'weights' must be Parameters.")
        self.network = network
        self.__dict__["weights"] = weights
        self.get_all, self.get_by_list, self.sens_param = get_all, get_by_list, sens_param
        self.__dict__["gradients"] = {}

    def construct(self, *inputs):
        count = len(inputs) - self.sens_param
        if count not in self.gradients:
            self.gradients[count] = value_and_grad(
                self.network,
                self.positions(count),
                self.weights if self.get_by_list else None,
                sens_param=self.sens_param,
            )
        value, grads = self.gradients[count](*inputs)
        if self.get_all and count == 1:
            grads = ((grads[0],), grads[1]) if self.get_by_list else (grads,)
        return value, grads

    def positions(self, count) -> Any:
        """The positions to differentiate by."""
        if self.get_all:
            return tuple(range(count))
        return None if self.get_by_list else 0


class TrainOneStepCell(Cell):
    """One step of training: the loss before the update comes back."""

    def __init__(self, network, optimizer, sens=None, return_grad=False):
        super().__init__(auto_prefix=False)
        self.network = network
        self.optimizer = optimizer
        self.__dict__["weights"] = optimizer.parameters
        self.sens = 1.0 if sens is None else sens
        if self.sens == 0:
            raise ValueError("For 'TrainOneStepCell', the 'sens' must not be 0.")
        self.return_grad = return_grad
        self.__dict__["gradient"] = value_and_grad(network, NO_INPUT, optimizer.parameters)

    def construct(self, *inputs):
        loss, grads = self.gradient(*inputs)
        if self.sens != 1.0:
            grads = tuple([grad * self.sens for grad in grads])
        self.optimizer(grads)
        if self.return_grad:
            named = {p.name: grad for p, grad in zip(self.weights, grads)}
            return loss, named
        return loss


class TrainOneStepWithLossScaleCell(TrainOneStepCell):
    """One step with a scaled loss; a step with an overflow changes nothing but the scale."""

    def __init__(self, network, optimizer, scale_sense):
        super().__init__(network, optimizer)
        self.scale_sense = scale_sense
        self.manager = scale_sense if isinstance(scale_sense, Cell) else None

    def scale(self):
        """The scale of this step."""
        if self.manager is not None:
            return self.manager.scale
        return float(self.scale_sense)

    def construct(self, *inputs):
        loss, grads = self.gradient(*inputs)
        scale = self.scale()
        scaled = [grad * scale for grad in grads]
        bad = not all(np.all(np.isfinite(grad.array)) for grad in scaled)
        if self.manager is not None:
            self.manager.adjust(bad)
        if not bad:
            self.optimizer(tuple(over(scaled, scale)))
        return loss, wrap(np.asarray(bad)), wrap(np.float32(scale))


class FixedLossScaleUpdateCell(Cell):
    """A scale that stays."""

    def __init__(self, loss_scale_value):
        super().__init__()
        self.scale = float(loss_scale_value)

    def get_loss_scale(self):
        """The scale."""
        return self.scale

    def adjust(self, overflow):
        """Changes nothing."""


class DynamicLossScaleUpdateCell(Cell):
    """A scale that shrinks after an overflow and grows after good steps."""

    def __init__(self, loss_scale_value, scale_factor, scale_window):
        super().__init__()
        self.scale, self.factor = float(loss_scale_value), scale_factor
        self.window, self.good = scale_window, 0

    def get_loss_scale(self):
        """The scale."""
        return self.scale

    def adjust(self, overflow):
        """Shrinks, counts or grows."""
        if overflow:
            self.scale, self.good = max(self.scale / self.factor, 1.0), 0
            return
        self.good += 1
        if self.good >= self.window:
            self.scale, self.good = self.scale * self.factor, 0
