"""Pages, page fragments and form actions of the ratings."""

from django.urls import path

from ratings.enums import SavedKind
from ratings.views import compatibility, diary, imports, list_editing, lists, members, ranking, rating, reviews

app_name = "ratings"

_WATCHLIST, _FAVORITE = {"kind": SavedKind.WATCHLIST}, {"kind": SavedKind.FAVORITE}

_ENTRY = "@<str:username>/lists/<slug:slug>/titles/<int:title_id>"

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
    path("title/<int:title_id>/viewings/", diary.viewings, name="viewings"),
    path("reviews/<int:review_id>/like/", reviews.like, name="review-like"),
    # the member's own
    path("ratings/", members.history, name="history"),
    path("watchlist/", members.own_shelf, _WATCHLIST, name="watchlist"),
    path("favorites/", members.own_shelf, _FAVORITE, name="favorites"),
    path("diary/", diary.own_diary, name="diary"),
    path("diary/<int:entry_id>/", diary.edit_viewing, name="viewing"),
    path("diary/<int:entry_id>/delete/", diary.remove_viewing, name="viewing-delete"),
    path("settings/import/", imports.import_page, name="import"),
    path("settings/import/<int:job_id>/", imports.import_job, name="import-job"),
    path("settings/import/<int:job_id>/apply/", imports.apply, name="import-apply"),
    path("settings/import/<int:job_id>/undo/", imports.undo, name="import-undo"),
    path("settings/import/<int:job_id>/items/<int:item_id>/", imports.fix, name="import-fix"),
    path("ranking/", ranking.duel, name="ranking"),
    path("ranking/undo/", ranking.undo, name="ranking-undo"),
    path("ranking/list/", ranking.ranking_list, name="ranking-list"),
    path("ranking/list/<int:title_id>/remove/", ranking.remove, name="ranking-remove"),
    path("ranking/list/restore/", ranking.restore, name="ranking-restore"),
    path("ranking/restart/", ranking.restart, name="ranking-restart"),
    path("ranking/stars/", ranking.stars, name="ranking-stars"),
    path("ranking/stars/undo/", ranking.stars_undo, name="ranking-stars-undo"),
    path("lists/", lists.lists_page, name="lists"),
    path("lists/new/", lists.new_list, name="list-new"),
    path("lists/copy/", lists.copy_list, name="list-copy"),
    path("lists/shared/<str:key>/", lists.shared_list_page, name="list-shared"),
    # a member's
    path("@<str:username>/parts/diary/", diary.diary_part, name="member-diary-part"),
    path("@<str:username>/parts/taste/", members.taste, name="member-taste"),
    path("@<str:username>/parts/latest/", members.latest, name="member-latest"),
    path("@<str:username>/parts/favorites/", members.favorites_part, name="member-favorites-part"),
    path("@<str:username>/parts/lists/", members.lists_part, name="member-lists-part"),
    path("@<str:username>/parts/compatibility/", compatibility.compatibility_part, name="compatibility-part"),
    path("@<str:username>/compatibility/", compatibility.compatibility_page, name="compatibility"),
    path("@<str:username>/diary/", diary.diary_page, name="member-diary"),
    path("@<str:username>/<int:year>/", diary.year_page, name="member-year"),
    path("@<str:username>/ratings/", members.ratings_page, name="member-ratings"),
    path("@<str:username>/reviews/", members.reviews_page, name="member-reviews"),
    path("@<str:username>/favorites/", members.favorites_page, name="member-favorites"),
    path("@<str:username>/lists/", lists.member_lists, name="member-lists"),
    path("@<str:username>/lists/<slug:slug>/", lists.list_page, name="list"),
    path("@<str:username>/lists/<slug:slug>/edit/", list_editing.edit_list, name="list-edit"),
    path("@<str:username>/lists/<slug:slug>/delete/", list_editing.remove_list, name="list-delete"),
    path("@<str:username>/lists/<slug:slug>/link/", list_editing.renew_link, name="list-link"),
    path("@<str:username>/lists/<slug:slug>/add/", list_editing.add_entry, name="list-add"),
    path("@<str:username>/lists/<slug:slug>/invite/", list_editing.invite, name="list-invite"),
    path("@<str:username>/lists/<slug:slug>/answer/", list_editing.answer_invitation, name="list-answer"),
    path(
        "@<str:username>/lists/<slug:slug>/members/<int:user_id>/remove/",
        list_editing.remove_member,
        name="list-member-remove",
    ),
    path(f"{_ENTRY}/remove/", list_editing.remove_entry, name="list-remove"),
    path(f"{_ENTRY}/move/", list_editing.move_entry, name="list-move"),
    path(f"{_ENTRY}/note/", list_editing.annotate_entry, name="list-note"),
]
