"""The reference collector in Python, as dev.weir.bench.peers.Collector does it in Java.

Takes the same arguments, and needs Debian's python3-kafka and python3-redis.
"""

import json
import sys
import time

import kafka
import redis

HOW, BOOTSTRAP, REDIS_PORT, TOPIC, GROUP, WARM_UP_MS, MEASURED_MS, RESULT = sys.argv[1:9]
COUNT = "pipeline:only:bench:count"
LAST = "pipeline:only:bench:last"
TTL_SECONDS = 300


class SteadyRate:
    """Counts records while we warm up, and then over the time that is measured."""

    def __init__(self):
        self.started_at = None
        self.measured_from = None
        self.records = 0

    def is_over_after(self, done):
        now = time.monotonic_ns()
        if self.started_at is None:
            self.started_at = now
        if self.measured_from is None:
            if now - self.started_at >= int(WARM_UP_MS) * 1_000_000:
                self.measured_from = now
            return False
        self.records += done
        nanos = now - self.measured_from
        if nanos < int(MEASURED_MS) * 1_000_000:
            return False
        with open(RESULT, "w", encoding="ascii") as file:
            file.write(f"{self.records} {nanos}\n")
        return True


def last(record, count):
    time_of_event = dict(record.headers)["ce_time"].decode()
    symbol = record.key.decode()
    return json.dumps({"timestamp": time_of_event, "symbol": symbol, "count": count})


def one_by_one(consumer, client, rate):
    for record in consumer:
        count = client.incr(COUNT)
        client.setex(LAST, TTL_SECONDS, last(record, count))
        if rate.is_over_after(1):
            return


def pipelined(consumer, client, rate):
    count = 0
    while True:
        polled = consumer.poll(timeout_ms=100)
        done = 0
        pipeline = client.pipeline(transaction=False)
        for records in polled.values():
            for record in records:
                count += 1
                done += 1
                pipeline.incr(COUNT)
                pipeline.setex(LAST, TTL_SECONDS, last(record, count))
        if done:
            pipeline.execute()
            if rate.is_over_after(done):
                return


def main():
    consumer = kafka.KafkaConsumer(
        TOPIC, bootstrap_servers=BOOTSTRAP, group_id=GROUP, auto_offset_reset="earliest"
    )
    client = redis.Redis(port=int(REDIS_PORT))
    ways = {"one-by-one": one_by_one, "pipelined": pipelined}
    ways[HOW](consumer, client, SteadyRate())
    consumer.close()


if __name__ == "__main__":
    main()
