"""Addresses of learning and of journal clubs."""

from __future__ import annotations

from django.urls import path

from osler.credit.views import activities, certificates, claims, clubs, meetings, provider, reading, transcript

urlpatterns = [
    path("learning", activities.activities, name="learning"),
    path("learning/new", activities.by_hand, name="activity-by-hand"),
    path("learning/settings", activities.settings, name="learning-settings"),
    path("learning/schemes", activities.schemes, name="schemes"),
    path("learning/beat", reading.beat, name="beat"),
    path("learning/line", reading.line, name="learning-line"),
    path("learning/activities/<str:key>", activities.activity, name="activity"),
    path("learning/activities/<str:key>/claim", activities.claim, name="activity-claim"),
    path("learning/claims/<str:key>", claims.claim, name="claim"),
    path("learning/claims/<str:key>/correct", claims.correct, name="claim-correct"),
    path("learning/claims/<str:key>/withdraw", claims.withdraw, name="claim-withdraw"),
    path("learning/transcript", transcript.page, name="transcript"),
    path("learning/transcript.<str:format>", transcript.file, name="transcript-file"),
    path("learning/goals", transcript.goal, name="goal"),
    path("learning/certificates", certificates.certificates, name="certificates"),
    path("learning/certificates/<int:id>", certificates.certificate, name="certificate"),
    path("learning/certificates/<int:id>.pdf", certificates.file, name="certificate-file"),
    path("verify/<str:code>", certificates.verify, name="verify"),
    path("learning/provider", provider.queue, name="provider-queue"),
    path("learning/provider/log", provider.log, name="provider-log"),
    path("learning/provider/claims/<str:key>", provider.queued, name="queued"),
    path("learning/provider/claims/<str:key>/decide", provider.decide, name="decide"),
    path("learning/provider/<str:scheme>", provider.setup, name="provider"),
    path("learning/provider/<str:scheme>/report.csv", provider.report, name="provider-report"),
    path("clubs", clubs.clubs, name="clubs"),
    path("clubs/join/<str:token>", clubs.join, name="club-join"),
    path("clubs/calendar/<str:token>.ics", clubs.calendar, name="club-calendar"),
    path("clubs/meetings/<str:key>", meetings.meeting, name="meeting"),
    path("clubs/<str:key>", clubs.club, name="club"),
    path("clubs/<str:club>/schedule", meetings.schedule, name="meeting-new"),
    path("clubs/<str:club>/schedule/<str:key>", meetings.schedule, name="meeting-change"),
]
