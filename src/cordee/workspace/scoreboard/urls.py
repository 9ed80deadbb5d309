from django.urls import path

from cordee.workspace.scoreboard import views

app_name = "scoreboard"
urlpatterns = [
    path("scoreboard/", views.show, name="show"),
    path("figures/<slug:key>/", views.definition, name="definition"),
    path("figures/<slug:key>/records/", views.records, name="records"),
    path("figures/<slug:key>/records.csv", views.records_csv, name="records_csv"),
]
