"""English for the answering: names, numbers, dates, days, words that mean the same."""
