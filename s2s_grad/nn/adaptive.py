"""Optimizers with a step of its own for each number."""

from __future__ import annotations

import numpy as np

from s2s_grad.nn.optim import Optimizer, check_open, check_positive, decays


class Adam(Optimizer):
    """Steps by running means of the gradient and of its square."""

    def __init__(
        self,
        params,
        learning_rate=1e-3,
        beta1=0.9,
        beta2=0.999,
        eps=1e-8,
        use_locking=False,
        use_nesterov=False,
        weight_decay=0.0,
        loss_scale=1.0,
        use_amsgrad=False,
        **options,
    ):
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        check_open("Adam", "beta1", beta1)
        check_open("Adam", "beta2", beta2)
        check_positive("Adam", "eps", eps)
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.use_nesterov, self.use_amsgrad = use_nesterov, use_amsgrad
        self.moment1, self.moment2 = self.state("moment1"), self.state("moment2")
        if use_amsgrad:
            self.vhat = self.state("vhat")

    def updated(self, index, value, gradient, rate, step):
        mean, square = running_means(self, index, gradient)
        rate = rate * np.sqrt(1 - self.beta2**step) / (1 - self.beta1**step)
        if self.use_nesterov:
            mean = self.beta1 * mean + (1 - self.beta1) * gradient
        if self.use_amsgrad:
            square = self.vhat[index].array = np.maximum(self.vhat[index].array, square)
        return value - np.float32(rate) * mean / (np.sqrt(square) + self.eps)


def running_means(optimizer, index, gradient):
    """The running means of the gradient and of its square, moved on by one step."""
    beta1, beta2 = optimizer.beta1, optimizer.beta2
    first, second = optimizer.moment1[index], optimizer.moment2[index]
    first.array = beta1 * first.array + (1 - beta1) * gradient
    second.array = beta2 * second.array + (1 - beta2) * gradient**2
    return first.array, second.array


class AdamWeightDecay(Optimizer):
    """Adam without bias correction, and with the decay beside the gradient."""

    decays_in_gradient = False

    def __init__(
        self, params, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-6, weight_decay=0.0
    ):
        super().__init__(learning_rate, params, weight_decay)
        check_open("AdamWeightDecay", "beta1", beta1)
        check_open("AdamWeightDecay", "beta2", beta2)
        check_positive("AdamWeightDecay", "eps", eps)
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.moments1 = self.moment1 = self.state("adam_m")
        self.moments2 = self.moment2 = self.state("adam_v")

    def updated(self, index, value, gradient, rate, step):
        mean, square = running_means(self, index, gradient)
        change = mean / (np.sqrt(square) + self.eps)
        group = self._group_of[index]
        if group.decay and decays(self.parameters[index]):
            change = change + group.decay * value
        return value - rate * change


class LazyAdam(Adam):
    """Adam: there are no sparse gradients here, which is all that sets it apart."""


class AdamW(Adam):
    """Adam, with the decay beside the gradient: every step takes `rate * decay * p` off p."""

    decays_in_gradient = False

    def __init__(
        self, params, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01
    ):
        super().__init__(params, learning_rate, beta1, beta2, eps, weight_decay=weight_decay)

    def updated(self, index, value, gradient, rate, step):
        group = self._group_of[index]
        if group.decay and decays(self.parameters[index]):
            value = value - np.float32(rate * group.decay) * value
        return super().updated(index, value, gradient, rate, step)


class RMSProp(Optimizer):
    """Steps over the root of the running mean of the gradient's square."""

    def __init__(
        self,
        params,
        learning_rate=0.1,
        decay=0.9,
        momentum=0.0,
        epsilon=1e-10,
        use_locking=False,
        centered=False,
        loss_scale=1.0,
        weight_decay=0.0,
    ):
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        if not isinstance(decay, float):
            raise TypeError(f"For 'RMSProp', 'decay' must be float, but got {decay!r}.")
        if decay < 0 or momentum < 0:
            raise ValueError("For 'RMSProp', 'decay' and 'momentum' must not be negative.")
        check_positive("RMSProp", "epsilon", epsilon)
        self.decay, self.momentum, self.epsilon = decay, momentum, epsilon
        self.centered = centered
        self.ms, self.moment = self.state("mean_square", 1.0), self.state("moments")
        if centered:
            self.mg = self.state("mean_grad")

    def updated(self, index, value, gradient, rate, step):
        square = self.decay * self.ms[index].array + (1 - self.decay) * gradient**2
        self.ms[index].array = spread = square
        if self.centered:
            mean = self.decay * self.mg[index].array + (1 - self.decay) * gradient
            self.mg[index].array = mean
            spread = square - mean**2
        change = rate * gradient / np.sqrt(spread + self.epsilon)
        self.moment[index].array = self.momentum * self.moment[index].array + change
        return value - self.moment[index].array


class Adagrad(Optimizer):
    """Steps over the root of the sum of the gradients' squares."""

    def __init__(
        self,
        params,
        accum=0.1,
        learning_rate=0.001,
        update_slots=True,
        loss_scale=1.0,
        weight_decay=0.0,
    ):
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        if accum < 0:
            raise ValueError(f"For 'Adagrad', 'accum' must not be negative, but got {accum}.")
        self.accum = self.state("accum", accum)
        self.update_slots = update_slots

    def updated(self, index, value, gradient, rate, step):
        if self.update_slots:
            self.accum[index].array = self.accum[index].array + gradient**2
        return value - rate * gradient / np.sqrt(self.accum[index].array)


