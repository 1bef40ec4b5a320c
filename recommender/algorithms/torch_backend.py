"""torch, which training the neural models needs and nothing else does."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from recommender.algorithms.base import MissingPackageError

INSTALL = "pip install -r requirements-neural.txt"


def load_torch() -> Any:
    """The module; MissingPackageError where it is not installed.

    Imported when a network is trained, for it costs seconds and 200 MB that scoring does without.
    """
    try:
        import torch
    except ImportError as error:
        raise MissingPackageError(f"Training a neural model needs torch, which is not installed: {INSTALL}") from error
    return torch


def has_torch() -> bool:
    """Whether it is installed, without the seconds of importing it."""
    return find_spec("torch") is not None


@contextmanager
def one_thread(torch: Any) -> Iterator[None]:
    """torch on one thread inside the block: sums come out alike on any number of cores.

    The steps are so small that threads wait for each other longer than they work.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
