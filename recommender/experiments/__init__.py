"""The mathematics of experiments: who is in which arm, what the difference is, and when it may be believed."""
