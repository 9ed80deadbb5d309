from django.urls import path

from cordee.workspace.rituals import views, views_files, views_live, views_meeting

app_name = "rituals"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<int:pk>/", views.decision, name="decision"),
    path("actions/<int:pk>/completion/", views.complete, name="completion"),
    path("feed/renewal/", views.renew_feed, name="feed_renewal"),
    path("meetings/<int:pk>/", views_meeting.show, name="meeting"),
    path("meetings/<int:pk>/pack.pdf", views_files.pdf, name="pack_pdf"),
    path("meetings/<int:pk>/pack.md", views_files.markdown, name="pack_md"),
    path("meetings/<int:pk>/sending/", views_files.sending, name="sending"),
    path("meetings/<int:pk>/move/", views_meeting.move, name="move"),
    path("meetings/<int:pk>/cancellation/", views_meeting.cancel, name="cancellation"),
    path("meetings/<int:pk>/opening/", views_live.open_, name="opening"),
    path("meetings/<int:pk>/live/", views_live.show, name="live"),
    path("meetings/<int:pk>/live/state/", views_live.state, name="live_state"),
    path("meetings/<int:pk>/live/topic/", views_live.turn, name="live_topic"),
    path("meetings/<int:pk>/live/presence/", views_live.presence, name="live_presence"),
    path("meetings/<int:pk>/live/decisions/", views_live.decide, name="live_decisions"),
    path("meetings/<int:pk>/live/actions/", views_live.agree, name="live_actions"),
    path("meetings/<int:pk>/live/notes/<int:topic>/", views_live.notes, name="live_notes"),
    path("meetings/<int:pk>/closing/", views_live.close, name="closing"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/end/", views.end, name="end"),
    path("<int:pk>/topics/", views.bring, name="topics"),
    path("<str:token>.ics", views.feed, name="feed"),
]
