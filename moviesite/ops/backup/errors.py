"""What can be wrong with a copy."""

from __future__ import annotations


class BackupError(Exception):
    """Why a copy was not made, or is not put back; the words are for whoever gave the command."""
