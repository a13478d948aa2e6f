"""How far the learner is: attempts, steps, hints and places, in one SQLite file."""
