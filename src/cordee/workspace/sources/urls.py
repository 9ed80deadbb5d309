from django.urls import path

from cordee.workspace.sources import describing, imports, rejected, views

app_name = "sources"
urlpatterns = [
    path("", views.home, name="home"),
    path("first/", views.first, name="first"),
    path("refresh/", views.refresh, name="refresh"),
    path("imports/", imports.history, name="imports"),
    path("imports/new/", imports.new, name="new"),
    path("imports/<int:pk>/", imports.show, name="import"),
    path("imports/<int:pk>/run/", imports.run, name="run"),
    path("imports/<int:pk>/files/<int:file>/answer/", imports.answer, name="answer"),
    path("imports/<int:pk>/files/<int:file>/leave-out/", imports.leave_out, name="leave_out"),
    path("imports/<int:pk>/files/<int:file>/mapping/", describing.describe, name="mapping"),
    path("imports/runs/<str:run>/rejected/", rejected.show, name="rejected"),
    path("imports/runs/<str:run>/rejected.csv", rejected.as_csv, name="rejected_csv"),
    path("imports/runs/<str:run>/undo/", imports.undo, name="undo"),
    path("imports/runs/<str:run>/redo/", imports.redo, name="redo"),
]
