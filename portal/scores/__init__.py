"""Scores of a partner and of the company towards it, by data that both sides can check."""
