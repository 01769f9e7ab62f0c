"""What can break in the bot. Each message is one line that says what, where, and what to do.

BotError
├── BadInput       what was typed or handed over cannot be asked
├── BadSettings    a setting is wrong
├── ReaderUnfit    the model that is set does something else
├── NotHere        somebody asks for what this bot cannot do
├── MemoryUnusable what the bot remembers cannot be used
├── LanguageModelFailed   the language model gave no reply (bot.answering.llm.language_model)
└── DiscordError   Discord cannot be used (bot.server.errors)
"""


class BotError(Exception):
    """Any failure that a person can do something about."""


class BadInput(BotError):
    """What was typed or handed over cannot be asked."""


class BadSettings(BotError):
    """A setting is wrong."""


class ReaderUnfit(BotError):
    """The model that is set is made for something else."""


class NotHere(BotError):
    """Somebody asks for what this bot cannot do."""


class MemoryUnusable(BotError):
    """What the bot remembers cannot be used: its file, or the database of several hosts."""
