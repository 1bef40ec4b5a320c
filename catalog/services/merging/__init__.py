"""Titles that are one, made one; and everything about it that can be taken back."""
