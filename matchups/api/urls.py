"""Paths of the matchups API, below /api/."""

from django.urls import path

from matchups.api.views import boards, sets, voting

app_name = "matchups_api"

urlpatterns = [
    path("comparisons/next", voting.NextComparisonView.as_view(), name="next"),
    path("comparisons/<int:comparison_id>", voting.ComparisonView.as_view(), name="comparison"),
    path("leaderboard", boards.LeaderboardView.as_view(), name="leaderboard"),
    path("top4-sets", sets.Top4SetsView.as_view(), name="top4-sets"),
    path("top4-sets/<int:set_id>", sets.Top4SetView.as_view(), name="top4-set"),
    path("user/top4-sets", sets.OwnTop4SetsView.as_view(), name="own-top4-sets"),
    path("votes", voting.VotesView.as_view(), name="votes"),
    path("votes/<int:vote_id>", voting.VoteView.as_view(), name="vote"),
]