class AdaMax(Optimizer):
    """Adam with the largest size instead of the mean square."""

    def __init__(
        self,
        params,
        learning_rate=0.001,
        beta1=0.9,
        beta2=0.999,
        eps=1e-08,
        weight_decay=0.0,
        loss_scale=1.0,
    ):
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        check_open("AdaMax", "beta1", beta1)
        check_open("AdaMax", "beta2", beta2)
        check_positive("AdaMax", "eps", eps)
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.moment1, self.moment2 = self.state("moment1"), self.state("moment2")

    def updated(self, index, value, gradient, rate, step):
        first, second = self.moment1[index], self.moment2[index]
        first.array = self.beta1 * first.array + (1 - self.beta1) * gradient
        second.array = np.maximum(self.beta2 * second.array, np.abs(gradient))
        return value - rate / (1 - self.beta1**step) * first.array / (second.array + self.eps)


class Adadelta(Optimizer):
    """Steps as large as the steps before, over the gradients before."""

    def __init__(
        self,
        params,
        learning_rate=1.0,
        rho=0.9,
        epsilon=1e-6,
        loss_scale=1.0,
        weight_decay=0.0,
    ):
        super().__init__(learning_rate, params, weight_decay, loss_scale)
        if not 0 <= rho <= 1:
            raise ValueError(f"For 'Adadelta', 'rho' must be in [0, 1], but got {rho}.")
        check_positive("Adadelta", "epsilon", epsilon)
        self.rho, self.epsilon = rho, epsilon
        self.accum, self.accum_update = self.state("accum"), self.state("accum_update")

    def updated(self, index, value, gradient, rate, step):
        squares, steps = self.accum[index], self.accum_update[index]
        squares.array = self.rho * squares.array + (1 - self.rho) * gradient**2
        change = np.sqrt(steps.array + self.epsilon) / np.sqrt(squares.array + self.epsilon)
        change = change * gradient
        steps.array = self.rho * steps.array + (1 - self.rho) * change**2
        return value - rate * change


class Rprop(Optimizer):
    """Steps that grow while the gradient keeps its sign, and shrink when it changes."""

    def __init__(
        self,
        params,
        learning_rate=0.1,
        etas=(0.5, 1.2),
        step_sizes=(1e-6, 50.0),
        weight_decay=0.0,
    ):
        super().__init__(learning_rate, params, weight_decay)
        if len(etas) != 2 or not 0 < etas[0] < 1 < etas[1]:
            raise ValueError(f"For 'Rprop', 'etas' must be below and above 1, but got {etas}.")
        if len(step_sizes) != 2 or step_sizes[0] > step_sizes[1]:
            raise ValueError(f"For 'Rprop', 'step_sizes' must be in order, but got {step_sizes}.")
        self.etas, self.step_sizes = etas, step_sizes
        self.prev, self.step_size = self.state("prev"), self.state("step_size")

    def updated(self, index, value, gradient, rate, step):
        if step == 1:
            self.step_size[index].array = np.full_like(value, rate)
        sign = np.sign(gradient * self.prev[index].array)
        factor = np.where(sign > 0, self.etas[1], np.where(sign < 0, self.etas[0], 1.0))
        size = np.clip(self.step_size[index].array * factor, *self.step_sizes)
        gradient = np.where(sign < 0, 0, gradient)
        self.step_size[index].array = np.asarray(size, value.dtype)
        self.prev[index].array = np.asarray(gradient, value.dtype)
        return value - np.sign(gradient) * size


class Lamb(Optimizer):
    """Adam, with each layer's step scaled to the layer's weights."""

    decays_in_gradient = False

    def __init__(self, params, learning_rate, beta1=0.9, beta2=0.999, eps=1e-6, weight_decay=0.0):
        super().__init__(learning_rate, params, weight_decay)
        check_open("Lamb", "beta1", beta1)
        check_open("Lamb", "beta2", beta2)
        check_positive("Lamb", "eps", eps)
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.moment1, self.moment2 = self.state("lamb_m"), self.state("lamb_v")

    def updated(self, index, value, gradient, rate, step):
        mean, square = running_means(self, index, gradient)
        mean, square = mean / (1 - self.beta1**step), square / (1 - self.beta2**step)
        change = mean / (np.sqrt(square) + self.eps)
        group = self._group_of[index]
        if group.decay and decays(self.parameters[index]):
            change = change + group.decay * value
        size, length = np.linalg.norm(value), np.linalg.norm(change)
        trust = size / length if size > 0 and length > 0 else 1.0
        return value - np.float32(rate * trust) * change


class LARS(Optimizer):
    """Another optimizer, with each layer's gradient scaled to the layer's weights."""

    def __init__(
        self,
        optimizer,
        epsilon=1e-05,
        coefficient=0.001,
        use_clip=False,
        lars_filter=lambda p: "LayerNorm" not in p.name and "bias" not in p.name,
    ):
        super().__init__(0.0, [optimizer.parameters[0]])
        self.epsilon, self.coefficient = epsilon, coefficient
        self.lars_filter = lars_filter
        self.__dict__["opt"] = optimizer
        self.__dict__["parameters"] = optimizer.parameters

    def construct(self, gradients):
        scaled = []
        for gradient, parameter in zip(gradients, self.opt.parameters):
            if self.lars_filter(parameter):
                size = np.linalg.norm(parameter.array)
                length = np.linalg.norm(gradient.array)
                if size > 0 and length > 0:
                    gradient = gradient * float(self.coefficient * size / (length + self.epsilon))
            scaled.append(gradient)
        return self.opt(tuple(scaled))
