"""What looks wrong about the votes since a moment: one module for each kind of subject."""

from matchups.services.suspicions.base import Suspicion, Window

__all__ = ["Suspicion", "Window"]
