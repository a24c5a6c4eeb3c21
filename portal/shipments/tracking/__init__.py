"""What carriers answer, read into one vocabulary. How to add a carrier: docs/carriers.md."""
