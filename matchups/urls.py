"""Pages of the matchups."""

from django.urls import path

from matchups.views import boards, reader, today, top4, voting

app_name = "matchups"

urlpatterns = [
    path("leaderboard/", boards.leaderboard, name="leaderboard"),
    path("title/<int:title_id>/standing/", boards.title_standing, name="title-standing"),
    path("matchups/", voting.home, name="home"),
    path("matchups/vote/", voting.vote, name="vote"),
    path("matchups/undo/", voting.undo, name="undo"),
    path("matchups/result/<int:comparison_id>/", voting.result, name="result"),
    path("matchups/today/", today.today, name="today"),
    path("matchups/sets/", top4.wall, name="wall"),
    path("matchups/sets/<int:set_id>/", boards.set_page, name="set"),
    path("matchups/yours/", top4.choose, name="choose"),
    path("matchups/yours/preview/", top4.preview, name="preview"),
    path("matchups/yours/letterboxd/", reader.read_page, name="read"),
    path("matchups/yours/<int:set_id>/again/", top4.again, name="again"),
    path("matchups/yours/clear/", top4.clear, name="clear"),
    path("@<str:username>/parts/top4/", top4.top4_fragment, name="top4-fragment"),
]
