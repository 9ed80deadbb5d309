from django.urls import path

from cordee.workspace.search import views

app_name = "search"
urlpatterns = [
    path("", views.show, name="show"),
    path("go/", views.go, name="go"),
]
