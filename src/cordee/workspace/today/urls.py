from django.urls import path

from cordee.workspace.today import views

app_name = "today"
urlpatterns = [
    path("", views.show, name="show"),
    path("today/leads/", views.leads, name="leads"),
    path("today/deals/<slug:which>/", views.deals, name="deals"),
    path("today/set-aside/", views.set_aside, name="set_aside"),
    path("today/set-aside/<int:pk>/taking-up/", views.take_up, name="taking_up"),
]
