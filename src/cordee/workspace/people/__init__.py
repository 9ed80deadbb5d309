"""People: who works here, on which side, and how they sign in.

Words:      Person, side (marketing, sales, both), role, language, theme, FailedSignIn.
Rules:      everything needs a signed-in person unless a view says otherwise; five failures make an address wait.
Start here: models.Person, views.create_session
"""
