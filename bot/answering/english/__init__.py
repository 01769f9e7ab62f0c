"""What English text looks like to the answering: names, numbers, dates, days, words that mean the same."""
