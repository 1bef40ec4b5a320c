"""What docs/benchmarks.md quotes; each module is one command."""

import os

# implicit runs its own threads; BLAS must be told before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 - read by a C library, not by us
