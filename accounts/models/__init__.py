"""Members, their profiles and their sessions."""

from accounts.models.profile import Profile
from accounts.models.session import RefreshFamily
from accounts.models.user import User

__all__ = ["Profile", "RefreshFamily", "User"]
