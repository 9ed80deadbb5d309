"""Pages of people, one file per place: the door, the second factor, preferences, the administrators' pages.

Words:      door (before signing in), preferences (one's own), people (administrators).
Rules:      a GET changes nothing, not even a link that is used once: scanners of mail servers open links too.
Start here: door.sign_in
"""
