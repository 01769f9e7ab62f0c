"""How the models that ship are made: examples from real questions, training, export, fitting, and their cards."""
