"""How fact-checking is measured: ``python -m eval claims``."""
