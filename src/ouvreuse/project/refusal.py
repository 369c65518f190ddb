"""How the commands say no."""


class Refusal(Exception):
    """Something on this machine stands in the way. The message is one clear line for people."""
