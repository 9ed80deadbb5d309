from django.urls import path

from cordee.workspace.scoreboard import views, views_files, views_kept

app_name = "scoreboard"
urlpatterns = [
    path("scoreboard/", views.show, name="show"),
    path("scoreboard/board.csv", views_files.board, {"extension": "csv"}, name="board_csv"),
    path("scoreboard/board.xlsx", views_files.board, {"extension": "xlsx"}, name="board_xlsx"),
    path("scoreboard/objectives/", views_kept.objectives, name="objectives"),
    path("scoreboard/views/", views_kept.saved_views, name="views"),
    path("scoreboard/views/<int:pk>/deletion/", views_kept.delete_view, name="view_deletion"),
    path("scoreboard/views/<int:pk>/sharing/", views_kept.share_view, name="view_sharing"),
    path("scoreboard/views/<int:pk>/default/", views_kept.open_on_view, name="view_default"),
    path("scoreboard/digest/", views_kept.digest, name="digest"),
    path("figures/<slug:key>/", views.definition, name="definition"),
    path("figures/<slug:key>/groups.csv", views_files.groups, {"extension": "csv"}, name="groups_csv"),
    path("figures/<slug:key>/groups.xlsx", views_files.groups, {"extension": "xlsx"}, name="groups_xlsx"),
    path("figures/<slug:key>/records/", views.records, name="records"),
    path("figures/<slug:key>/records.csv", views_files.records, {"extension": "csv"}, name="records_csv"),
    path("figures/<slug:key>/records.xlsx", views_files.records, {"extension": "xlsx"}, name="records_xlsx"),
]
