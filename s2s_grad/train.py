"""Model: a network, a loss and an optimizer that are trained on a Dataset; and its callbacks."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from s2s_grad import amp, nn, serialization
from s2s_grad.tensor import Tensor

__all__ = ["Accuracy", "Callback", "LossMonitor", "Model", "TimeMonitor", "amp", "serialization"]


class RunContext:
    """What a callback is told."""

    cur_step_num = cur_epoch_num = 0
    net_outputs: Any = None

    def __init__(self, **found):
        self.__dict__.update(found)
        self.stopped = False

    def original_args(self):
        """The context itself."""
        return self

    def request_stop(self):
        """Training ends after this step."""
        self.stopped = True


class Callback:
    """What is called while a Model is trained; subclasses define some of its methods."""

    def begin(self, run_context):
        """Before the first epoch."""

    def epoch_begin(self, run_context):
        """Before each epoch."""

    def step_begin(self, run_context):
        """Before each step."""

    def step_end(self, run_context):
        """After each step."""

    def epoch_end(self, run_context):
        """After each epoch."""

    def end(self, run_context):
        """After the last epoch."""

    on_train_begin, on_train_epoch_begin, on_train_step_begin = begin, epoch_begin, step_begin
    on_train_step_end, on_train_epoch_end, on_train_end = step_end, epoch_end, end


class LossMonitor(Callback):
    """Prints the loss every `per_print_times` steps."""

    def __init__(self, per_print_times=1):
        self.per_print_times = per_print_times

    def step_end(self, run_context):
        found = run_context.original_args()
        if self.per_print_times and found.cur_step_num % self.per_print_times == 0:
            step = (found.cur_step_num - 1) % found.batch_num + 1
            print(f"epoch: {found.cur_epoch_num} step: {step}, loss is {found.net_outputs}")


class TimeMonitor(Callback):
    """Prints how long each epoch took."""

    def __init__(self, data_size=None):
        self.started = 0.0

    def epoch_begin(self, run_context):
        self.started = time.perf_counter()

    def epoch_end(self, run_context):
        seconds = time.perf_counter() - self.started
        print(f"Train epoch time: {1000 * seconds:.3f} ms")


class Accuracy:
    """The share of samples whose largest output stands at the label."""

    def __init__(self, eval_type="classification"):
        self.clear()

    def clear(self):
        """Forgets all samples."""
        self.right = self.count = 0

    def update(self, outputs, labels):
        """Counts a batch."""
        outputs, labels = (np.asarray(each) for each in (outputs, labels))
        labels = labels.argmax(1) if labels.ndim == outputs.ndim else labels
        self.right += int((outputs.argmax(1) == labels).sum())
        self.count += len(labels)

    def eval(self):
        """The share; RuntimeError before the first batch."""
        if not self.count:
            raise RuntimeError("Accuracy has seen no samples: call update first.")
        return self.right / self.count


METRICS: dict[str, Any] = {"accuracy": Accuracy, "acc": Accuracy, "Accuracy": Accuracy}


class Model:
    """A network that is trained, evaluated and asked as a whole."""

    def __init__(self, network, loss_fn=None, optimizer=None, metrics=None, **options):
        self.network, self.loss_fn, self.optimizer = network, loss_fn, optimizer
        metrics = (
            {name: name for name in metrics or ()} if not isinstance(metrics, dict) else metrics
        )
        self.metrics = {
            name: METRICS[each]() if isinstance(each, str) else each
            for name, each in metrics.items()
        }

    def train(self, epoch, train_dataset, callbacks=None, **options):
        """Goes through the samples `epoch` times, one step for each batch."""
        net = self.network
        if self.loss_fn is not None:
            net = nn.WithLossCell(net, self.loss_fn)
        step = nn.TrainOneStepCell(net, self.optimizer).set_train()
        callbacks = callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]
        callbacks = [each for each in callbacks if each is not None]
        size = train_dataset.get_dataset_size()
        told = RunContext(network=self.network, batch_num=size, epoch_num=epoch)

        def tell(moment):
            for each in callbacks:
                own = getattr(type(each), f"on_train_{moment}", None)
                if own is not None and own is not getattr(Callback, f"on_train_{moment}"):
                    own(each, told)
                else:
                    getattr(each, moment)(told)

        tell("begin")
        for told.cur_epoch_num in range(1, epoch + 1):
            tell("epoch_begin")
            for batch in train_dataset:
                told.cur_step_num += 1
                tell("step_begin")
                told.net_outputs = step(*batch)
                tell("step_end")
                if told.stopped:
                    break
            tell("epoch_end")
            if told.stopped:
                break
        tell("end")

    fit = train

    def eval(self, valid_dataset, **options):
        """Each metric over all samples, by name."""
        self.network.set_train(False)
        for each in self.metrics.values():
            each.clear()
        losses = []
        for inputs, labels in valid_dataset:
            outputs = self.network(inputs)
            if self.loss_fn is not None:
                losses.append(float(self.loss_fn(outputs, labels)))
            for each in self.metrics.values():
                if not isinstance(each, Loss):
                    each.update(outputs, labels)
        return {
            name: float(np.mean(losses)) if isinstance(each, Loss) else each.eval()
            for name, each in self.metrics.items()
        }

    def predict(self, *inputs) -> Tensor:
        """What the network gives, outside of training."""
        return self.network.set_train(False)(*inputs)


class Loss:
    """The mean loss, as a metric."""

    def clear(self):
        """Nothing to forget: the Model keeps the losses."""


METRICS["loss"] = Loss
