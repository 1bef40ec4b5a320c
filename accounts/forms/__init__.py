"""Forms of the account pages; the rules live in the services."""

from accounts.forms.entry import LoginForm, RegisterForm
from accounts.forms.profile import ProfileForm
from accounts.forms.security import PasswordForm

__all__ = ["LoginForm", "PasswordForm", "ProfileForm", "RegisterForm"]
