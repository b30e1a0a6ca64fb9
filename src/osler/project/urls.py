"""All addresses: each door brings its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("osler.web.urls")),
    path("", include("osler.ward.urls")),
    path("", include("osler.desk.urls")),
    path("", include("osler.credit.urls")),
    path("", include("osler.access.urls")),
    path("", include("osler.eutils.urls")),
    path("", include("osler.reading.urls")),
    path("", include("osler.fhir.urls")),
    path("account/", include("allauth.urls")),
]

handler400 = "osler.web.views.errors.bad_request"
handler403 = "osler.web.views.errors.forbidden"
handler404 = "osler.web.views.errors.not_found"
handler500 = "osler.web.views.errors.server_error"
