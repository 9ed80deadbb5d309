from django.urls import path

from cordee.workspace.journeys import notes, views

app_name = "journeys"
urlpatterns = [
    path("", views.search, name="search"),
    path("export/", views.export, name="export"),
    path("people/<int:pk>/", views.person, name="person"),
    path("accounts/<int:pk>/", views.account, name="account"),
    path("people/<int:pk>/paper/", views.person_on_paper, name="person_paper"),
    path("accounts/<int:pk>/paper/", views.account_on_paper, name="account_paper"),
    path("records/<slug:tool>/<slug:kind>/<int:number>/", views.source, name="source"),
    path("people/<int:pk>/notes/", notes.add, {"kind": "person"}, name="person_note"),
    path("accounts/<int:pk>/notes/", notes.add, {"kind": "account"}, name="account_note"),
    path("notes/<int:pk>/", notes.edit, name="note_edit"),
    path("notes/<int:pk>/withdraw/", notes.withdraw, name="note_withdraw"),
]
