"""The commands of ``python -m eval``, a module for each thing an evaluator does."""
