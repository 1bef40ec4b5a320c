"""How good is a model: splits, metrics, back-tests, choice of settings, reports."""
