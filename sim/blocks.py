"""Memory in blocks: numbers and arrays side by side, laid out as the processor reads them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

# The processor reads a line of so many bytes at once, and twice as long what lies across two.
LINE = 64


def block(shapes: Mapping[str, tuple[DTypeLike, tuple[int, ...]]]) -> np.dtype[np.void]:
    """A record of numbers and arrays, by dtype and shape. Like each array, it begins with a line.

    Real numbers belong before whole ones: a loop that writes the former and reads the latter
    vectorises only where the compiler sees that the one lies before the other.
    """
    formats = [np.dtype(shape) for shape in shapes.values()]
    offsets, end = [], 0
    for form in formats:
        step = LINE if form.shape else form.itemsize
        offsets.append(-(-end // step) * step)
        end = offsets[-1] + form.itemsize
    size = -(-end // LINE) * LINE
    layout = {"names": list(shapes), "formats": formats, "offsets": offsets, "itemsize": size}
    return np.dtype(layout, align=True)  # type: ignore[call-overload, no-any-return]


def stretch(record: np.dtype[np.void], first: str, last: str) -> slice:
    """From the first to the last of these names, and both of them."""
    fields: Mapping[str, Any] = record.fields or {}
    return slice(fields[first][1], fields[last][1] + fields[last][0].itemsize)


def zeros(shape: int | tuple[int, ...], dtype: Any = np.float64) -> NDArray[Any]:
    """As `numpy.zeros`, beginning with a line of the processor's memory."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    room = np.zeros(size + LINE, np.uint8)
    first = -room.ctypes.data % LINE
    lined: NDArray[Any] = room[first : first + size].view(dtype).reshape(shape)
    return lined
