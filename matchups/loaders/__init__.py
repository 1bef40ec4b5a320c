"""Votes and line-ups as arrays."""
