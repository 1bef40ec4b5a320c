"""Paths of the account API, below /api/."""

from django.urls import path

from accounts.api import avatars, factors, notifications, owndata, people, profiles, sessions, tokens, views, wallets

app_name = "accounts_api"

urlpatterns = [
    path("auth/register", views.RegisterView.as_view(), name="register"),
    path("auth/login", views.LoginView.as_view(), name="login"),
    path("auth/refresh", views.RefreshView.as_view(), name="refresh"),
    path("auth/logout", views.LogoutView.as_view(), name="logout"),
    path("auth/nonce", wallets.NonceView.as_view(), name="wallet-nonce"),
    path("auth/connect", wallets.ConnectView.as_view(), name="wallet-connect"),
    path("auth/disconnect", wallets.DisconnectView.as_view(), name="wallet-disconnect"),
    path("user", owndata.AccountView.as_view(), name="account"),
    path("user/export", owndata.ExportView.as_view(), name="export"),
    path("user/merge", owndata.MergeView.as_view(), name="merge"),
    path("user/restore", owndata.RestoreView.as_view(), name="restore"),
    path("user/tokens", tokens.ApiTokensView.as_view(), name="tokens"),
    path("user/tokens/<int:token_id>", tokens.ApiTokenView.as_view(), name="token"),
    path("auth/proof", sessions.ProofView.as_view(), name="proof"),
    path("auth/password/reset", sessions.ResetView.as_view(), name="reset"),
    path("auth/password/reset/confirm", sessions.ResetConfirmView.as_view(), name="reset-confirm"),
    path("user/sessions", sessions.SessionsView.as_view(), name="sessions"),
    path("user/sessions/<str:session_id>", sessions.SessionView.as_view(), name="session"),
    path("user/factors", factors.FactorsView.as_view(), name="factors"),
    path("user/wallets", factors.WalletsView.as_view(), name="wallets"),
    path("user/wallets/<int:wallet_id>", factors.WalletView.as_view(), name="wallet"),
    path("user/profile", profiles.OwnProfileView.as_view(), name="own-profile"),
    path("user/avatar", avatars.AvatarView.as_view(), name="avatar"),
    path("notifications", notifications.NotificationsView.as_view(), name="notifications"),
    path("notifications/read", notifications.MarkReadView.as_view(), name="mark-read"),
    path("user/notification-preferences", notifications.PreferencesView.as_view(), name="notification-preferences"),
    path("profiles", profiles.ProfileListView.as_view(), name="profiles"),
    path("user/feed", people.FeedView.as_view(), name="feed"),
    path("user/blocks", people.BlocksView.as_view(), name="blocks"),
    path("profiles/<str:username>/follow", people.FollowView.as_view(), name="follow"),
    path("profiles/<str:username>/block", people.BlockView.as_view(), name="block"),
    path("profiles/<str:username>/mute", people.MuteView.as_view(), name="mute"),
    path("profiles/<str:username>/followers", people.FollowersView.as_view(), name="followers"),
    path("profiles/<str:username>/following", people.FollowingView.as_view(), name="following"),
    path("profiles/<str:username>", profiles.ProfileDetailView.as_view(), name="profile"),
]
