"""Addresses of follows, the feed and digests."""

from __future__ import annotations

from django.urls import URLPattern, path

from osler.desk.views import digest, feed, feeds_out, follow, less

urlpatterns: list[URLPattern] = [
    path("feed", feed.feed, name="feed"),
    path("feed/less/<pmid:pmid>", less.less, name="less"),
    path("feed/start", feed.start, name="feed-start"),
    path("follow", follow.follow, name="follow"),
    path("follows", feed.follows, name="follows"),
    path("follows/act", feed.act, name="follows-act"),
    path("digest/unsubscribe/<str:token>", digest.unsubscribe, name="digest-unsubscribe"),
    path("feeds/own/<str:token>.<str:format>", feeds_out.own, name="own-feed"),
    path("feeds/follow/<str:token>.<str:format>", feeds_out.follow, name="follow-feed"),
    path("feeds/collection/<str:token>.<str:format>", feeds_out.collection, name="collection-feed"),
]
