"""Equations as the one source of truth: read from TeX, run, and compared with an LSTM."""
