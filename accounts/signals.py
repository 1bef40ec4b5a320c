"""News from the accounts."""

from django.dispatch import Signal

#: A member was made. Arguments: user.
member_joined = Signal()

#: Deliveries are to be sent at once; what nobody hears is sent by the schedule. No arguments.
deliveries_waiting = Signal()
