"""Messages to people by mail, webhook or chat: the only room that knows apprise."""

from pipeline.notify.addresses import Address, find_addresses
from pipeline.notify.channel import Channel, Message, Sent
from pipeline.notify.hidden import secrets_of

__all__ = ["Address", "Channel", "Message", "Sent", "find_addresses", "secrets_of"]
