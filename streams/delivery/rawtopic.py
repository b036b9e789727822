"""Which raw topic it is: one that was created again has the same name, the same offsets and another id."""

import asyncio
import logging

from aiokafka.errors import KafkaConnectionError
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams import topics
from streams.errors import BrokerError, DeliveryError
from streams.settings import Settings

INTERVAL_S = 5.0
TRIES = 3
"""At the start of a worker."""

log = logging.getLogger(__name__)


def topic_id(admin: KafkaAdminClient, topic: str) -> str:
    """Kafka's own id of the topic (KIP-516). Raises `KafkaError`; `BrokerError` where there is no such topic."""
    (found,) = admin.describe_topics([topic])
    if found["error_code"]:
        raise BrokerError(f"there is no topic {topic}: create it with `lagebild topics`")
    return str(found["topic_id"])


class RawTopic:
    """The raw topic as it was at the start of a worker; every output names it. `id` is empty before `learn`."""

    def __init__(self, settings: Settings) -> None:
        self.id = ""
        self._settings = settings.with_(connect_limit_s=INTERVAL_S)
        self._name = topics.topic_name(settings, topics.RAW)

    async def learn(self) -> None:
        """Raises aiokafka's `KafkaConnectionError` where Kafka does not say it: a start has waited for the broker."""
        for tries_left in reversed(range(TRIES)):
            try:
                self.id = await asyncio.to_thread(self._asked)
                return
            except (KafkaError, BrokerError, OSError) as error:
                if not tries_left:
                    raise KafkaConnectionError(str(error)) from error
                log.warning("Kafka does not say which topic %s is (%s)", self._name, error)
                await asyncio.sleep(INTERVAL_S)

    async def watch(self) -> None:
        """Runs until cancelled. Raises `DeliveryError` where the topic is another: offsets mean other records now."""
        while True:
            await asyncio.sleep(INTERVAL_S)
            try:
                found = await asyncio.to_thread(self._asked)
            except (KafkaError, BrokerError, OSError) as error:
                log.info("Kafka does not say which topic %s is (%s)", self._name, error)
                continue
            if found != self.id:
                raise DeliveryError(f"{self._name} was deleted and created again: starting anew, from its beginning")

    def _asked(self) -> str:
        admin = topics.connect(self._settings)
        try:
            return topic_id(admin, self._name)
        finally:
            admin.close()
