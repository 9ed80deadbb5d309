from django.urls import path

from cordee.workspace.debriefs import views

app_name = "debriefs"
urlpatterns = [
    path("", views.index, name="index"),
    path("themes/", views.show_themes, name="themes"),
    path("rule/", views.set_rule, name="rule"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/answer/", views.create_answer, name="answer"),
    path("<int:pk>/seat/", views.take_seat, name="seat"),
    path("<int:pk>/agreement/", views.create_agreement, name="agreement"),
]
