from django.urls import path

from cordee.workspace.people.views import administration, audit, door, factor, joining, preferences

app_name = "people"
urlpatterns = [
    path("sign-in/", door.sign_in, name="sign_in"),
    path("sign-in/demo/", door.sign_in_as, name="sign_in_as"),
    path("sign-in/link/", door.ask_for_link, name="ask_for_link"),
    path("sign-in/link/<str:token>/", door.signing_link, name="signing_link"),
    path("sign-in/forgotten/", door.forgotten, name="forgotten"),
    path("sign-in/password/<str:token>/", door.password_link, name="password_link"),
    path("sign-in/second-factor/", factor.second_factor, name="second_factor"),
    path("sign-out/", door.sign_out, name="sign_out"),
    path("language/", door.language, name="language"),
    path("first-administrator/", joining.first_administrator, name="first_administrator"),
    path("join/<str:token>/", joining.join, name="join"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/password/", preferences.password, name="password"),
    path("preferences/sessions/", preferences.sessions, name="sessions"),
    path("preferences/second-factor/", factor.factors_page, name="factors"),
    path("preferences/second-factor/app/", factor.create_app, name="create_app"),
    path("preferences/second-factor/passkeys/", factor.create_passkey, name="create_passkey"),
    path("preferences/second-factor/codes/", factor.recovery_codes, name="recovery_codes"),
    path("preferences/second-factor/removal/", factor.remove_factor, name="remove_factor"),
    path("people/", administration.index, name="index"),
    path("people/audit/", audit.audit, name="audit"),
    path("people/audit.csv", audit.audit_csv, name="audit_csv"),
    path("people/invitations/", administration.invitations, name="invitations"),
    path("people/invitations/<int:pk>/", administration.invitation, name="invitation"),
    path("people/invitations/<int:pk>/withdrawal/", administration.withdrawal, name="withdrawal"),
    path("people/<int:pk>/", administration.show, name="show"),
    path("people/<int:pk>/deactivation/", administration.deactivation, name="deactivation"),
    path("people/<int:pk>/reactivation/", administration.reactivation, name="reactivation"),
    path("people/<int:pk>/sessions/", administration.sessions, name="person_sessions"),
    path("people/<int:pk>/second-factor/", administration.factor_removal, name="factor_removal"),
]
