"""English as both the index and the bot read it."""
