"""Addresses of reactions, saved papers and collections."""

from __future__ import annotations

from django.urls import URLPattern, path

from osler.desk.views import (
    alerts,
    chosen,
    collection,
    collections,
    exporting,
    feeds_out,
    history,
    importing,
    keep,
    reactions,
    saved_paper,
    shared,
    sharing,
)

urlpatterns: list[URLPattern] = [
    path("keep", keep.keep, name="keep"),
    path("chosen/save", chosen.save, name="chosen-save"),
    path("wish", keep.wish, name="wish"),
    path("wish/fulfilled", keep.fulfilled, name="wish-fulfilled"),
    path("reactions", reactions.reactions, name="reactions"),
    path("notices", alerts.alerts, name="alerts"),
    path("history", history.history, name="history"),
    path("saved", collections.saved, name="saved"),
    path("collections", collections.collections, name="collections"),
    path("collections/<int:id>", collection.collection, name="collection"),
    path("collections/<int:id>/order", collection.order, name="collection-order"),
    path("collections/<int:id>/arrange", collection.arrange, name="collection-arrange"),
    path("collections/<int:id>/act", collection.act, name="collection-act"),
    path("collections/<int:id>/settings", sharing.settings, name="collection-settings"),
    path("collections/<int:id>/feed", sharing.feed, name="collection-feed-address"),
    path("collections/<int:id>/leave", sharing.leave, name="collection-leave"),
    path("collections/<int:id>/papers/<int:saved>", saved_paper.saved_paper, name="saved-paper"),
    path("collections/<int:id>.<str:format>", exporting.exported, name="collection-file"),
    path("shared/<str:token>", shared.shared, name="shared"),
    path("shared/<str:token>/papers.<str:format>", shared.shared_file, name="shared-file"),
    path("shared/<str:token>/feed.<str:format>", feeds_out.shared, name="shared-feed"),
    path("import", importing.bring, name="import"),
    path("imports/<int:id>", importing.report, name="import-report"),
    path("imports/<int:id>/not-found.csv", importing.missing, name="import-missing"),
]
