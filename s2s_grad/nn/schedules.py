"""Learning rates that change with the step: as Cells, and as lists."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from s2s_grad.nn.cell import Cell
from s2s_grad.tensor import Tensor


class LearningRateSchedule(Cell):
    """A learning rate as a function of the step."""

    def __init__(self):
        super().__init__(auto_prefix=False)

    def construct(self, global_step) -> Any:
        raise NotImplementedError("A LearningRateSchedule needs a `construct`.")


def as_float(step) -> Any:
    """A step as a float32, for arithmetic."""
    return step.astype(np.float32) if isinstance(step, Tensor) else float(step)


def check_rate(kind, rate, decay=None, steps=None):
    """Refuses rates and decays that are not positive."""
    for name, value in (("learning_rate", rate), ("decay_rate", decay)):
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise TypeError(f"For '{kind}', the '{name}' must be a float, but got {value!r}.")
        if value is not None and value <= 0:
            raise ValueError(f"For '{kind}', the '{name}' must be positive, but got {value}.")
    if steps is not None:
        if isinstance(steps, bool) or not isinstance(steps, int):
            raise TypeError(f"For '{kind}', the 'decay_steps' must be int, but got {steps!r}.")
        if steps <= 0:
            raise ValueError(f"For '{kind}', the 'decay_steps' must be positive, but got {steps}.")


class DecayLR(LearningRateSchedule):
    """What the exponential and inverse schedules have in common."""

    def __init__(self, learning_rate, decay_rate, decay_steps, is_stair=False):
        super().__init__()
        check_rate(type(self).__name__, learning_rate, decay_rate, decay_steps)
        self.learning_rate, self.decay_rate = learning_rate, decay_rate
        self.decay_steps, self.is_stair = decay_steps, is_stair

    def passed(self, global_step):
        """How many periods have passed; whole ones in stairs."""
        periods = as_float(global_step) / self.decay_steps
        return np.floor(periods) if self.is_stair else periods


class ExponentialDecayLR(DecayLR):
    """learning_rate * decay_rate ** periods."""

    def construct(self, global_step):
        return self.learning_rate * self.decay_rate ** self.passed(global_step)


class NaturalExpDecayLR(DecayLR):
    """learning_rate * exp(-decay_rate * step)."""

    def construct(self, global_step):
        step = as_float(global_step)
        if self.is_stair:
            step = np.floor(step / self.decay_steps) * self.decay_steps
        return self.learning_rate * np.exp(-self.decay_rate * step)


class InverseDecayLR(DecayLR):
    """learning_rate / (1 + decay_rate * periods)."""

    def construct(self, global_step):
        return self.learning_rate / (1 + self.decay_rate * self.passed(global_step))


class CosineDecayLR(LearningRateSchedule):
    """Half a wave from `max_lr` down to `min_lr`."""

    def __init__(self, min_lr, max_lr, decay_steps):
        super().__init__()
        if not isinstance(min_lr, float) or min_lr < 0:
            raise ValueError(f"For 'CosineDecayLR', 'min_lr' must not be negative: {min_lr}.")
        check_rate("CosineDecayLR", max_lr, None, decay_steps)
        if min_lr >= max_lr:
            raise ValueError("For 'CosineDecayLR', 'min_lr' must be below 'max_lr'.")
        self.min_lr, self.max_lr, self.decay_steps = min_lr, max_lr, decay_steps

    def construct(self, global_step):
        step = np.minimum(as_float(global_step), self.decay_steps)
        wave = 1 + np.cos(math.pi * step / self.decay_steps)
        return self.min_lr + 0.5 * (self.max_lr - self.min_lr) * wave


class PolynomialDecayLR(LearningRateSchedule):
    """From `learning_rate` to `end_learning_rate` along a power."""

    def __init__(
        self, learning_rate, end_learning_rate, decay_steps, power, update_decay_steps=False
    ):
        super().__init__()
        check_rate("PolynomialDecayLR", learning_rate, None, decay_steps)
        if end_learning_rate < 0 or end_learning_rate >= learning_rate or power <= 0:
            raise ValueError("For 'PolynomialDecayLR', the end must be below the start, power > 0.")
        self.learning_rate, self.end_learning_rate = learning_rate, end_learning_rate
        self.decay_steps, self.power = decay_steps, power
        self.update_decay_steps = update_decay_steps

    def construct(self, global_step):
        step, steps = as_float(global_step), self.decay_steps
        if self.update_decay_steps:
            steps = steps * np.maximum(np.ceil(step / steps), 1)
        else:
            step = np.minimum(step, steps)
        fall = (self.learning_rate - self.end_learning_rate) * (1 - step / steps) ** self.power
        return fall + self.end_learning_rate


class WarmUpLR(LearningRateSchedule):
    """Up to `learning_rate` in equal steps."""

    def __init__(self, learning_rate, warmup_steps):
        super().__init__()
        check_rate("WarmUpLR", learning_rate, None, warmup_steps)
        self.learning_rate, self.warmup_steps = learning_rate, warmup_steps

    def construct(self, global_step):
        done = np.minimum(as_float(global_step), self.warmup_steps) / self.warmup_steps
        return self.learning_rate * done


# ------------------------------------------------------------------ lists


def piecewise_constant_lr(milestone, learning_rates):
    """Each rate until its milestone."""
    if not isinstance(milestone, (list, tuple)) or not isinstance(learning_rates, (list, tuple)):
        raise TypeError("For 'piecewise_constant_lr', both arguments must be lists.")
    if len(milestone) != len(learning_rates):
        raise ValueError("For 'piecewise_constant_lr', the lists must be equally long.")
    found: list[float] = []
    for stop, rate in zip(milestone, learning_rates):
        if stop <= len(found):
            raise ValueError("For 'piecewise_constant_lr', the milestones must grow.")
        found += [rate] * (stop - len(found))
    return found


def by_epoch(total_step, step_per_epoch, decay_epoch, rate, stair=False):
    """The rate for each step, by the epoch it lies in; in stairs by the last whole period."""
    check_rate("learning rates", 1.0, None, total_step)
    check_rate("learning rates", 1.0, None, step_per_epoch)
    check_rate("learning rates", 1.0, None, decay_epoch)
    epochs = [step // step_per_epoch for step in range(total_step)]
    if stair:
        epochs = [epoch // decay_epoch * decay_epoch for epoch in epochs]
    return [float(rate(epoch)) for epoch in epochs]


def exponential_decay_lr(
    learning_rate, decay_rate, total_step, step_per_epoch, decay_epoch, is_stair=False
):
    """learning_rate * decay_rate ** (epoch / decay_epoch), for each step."""
    check_rate("exponential_decay_lr", learning_rate, decay_rate)

    def rate(epoch):
        return learning_rate * decay_rate ** (epoch / decay_epoch)

    return by_epoch(total_step, step_per_epoch, decay_epoch, rate, is_stair)


def natural_exp_decay_lr(
    learning_rate, decay_rate, total_step, step_per_epoch, decay_epoch, is_stair=False
):
    """learning_rate * exp(-decay_rate * epoch), for each step."""
    check_rate("natural_exp_decay_lr", learning_rate, decay_rate)

    def rate(epoch):
        return learning_rate * math.exp(-decay_rate * epoch)

    return by_epoch(total_step, step_per_epoch, decay_epoch, rate, is_stair)


def inverse_decay_lr(
    learning_rate, decay_rate, total_step, step_per_epoch, decay_epoch, is_stair=False
):
    """learning_rate / (1 + decay_rate * epoch / decay_epoch), for each step."""
    check_rate("inverse_decay_lr", learning_rate, decay_rate)

    def rate(epoch):
        return learning_rate / (1 + decay_rate * epoch / decay_epoch)

    return by_epoch(total_step, step_per_epoch, decay_epoch, rate, is_stair)


def cosine_decay_lr(min_lr, max_lr, total_step, step_per_epoch, decay_epoch):
    """Half a wave from `max_lr` down to `min_lr`, for each step."""
    check_rate("cosine_decay_lr", max_lr)
    if min_lr < 0 or min_lr >= max_lr:
        raise ValueError("For 'cosine_decay_lr', 'min_lr' must be below 'max_lr', not negative.")

    def rate(epoch):
        wave = 1 + math.cos(math.pi * min(epoch, decay_epoch) / decay_epoch)
        return min_lr + 0.5 * (max_lr - min_lr) * wave

    return by_epoch(total_step, step_per_epoch, decay_epoch, rate)


def polynomial_decay_lr(
    learning_rate,
    end_learning_rate,
    total_step,
    step_per_epoch,
    decay_epoch,
    power,
    update_decay_epoch=False,
):
    """From `learning_rate` to `end_learning_rate` along a power, for each step."""
    check_rate("polynomial_decay_lr", learning_rate)

    def rate(epoch):
        epochs = decay_epoch
        if update_decay_epoch:
            epochs = epochs * max(math.ceil(epoch / epochs), 1)
        left = 1 - min(epoch, epochs) / epochs
        return (learning_rate - end_learning_rate) * left**power + end_learning_rate

    return by_epoch(total_step, step_per_epoch, decay_epoch, rate)


def warmup_lr(learning_rate, total_step, step_per_epoch, warmup_epoch):
    """Up to `learning_rate`, for each step."""
    check_rate("warmup_lr", learning_rate)

    def rate(epoch):
        return learning_rate * min(epoch, warmup_epoch) / warmup_epoch

    return by_epoch(total_step, step_per_epoch, warmup_epoch, rate)
