"""A bridge from Synnax to Kafka as one writes it by hand: every sample becomes a JSON record.

usage: bridge.py STUBS SYNNAX_ADDRESS BOOTSTRAP_SERVERS TOPIC

STUBS is a folder with the modules that grpc_tools.protoc makes of the wire definitions. It knows
only what its frames look like: one index, float64 channels, and all of them in every frame.
"""

import json
import struct
import sys

import grpc
from confluent_kafka import Producer

sys.path.insert(0, sys.argv[1])

import auth_pb2
import auth_pb2_grpc
import channel_pb2
import channel_pb2_grpc
import framer_pb2
import framer_pb2_grpc

ALL_PRESENT, ZERO_TIME_RANGE, EQUAL_TIME_RANGES, EQUAL_LENGTHS, EQUAL_ALIGNMENTS, ZERO_ALIGNMENT = (
    1, 2, 4, 8, 16, 32)


def open_stream(address):
    connection = grpc.insecure_channel(
        address, options=[("grpc.max_receive_message_length", 64 << 20)])
    login = auth_pb2_grpc.AuthLoginServiceStub(connection).Exec(
        auth_pb2.LoginRequest(username="synnax", password="seldon"))
    token = (("authorization", "Bearer " + login.token),)
    listed = channel_pb2_grpc.ChannelRetrieveServiceStub(connection).Exec(
        channel_pb2.ChannelRetrieveRequest(), metadata=token)
    signals = sorted(
        (c.key, c.name) for c in listed.channels if c.name.startswith("signal_"))
    index = next(c.index for c in listed.channels if c.name == signals[0][1])
    keys = sorted([index] + [key for key, _ in signals])
    frames = framer_pb2_grpc.FrameStreamerServiceStub(connection).Exec(
        endless(framer_pb2.StreamerRequest(keys=keys)), metadata=token)
    return index, dict(signals), keys, frames


def endless(request):
    yield request
    import threading

    threading.Event().wait()


def series_of(buffer, keys):
    """The series of a frame by channel key, as tuples of raw bytes."""
    flags, _ = struct.unpack_from("<BI", buffer, 0)
    at = 5
    length = None
    if flags & EQUAL_LENGTHS:
        (length,) = struct.unpack_from("<I", buffer, at)
        at += 4
    if flags & EQUAL_TIME_RANGES and not flags & ZERO_TIME_RANGE:
        at += 16
    if flags & EQUAL_ALIGNMENTS and not flags & ZERO_ALIGNMENT:
        at += 8
    series = {}
    slot = 0
    while at < len(buffer):
        if flags & ALL_PRESENT:
            key = keys[slot]
            slot += 1
        else:
            (key,) = struct.unpack_from("<I", buffer, at)
            at += 4
        count = length
        if count is None:
            (count,) = struct.unpack_from("<I", buffer, at)
            at += 4
        series[key] = (at, count)
        at += 8 * count
        if not flags & EQUAL_TIME_RANGES:
            at += 16
        if not flags & EQUAL_ALIGNMENTS:
            at += 8
    return series


def main():
    _, address, bootstrap, topic = sys.argv[1:]
    index, names, keys, frames = open_stream(address)
    producer = Producer({
        "bootstrap.servers": bootstrap,
        "enable.idempotence": True,
        "linger.ms": 20,
        "batch.size": 262144,
        "compression.type": "lz4",
        "queue.buffering.max.messages": 1000000,
    })
    for answer in frames:
        buffer = answer.buffer
        if len(buffer) <= 9:
            # The acknowledgement.
            print("READY", flush=True)
            continue
        series = series_of(buffer, keys)
        at, count = series.pop(index)
        stamps = struct.unpack_from("<%dq" % count, buffer, at)
        for key, (at, count) in series.items():
            name = names[key]
            values = struct.unpack_from("<%dd" % count, buffer, at)
            for stamp, value in zip(stamps, values):
                record = json.dumps({"channel": name, "timestamp": stamp, "value": value})
                while True:
                    try:
                        producer.produce(topic, record, name)
                        break
                    except BufferError:
                        producer.poll(0.1)
        producer.poll(0)


main()
