"""How what was decided is shown: statements, refusals, text and JSON."""
