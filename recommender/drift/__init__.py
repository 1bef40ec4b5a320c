"""The mathematics of drift: distributions kept small, and how far two of them lie apart."""
