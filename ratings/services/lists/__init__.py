"""Lists that members make: their words, their titles, who works on them, and copies."""

from ratings.services.lists.copies import copy_list
from ratings.services.lists.entries import add_to_list, annotate_entry, move_in_list, remove_from_list
from ratings.services.lists.people import accept_invitation, invite_to_list, leave_list, remove_from_members
from ratings.services.lists.words import create_list, delete_list, renew_share_key, update_list

__all__ = [
    "accept_invitation",
    "add_to_list",
    "annotate_entry",
    "copy_list",
    "create_list",
    "delete_list",
    "invite_to_list",
    "leave_list",
    "move_in_list",
    "remove_from_list",
    "remove_from_members",
    "renew_share_key",
    "update_list",
]
