from django.urls import path

from cordee.workspace.today import views

app_name = "today"
urlpatterns = [path("", views.show, name="show")]
