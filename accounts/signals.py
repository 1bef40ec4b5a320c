"""News from the accounts."""

from django.dispatch import Signal

#: A member was made. Arguments: user.
member_joined = Signal()
