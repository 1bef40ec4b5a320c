"""Members in the admin."""

from accounts.admin import members, people, proofs, reach, telegram

__all__ = ["members", "people", "proofs", "reach", "telegram"]
