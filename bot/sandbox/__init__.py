from bot.sandbox.box import Sandbox

__all__ = ["Sandbox"]
