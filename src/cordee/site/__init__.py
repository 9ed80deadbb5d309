"""Site: assembly only: settings, urls, the server, the command."""
