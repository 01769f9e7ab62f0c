"""From files to articles: reading, splitting, and keeping what is not text out of quotations."""
