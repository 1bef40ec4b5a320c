"""Pages, page fragments and form actions of the ratings."""

from django.urls import path

from ratings.enums import SavedKind
from ratings.views import lists, members, rating, reviews

app_name = "ratings"

_WATCHLIST, _FAVORITE = {"kind": SavedKind.WATCHLIST}, {"kind": SavedKind.FAVORITE}

urlpatterns = [
    # one title
    path("title/<int:title_id>/rate/", rating.rate, name="rate"),
    path("title/<int:title_id>/watchlist/", rating.toggle, _WATCHLIST, name="watchlist-toggle"),
    path("title/<int:title_id>/favorite/", rating.toggle, _FAVORITE, name="favorite-toggle"),
    path("title/<int:title_id>/rating/", rating.title_rating, name="title-rating"),
    path("title/<int:title_id>/lists/", lists.choose_lists, name="choose-lists"),
    path("title/<int:title_id>/reviews/", reviews.title_reviews, name="title-reviews"),
    path("title/<int:title_id>/review/", reviews.save_review, name="review-save"),
    path("title/<int:title_id>/review/delete/", reviews.remove_review, name="review-delete"),
    path("reviews/<int:review_id>/like/", reviews.like, name="review-like"),
    # the member's own
    path("ratings/", members.history, name="history"),
    path("watchlist/", members.own_shelf, _WATCHLIST, name="watchlist"),
    path("favorites/", members.own_shelf, _FAVORITE, name="favorites"),
    path("lists/", lists.lists_page, name="lists"),
    path("lists/new/", lists.new_list, name="list-new"),
    path("lists/<slug:slug>/edit/", lists.edit_list, name="list-edit"),
    path("lists/<slug:slug>/delete/", lists.remove_list, name="list-delete"),
    path("lists/<slug:slug>/add/", lists.add_entry, name="list-add"),
    path("lists/<slug:slug>/titles/<int:title_id>/remove/", lists.remove_entry, name="list-remove"),
    path("lists/<slug:slug>/titles/<int:title_id>/move/", lists.move_entry, name="list-move"),
    # a member's
    path("@<str:username>/parts/taste/", members.taste, name="member-taste"),
    path("@<str:username>/parts/latest/", members.latest, name="member-latest"),
    path("@<str:username>/parts/favorites/", members.favorites_part, name="member-favorites-part"),
    path("@<str:username>/parts/lists/", members.lists_part, name="member-lists-part"),
    path("@<str:username>/ratings/", members.ratings_page, name="member-ratings"),
    path("@<str:username>/reviews/", members.reviews_page, name="member-reviews"),
    path("@<str:username>/favorites/", members.favorites_page, name="member-favorites"),
    path("@<str:username>/lists/", lists.member_lists, name="member-lists"),
    path("@<str:username>/lists/<slug:slug>/", lists.list_page, name="list"),
]
