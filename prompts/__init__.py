"""What a language model is told, as files that anybody can read; ``bot.answering.writers.prompts`` fills them in."""
