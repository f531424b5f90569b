"""Programs as MindSpore's tutorials have them, run as they are through the aliases."""

import subprocess
import sys
import textwrap

import pytest

PROGRAMS = {
    "autograd": """
        import numpy as np
        import mindspore
        from mindspore import nn, ops
        from mindspore import Tensor, Parameter

        x = ops.ones(5, mindspore.float32)
        y = ops.zeros(3, mindspore.float32)
        w = Parameter(Tensor(np.random.randn(5, 3), mindspore.float32), name="w")
        b = Parameter(Tensor(np.random.randn(3,), mindspore.float32), name="b")

        def function(x, y, w, b):
            z = ops.matmul(x, w) + b
            return ops.binary_cross_entropy_with_logits(z, y, ops.ones_like(z), ops.ones_like(z))

        grads = mindspore.grad(function, (2, 3))(x, y, w, b)
        assert grads[0].shape == (5, 3) and grads[1].shape == (3,)

        def with_logits(x, y, w, b):
            z = ops.matmul(x, w) + b
            loss = ops.binary_cross_entropy_with_logits(z, y, ops.ones_like(z), ops.ones_like(z))
            return loss, z

        def stopped(x, y, w, b):
            loss, z = with_logits(x, y, w, b)
            return loss, ops.stop_gradient(z)

        again = mindspore.grad(stopped, (2, 3))(x, y, w, b)
        assert np.allclose(again[1].asnumpy(), grads[1].asnumpy())
        grads, (z,) = mindspore.grad(with_logits, (2, 3), has_aux=True)(x, y, w, b)
        assert z.shape == (3,)

        class Network(nn.Cell):
            def __init__(self):
                super().__init__()
                self.w = w
                self.b = b

            def construct(self, x):
                return ops.matmul(x, self.w) + self.b

        model, loss_fn = Network(), nn.BCEWithLogitsLoss()

        def forward_fn(x, y):
            return loss_fn(model(x), y)

        grad_fn = mindspore.value_and_grad(forward_fn, None, weights=model.trainable_params())
        loss, grads = grad_fn(x, y)
        print(len(grads), loss.shape)
    """,
    "cells": """
        import numpy as np
        import mindspore as ms
        from mindspore import nn, ops, Tensor, Parameter
        from mindspore.common.initializer import initializer, Normal

        class Network(nn.Cell):
            def __init__(self):
                super().__init__()
                self.flatten = nn.Flatten()
                self.dense_relu_sequential = nn.SequentialCell(
                    nn.Dense(28 * 28, 64, weight_init="normal", bias_init="zeros"),
                    nn.ReLU(),
                    nn.Dense(64, 10, weight_init=Normal(0.02), bias_init="zeros"),
                )

            def construct(self, x):
                return self.dense_relu_sequential(self.flatten(x))

        model = Network()
        print(model)
        logits = model(ops.ones((1, 28, 28), ms.float32))
        probability = nn.Softmax(axis=1)(logits)
        assert probability.argmax(1).shape == (1,)
        for name, param in model.parameters_and_names():
            print(f"Layer: {name} Size: {param.shape} Values : {param[:2]}")
        base = nn.CellList([nn.Dense(4, 4) for _ in range(3)])
        assert [p.name for p in base.get_parameters()][:2] == ["0.weight", "0.bias"]
    """,
    "training": """
        import numpy as np
        import mindspore as ms
        from mindspore import nn
        from mindspore.dataset import GeneratorDataset

        ms.set_seed(1)
        rng = np.random.default_rng(0)
        points = rng.normal(size=(200, 2)).astype(np.float32)
        labels = (points[:, 0] * points[:, 1] > 0).astype(np.int32)

        class Data:
            def __getitem__(self, index):
                return points[index], labels[index]

            def __len__(self):
                return len(points)

        train_dataset = GeneratorDataset(Data(), ["point", "label"], shuffle=True).batch(32)

        class Network(nn.Cell):
            def __init__(self):
                super().__init__()
                self.layers = nn.SequentialCell(nn.Dense(2, 32), nn.ReLU(), nn.Dense(32, 2))

            def construct(self, x):
                return self.layers(x)

        model = Network()
        loss_fn = nn.CrossEntropyLoss()
        optimizer = nn.Adam(model.trainable_params(), learning_rate=1e-2)

        def forward_fn(data, label):
            logits = model(data)
            loss = loss_fn(logits, label)
            return loss, logits

        grad_fn = ms.value_and_grad(forward_fn, None, optimizer.parameters, has_aux=True)

        def train_step(data, label):
            (loss, _), grads = grad_fn(data, label)
            optimizer(grads)
            return loss

        def train_loop(model, dataset):
            size = dataset.get_dataset_size()
            model.set_train()
            for batch, (data, label) in enumerate(dataset.create_tuple_iterator()):
                loss = train_step(data, label)
                if batch % 5 == 0:
                    loss, current = loss.asnumpy(), batch
                    print(f"loss: {loss:>7f}  [{current:>3d}/{size:>3d}]")

        for t in range(20):
            train_loop(model, train_dataset)
        model.set_train(False)
        correct = (model(ms.Tensor(points)).argmax(1) == ms.Tensor(labels)).asnumpy().mean()
        print(f"Accuracy: {100 * correct:>0.1f}%")
        assert correct > 0.9
    """,
    "model": """
        import numpy as np
        import mindspore as ms
        from mindspore import nn
        from mindspore.dataset import NumpySlicesDataset
        from mindspore.train import Model, LossMonitor

        rng = np.random.default_rng(0)
        x = rng.normal(size=(120, 3)).astype(np.float32)
        y = (x.sum(1) > 0).astype(np.int32)
        data = NumpySlicesDataset((x, y), ["x", "y"], shuffle=False).batch(30)
        net = nn.Dense(3, 2)
        optimizer = nn.Momentum(net.trainable_params(), learning_rate=0.5, momentum=0.9)
        loss = nn.SoftmaxCrossEntropyWithLogits(sparse=True, reduction="mean")
        model = Model(net, loss, optimizer, metrics={"accuracy": nn.Accuracy()})
        model.train(10, data, callbacks=[LossMonitor(4)])
        found = model.eval(data)
        print(found)
        assert found["accuracy"] > 0.9 and model.predict(ms.Tensor(x)).shape == (120, 2)
    """,
    "save and load": """
        import os, tempfile
        import numpy as np
        import mindspore as ms
        from mindspore import nn, Tensor

        folder = tempfile.mkdtemp()
        model = nn.SequentialCell(nn.Dense(2, 3), nn.ReLU(), nn.Dense(3, 1))
        ms.save_checkpoint(model, os.path.join(folder, "model.ckpt"))
        other = nn.SequentialCell(nn.Dense(2, 3), nn.ReLU(), nn.Dense(3, 1))
        param_dict = ms.load_checkpoint(os.path.join(folder, "model.ckpt"))
        param_not_load, _ = ms.load_param_into_net(other, param_dict)
        print(param_not_load)
        x = Tensor(np.ones((1, 2)), ms.float32)
        assert np.allclose(model(x).asnumpy(), other(x).asnumpy())
    """,
    "hooks and bprop": """
        import mindspore as ms
        from mindspore import nn, ops, Tensor

        class Net(nn.Cell):
            def __init__(self):
                super().__init__()
                self.matmul = ops.MatMul()

            def construct(self, x, y):
                return self.matmul(x, y)

            def bprop(self, x, y, out, dout):
                return x + 1, y + 1

        class GradNet(nn.Cell):
            def __init__(self, net):
                super().__init__()
                self.net = net

            def construct(self, x, y):
                return ms.grad(self.net)(x, y)

        x, y = Tensor([[0.5, 0.6, 0.4], [1.2, 1.3, 1.1]]), Tensor([[0.01], [0.2], [0.3]])
        print(GradNet(Net())(x, y))
        handle = ops.HookBackward(lambda grad: print("hook", grad))

        def f(x):
            z = x * x
            return handle(z) * 2

        print(ms.grad(f)(Tensor([3.0])))
    """,
    "derivatives": """
        import numpy as np
        import mindspore as ms
        from mindspore import nn, ops, Tensor

        class Net(nn.Cell):
            def __init__(self):
                super().__init__()
                self.sin = ops.Sin()

            def construct(self, x):
                return self.sin(x)

        class Grad(nn.Cell):
            def __init__(self, network):
                super().__init__()
                self.grad = ops.GradOperation()
                self.network = network

            def construct(self, x):
                return self.grad(self.network)(x)

        x = Tensor([3.1415926], dtype=ms.float32)
        assert np.allclose(Grad(Grad(Net()))(x).asnumpy(), 0, atol=1e-6)
        grad = ops.GradOperation(get_all=True, sens_param=True)

        def f(x, y):
            return x * y, x + y

        print(grad(lambda x, y: x * y)(Tensor([2.0]), Tensor([3.0]), Tensor([10.0])))
        print(ms.jacrev(lambda x: x ** 2)(Tensor([1.0, 2.0])))
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_tutorial_runs(name, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(PROGRAMS[name]), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "s2s_grad.mindspore", str(script)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_a_module_that_is_not_here_is_named(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import mindspore.hub\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "s2s_grad.mindspore", str(script)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "nothing for the module 'mindspore.hub'" in done.stderr
