"""Problems, questions and feedback, with answer clocks."""

from flask import Blueprint

bp = Blueprint("issues", __name__)
