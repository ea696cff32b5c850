"""Where sockets come in. Each kind of room has an address here; at any other the door says so and closes."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

#: Application close codes follow HTTP's: 4404 is "nothing here", also for what one may not know of.
NOTHING_HERE = 4404


async def door(scope: Message, receive: Receive, send: Send) -> None:
    """Answer a socket: no address has a room behind it, so it is told so in a way a browser can read.

    A socket that is refused before it is accepted shows a browser only "failed"; the code needs an accepted
    one.
    """
    message = await receive()
    if message["type"] != "websocket.connect":
        return
    await send({"type": "websocket.accept"})
    await send(
        {"type": "websocket.close", "code": NOTHING_HERE, "reason": "There is nothing at this address."}
    )
