"""The WSGI entry point: `flask --app wsgi`, and what the server serves."""

from portal import create_app

app = create_app()
