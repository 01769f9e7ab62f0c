"""The Discord face: a question in a channel, a card with footnotes as the answer.

From the outside in: ``client`` logs in, listens and ends cleanly. ``heard`` tells which messages are meant
for the bot, ``listening`` brings them, ``asking`` takes a question from them, a command or a thread, and
``by_itself`` one that nobody put to the bot (``talk`` tells who else writes there); ``service`` lets it in
(``limits``), queues it (``jobs``) and has it answered off the event loop by one of the ``engines``; ``pages`` puts the
answer into words, ``cards`` frames them, ``markup`` makes other people's words safe to show, and ``replies``
(with ``interaction_reply`` and ``message_reply``) brings them to their place. ``actions`` is what the buttons
do and ``forms`` what they open, ``checking``, ``browsing`` and ``privacy`` are the other commands of members
(joined in ``members``), ``moderating`` those of moderators and owners (with ``setting``, ``rules``,
``unanswered`` and ``exports``; ``editing`` adds and removes articles, ``tending`` carries owners' upkeep out).
``handover`` hands refused questions to moderators, ``speaking`` is their side of it. ``memory`` keeps what
buttons need after a restart, in ``database``. ``metrics``, ``logs`` and ``health`` tell the host how it goes.

This is the only home of discord.py, and nothing in it decides what an answer says.
"""
