from django.urls import path

from cordee.workspace.glossary import views

app_name = "glossary"
urlpatterns = [
    path("", views.index, name="index"),
    path("figures/<slug:key>/", views.figure, name="figure"),
    path("<slug:key>/", views.term, name="term"),
]
