"""Batches of samples out of arrays, sequences and generators, in MindSpore's manner."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2s_grad.tensor import wrap


class Dataset:
    """Samples, each a tuple of arrays; what is asked of them later makes a new Dataset."""

    def __init__(self, rows, names, size):
        self.rows, self.names, self.size = rows, list(names), size

    def __len__(self):
        return self.size

    def get_dataset_size(self):
        """How many samples or batches there are."""
        return self.size

    def get_col_names(self):
        """The names of the columns."""
        return list(self.names)

    def batch(self, batch_size, drop_remainder=False, **options):
        """Batches of samples; the last may be smaller unless it is dropped."""
        if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size < 1:
            raise ValueError(f"'batch_size' must be a positive int, but got {batch_size!r}.")

        def rows():
            found = []
            for row in self.rows():
                found.append(row)
                if len(found) == batch_size:
                    yield stacked(found)
                    found = []
            if found and not drop_remainder:
                yield stacked(found)

        whole, rest = divmod(self.size, batch_size)
        size = whole + (1 if rest and not drop_remainder else 0)
        return Dataset(rows, self.names, size)

    def shuffle(self, buffer_size):
        """The samples in another order each time, by NumPy's global generator."""

        def rows():
            found = list(self.rows())
            for index in np.random.permutation(len(found)):
                yield found[index]

        return Dataset(rows, self.names, self.size)

    def repeat(self, count=1):
        """All samples, several times."""

        def rows():
            for _ in range(count):
                yield from self.rows()

        return Dataset(rows, self.names, self.size * count)

    def take(self, count):
        """The first samples."""

        def rows():
            for number, row in enumerate(self.rows()):
                if number == count:
                    return
                yield row

        return Dataset(rows, self.names, min(count, self.size))

    def map(self, operations, input_columns=None, output_columns=None, **options):
        """The samples with functions applied, one after the other, to some of their columns."""
        operations = operations if isinstance(operations, (list, tuple)) else [operations]
        columns = input_columns or self.names[:1]
        columns = [columns] if isinstance(columns, str) else list(columns)
        places = [self.names.index(column) for column in columns]

        def rows():
            for row in self.rows():
                values: Any = tuple([row[place] for place in places])
                for operation in operations:
                    values = operation(*values)
                    values = values if isinstance(values, tuple) else (values,)
                out = list(row)
                for place, value in zip(places, values, strict=True):
                    out[place] = np.asarray(value)
                yield tuple(out)

        return Dataset(rows, self.names, self.size)

    def create_tuple_iterator(self, num_epochs=-1, output_numpy=False, **options):
        """The samples as lists of Tensors."""
        for row in self.rows():
            yield [value if output_numpy else wrap(value) for value in row]

    def create_dict_iterator(self, num_epochs=-1, output_numpy=False, **options):
        """The samples as dicts of Tensors."""
        for row in self.create_tuple_iterator(num_epochs, output_numpy):
            yield dict(zip(self.names, row, strict=True))

    def __iter__(self):
        return self.create_tuple_iterator()


def stacked(rows):
    """Samples as one batch."""
    return tuple([np.stack(column) for column in zip(*rows, strict=True)])


class GeneratorDataset(Dataset):
    """Samples from an object with `__getitem__` and `__len__`, an iterable, or a function of them.

    Raises TypeError for other sources, ValueError for columns that do not fit the samples.
    """

    def __init__(self, source: Any, column_names, shuffle=None, **options):
        names = [column_names] if isinstance(column_names, str) else list(column_names)
        indexed = hasattr(source, "__getitem__") and hasattr(source, "__len__")
        if not (indexed or callable(source) or hasattr(source, "__iter__")):
            raise TypeError(f"'source' must give samples, but got {type(source)}.")

        whole: Any = source

        def samples() -> Any:
            if not indexed:
                return whole() if callable(whole) else whole
            count = len(whole)
            order = np.arange(count) if shuffle is False else np.random.permutation(count)
            return (whole[int(index)] for index in order)

        def rows():
            for row in samples():
                row = row if isinstance(row, tuple) else (row,)
                if len(row) != len(names):
                    raise ValueError(f"A sample has {len(row)} columns, the names are {names}.")
                yield tuple([np.asarray(getattr(value, "array", value)) for value in row])

        size = len(whole) if hasattr(whole, "__len__") else sum(1 for _ in rows())
        super().__init__(rows, names, size)


class NumpySlicesDataset(GeneratorDataset):
    """Samples that are the slices of arrays: one array, a tuple of arrays, or a dict of them."""

    def __init__(self, data, column_names=None, shuffle=None, **options):
        if isinstance(data, dict):
            column_names, data = column_names or list(data), tuple(data.values())
        columns = tuple(map(np.asarray, data)) if isinstance(data, tuple) else (np.asarray(data),)
        names = column_names or [f"column_{index}" for index in range(len(columns))]
        super().__init__(list(zip(*columns, strict=True)), names, shuffle)
