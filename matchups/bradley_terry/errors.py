"""What can go wrong with a fit."""


class InvalidOutcomesError(ValueError):
    """The votes or the sets contradict themselves; nothing was fitted."""


class NotConvergedError(ArithmeticError):
    """The gradient did not vanish within the allowed number of steps."""
