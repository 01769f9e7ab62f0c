"""What a language model is told, in files that anybody can read; see `bot.answering.llm.prompts`."""
