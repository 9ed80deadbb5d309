from django.urls import path

from cordee.workspace.journeys import views

app_name = "journeys"
urlpatterns = [
    path("", views.search, name="search"),
    path("export/", views.export, name="export"),
    path("people/<int:pk>/", views.person, name="person"),
    path("accounts/<int:pk>/", views.account, name="account"),
]
