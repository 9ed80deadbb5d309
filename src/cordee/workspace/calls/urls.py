from django.urls import path

from cordee.workspace.calls import sessions, views, views_objections

app_name = "calls"
urlpatterns = [
    path("", views.library, name="library"),
    path("new/", views.new, name="new"),
    path("debrief/", views.debrief, name="debrief"),
    path("taking/", views.take, name="taking"),
    path("check/", views_objections.check, name="check"),
    path("objections/", views_objections.index, name="objections"),
    path("objections/<slug:label>/", views_objections.show, name="objection"),
    path("requests/<int:pk>/answered/", views_objections.answered, name="request_answered"),
    path("listening/", sessions.index, name="listening"),
    path("listening/plan/", sessions.plan, name="plan"),
    path("listening/<int:pk>/", sessions.show, name="session"),
    path("listening/<int:pk>/sheet/", sessions.fill, name="sheet"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/comments/", views.comment, name="comment"),
    path("<int:pk>/extracts/", sessions.extract, name="extract"),
    path("<int:pk>/moments/", views.mark, name="mark"),
    path("moments/<int:pk>/verdict/", views.verdict, name="verdict"),
]
