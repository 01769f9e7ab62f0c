"""The Discord side: a question in a channel, a card with footnotes as the answer.

From the outside in:

- ``client`` logs in, listens and ends cleanly. ``commands`` holds the slash commands, menus, buttons and forms;
  each of its modules registers in the same way (``registry``).
- ``heard`` tells which messages are meant for the bot, ``listening`` takes them. ``asking`` answers a question of a
  command, a thread or a message. ``overhearing`` finds questions that were not put to the bot, ``by_itself``
  answers them; ``talk`` tells who else writes there.
- ``service`` lets a question in (``limits``), queues it (``jobs``) and has one of the ``engines`` answer it off the
  event loop. An engine (``bot.engine``) is an index with its answerer, which ``bot.wire`` puts together.
- ``pages`` puts the answer into words, ``cards`` frames them, ``markup`` makes other people's words safe to show.
  ``replies``, ``interaction_reply`` and ``message_reply`` bring them to their place.
- ``handover`` hands refused questions to moderators. ``tending`` carries out what owners do to the index.
- ``memory`` keeps what buttons need after a restart, in ``database``; ``moderation`` is what moderators look up there.
- ``metrics``, ``logs`` and ``health`` tell the host how the bot is doing.

This is the only home of discord.py, and nothing in it decides what an answer says.
"""
