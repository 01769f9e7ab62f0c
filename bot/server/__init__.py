"""The Discord face: ``/ask`` in a channel, a card with footnotes as the answer.

From the outside in: ``client`` logs in, listens and ends cleanly; ``commands`` takes a question, has it
answered off the event loop and hands out the card; ``cards`` knows how an answer looks; ``markup`` makes
other people's words safe to show; ``errors`` says what can keep the bot out of Discord. This is the only home
of discord.py, and nothing in it decides what an answer says.
"""
