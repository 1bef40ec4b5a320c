"""Paths of the ratings API, below /api/."""

from django.urls import path

from ratings.api.views.compatibility import CompatibilityView
from ratings.api.views.diary import MemberDiaryView, OwnDiaryView, OwnViewingView
from ratings.api.views.imports import (
    ImportApplyView,
    ImportItemsView,
    ImportItemView,
    ImportsView,
    ImportUndoView,
    ImportView,
)
from ratings.api.views.list_people import ListInvitationView, ListMembersView, ListMemberView
from ratings.api.views.lists import ListCopyView, ListEntriesView, ListEntryView, ListsView, ListView
from ratings.api.views.ranking import AnswersView, LastAnswerView, NextDuelView, RankingStarsView, RankingView
from ratings.api.views.ratings import MovieRatingView, ShelfView, UserRatingView
from ratings.api.views.reviews import ReviewDetailView, ReviewLikeView, ReviewListView
from ratings.enums import SavedKind

app_name = "ratings_api"

urlpatterns = [
    path("movies/<int:title_id>/rating", MovieRatingView.as_view(), name="movie-rating"),
    path("user/rating", UserRatingView.as_view(), name="user-rating"),
    path("user/ranking", RankingView.as_view(), name="ranking"),
    path("user/ranking/next", NextDuelView.as_view(), name="ranking-next"),
    path("user/ranking/answers", AnswersView.as_view(), name="ranking-answers"),
    path("user/ranking/answers/last", LastAnswerView.as_view(), name="ranking-last-answer"),
    path("user/ranking/stars", RankingStarsView.as_view(), name="ranking-stars"),
    path("user/watchlist", ShelfView.as_view(kind=SavedKind.WATCHLIST), name="watchlist"),
    path("user/favorites", ShelfView.as_view(kind=SavedKind.FAVORITE), name="favorites"),
    path("user/diary", OwnDiaryView.as_view(), name="diary"),
    path("user/diary/<int:entry_id>", OwnViewingView.as_view(), name="viewing"),
    path("user/import", ImportsView.as_view(), name="imports"),
    path("user/import/<int:job_id>", ImportView.as_view(), name="import"),
    path("user/import/<int:job_id>/apply", ImportApplyView.as_view(), name="import-apply"),
    path("user/import/<int:job_id>/undo", ImportUndoView.as_view(), name="import-undo"),
    path("user/import/<int:job_id>/items", ImportItemsView.as_view(), name="import-items"),
    path("user/import/<int:job_id>/items/<int:item_id>", ImportItemView.as_view(), name="import-item"),
    path("profiles/<str:username>/compatibility", CompatibilityView.as_view(), name="compatibility"),
    path("profiles/<str:username>/diary", MemberDiaryView.as_view(), name="member-diary"),
    path("reviews", ReviewListView.as_view(), name="reviews"),
    path("reviews/<int:review_id>", ReviewDetailView.as_view(), name="review"),
    path("reviews/<int:review_id>/like", ReviewLikeView.as_view(), name="review-like"),
    path("lists", ListsView.as_view(), name="lists"),
    path("lists/<int:list_id>", ListView.as_view(), name="list"),
    path("lists/<int:list_id>/copy", ListCopyView.as_view(), name="list-copy"),
    path("lists/<int:list_id>/invitation", ListInvitationView.as_view(), name="list-invitation"),
    path("lists/<int:list_id>/members", ListMembersView.as_view(), name="list-members"),
    path("lists/<int:list_id>/members/<str:username>", ListMemberView.as_view(), name="list-member"),
    path("lists/<int:list_id>/titles", ListEntriesView.as_view(), name="list-entries"),
    path("lists/<int:list_id>/titles/<int:title_id>", ListEntryView.as_view(), name="list-entry"),
]
