from django.urls import path

from cordee.workspace.sources import views

app_name = "sources"
urlpatterns = [
    path("", views.home, name="home"),
    path("imports/", views.home, name="imports"),
]
