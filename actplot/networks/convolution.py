"""A convolution of 5x5 with zero padding that keeps the size, as five matrix products, and 2x2 max pooling after it.

Channels are innermost. The windows of each padded row are written out along the row only (5 * channels numbers), so
that the rows of the windows at one offset in y are one block: a convolution is a sum of five products. Where pooling
follows, rows and columns lie apart by parity, so that each of a pool's four inputs is one contiguous block.
"""

from __future__ import annotations

from typing import Any

import numpy as np

SIZE = 5  # of the kernel, in both directions
PAD = SIZE // 2


class Convolution:
    """The buffers of one convolution for ``count`` images of side x side pixels; nothing is allocated after that.

    The input is written into ``inside``, shape (side, count, side, channels). The output has the shape
    (step, side / step, step, count, side / step, filters): the parity of y, y, the parity of x, image, x, filter;
    ``step`` is 2 where pooling follows, else 1.
    """

    def __init__(self, count: int, side: int, channels: int, filters: int, step: int, dtype: Any) -> None:
        """Allocate the buffers."""
        self.count, self.side, self.step, self.filters = count, side, step, filters
        half, tall = side // step, side + SIZE - 1
        self.padded = np.zeros((tall, count, tall, channels), dtype)
        self.inside = self.padded[PAD:-PAD, :, PAD:-PAD]
        y, image, x, item = self.padded.strides
        self.windows = np.lib.stride_tricks.as_strided(
            self.padded,
            (step, tall // step, step, count, half, SIZE * channels),
            (y, step * y, x, image, step * x, item),
            writeable=False,
        )
        self.rows = np.empty(self.windows.shape, dtype)
        self.shape = (step, half, step, count, half, filters)
        self.part = np.empty((half * step * count * half, filters), dtype)
        self.row_part = np.empty((len(self.part), SIZE * channels), dtype)
        self.weight_part = np.empty((SIZE * channels, filters), dtype)
        self.back = np.empty_like(self.padded)
        self.back_inside = self.back[PAD:-PAD, :, PAD:-PAD]

    def _block(self, parity: int, offset: int) -> Any:
        """Return the windows at an offset in y for all outputs of one parity of y, shape (pixels, 5 * channels)."""
        row, which = divmod(parity + offset, self.step)
        return self.rows[which, row : row + self.side // self.step].reshape(len(self.part), -1)

    def forward(self, weights: Any, bias: Any, output: Any) -> None:
        """Write the convolution of ``inside``, with weights of shape (5, 5 * channels, filters), into ``output``."""
        np.copyto(self.rows, self.windows)
        flat = output.reshape(self.step, *self.part.shape)
        for parity in range(self.step):
            np.matmul(self._block(parity, 0), weights[0], out=flat[parity])
            for offset in range(1, SIZE):
                np.matmul(self._block(parity, offset), weights[offset], out=self.part)
                flat[parity] += self.part
        line = self.count * self.side // self.step
        by_line = output.reshape(-1, line * self.filters)  # long rows: a loop over a few filters would be slow
        by_line += np.tile(bias, line)

    def backward(self, weights: Any, gradient: Any, of_weights: Any, of_bias: Any, *, to_input: bool) -> Any:
        """Add the gradients of weights and bias; return that of the input, shape of ``inside``, if ``to_input``.

        ``gradient`` is that of the output. The windows are overwritten.
        """
        flat = gradient.reshape(self.step, *self.part.shape)
        line = self.count * self.side // self.step
        of_bias += gradient.reshape(-1, line * self.filters).sum(axis=0).reshape(-1, self.filters).sum(axis=0)
        for offset in range(SIZE):
            for parity in range(self.step):
                np.matmul(self._block(parity, offset).T, flat[parity], out=self.weight_part)
                of_weights[offset] += self.weight_part
        if not to_input:
            return None
        self.rows.fill(0)
        for parity in range(self.step):
            for offset in range(SIZE):
                np.matmul(flat[parity], weights[offset].T, out=self.row_part)
                block = self._block(parity, offset)
                block += self.row_part
        return self._folded()

    def _folded(self) -> Any:
        """Return the sum of all windows at the pixels that they were copied from."""
        step, tall, half = self.step, self.padded.shape[0], self.side // self.step
        self.back.fill(0)
        by_column = self.rows.reshape(*self.rows.shape[:-1], SIZE, -1)
        for parity in range(step):
            rows = self.back[parity:tall:step]
            for column in range(step):
                for offset in range(SIZE):
                    start = column + offset
                    pixels = rows[:, :, start : start + step * half : step]
                    pixels += by_column[parity, :, column, :, :, offset]
        return self.back_inside


class Pooling:
    """2x2 max pooling of ``count`` images after a convolution of step 2; the gradient goes to the first maximum."""

    def __init__(self, count: int, side: int, channels: int, dtype: Any) -> None:
        """Allocate the buffers for inputs of side x side pixels."""
        half = side // 2
        self.upper, self.lower, self.share = (np.empty((half, count, half, channels), dtype) for _ in range(3))

    def forward(self, x: Any, output: Any) -> None:
        """Write the largest of each 2x2 numbers into ``output``, shape (side / 2, count, side / 2, channels)."""
        np.maximum(x[0, :, 0], x[0, :, 1], out=self.upper)
        np.maximum(x[1, :, 0], x[1, :, 1], out=self.lower)
        np.maximum(self.upper, self.lower, out=output)

    def backward(self, x: Any, gradient: Any, output: Any) -> None:
        """Write the gradient of ``x``, the input of the last forward pass, into ``output``; destroy ``gradient``."""
        share = self.share
        np.greater_equal(self.upper, self.lower, out=share, casting="unsafe")
        share *= gradient
        gradient -= share
        for row, part in enumerate((share, gradient)):
            left, right = output[row, :, 0], output[row, :, 1]
            np.greater_equal(x[row, :, 0], x[row, :, 1], out=left, casting="unsafe")
            left *= part
            np.subtract(part, left, out=right)
