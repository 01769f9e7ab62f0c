"""What members, moderators and owners can do: slash commands, message menus, buttons and forms.

A new one needs a module here with ``register(registry)``, named in ``everything``.
"""
