"""Where a model is fitted: in this process, or on a cluster that a job of its own talks to."""
