"""Prints the samples of Avro records, one line of JSON each.

Usage: read_avro.py REGISTRY FILE DECODER

REGISTRY is the address of the interface that Confluent's clients use. A line of FILE is record format, topic and
value in Base64. DECODER is the code of docs/values.md that reads packed records.
"""

import base64
import datetime
import io
import json
import struct
import sys
import urllib.request

import fastavro

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def schema_of(registry, schema_id):
    with urllib.request.urlopen(f"{registry}/schemas/ids/{schema_id}") as answer:
        return json.loads(json.load(answer)["schema"])


def branch(schema):
    """What a value is that is not null."""
    return next(s for s in schema if s != "null") if isinstance(schema, list) else schema


def form_of(schema):
    if isinstance(schema, dict):
        return schema.get("logicalType") or form_of(schema["type"])
    return schema


def plain(form, value):
    if form == "float":
        return struct.pack(">f", value).hex()
    if form == "double":
        return struct.pack(">d", value).hex()
    if form == "bytes":
        return value.hex()
    if isinstance(value, bool):
        return str(value).lower()
    if form == "timestamp-millis":
        return str((value - EPOCH) // datetime.timedelta(milliseconds=1))
    return str(value)


def sample(topic, channel, timestamp, schema, value):
    form = "null" if value is None else form_of(branch(schema))
    return {
        "topic": topic,
        "channel": channel,
        "timestamp": str(timestamp),
        "form": form,
        "value": None if value is None else plain(form, value),
    }


def packed(topic, record, unpack):
    stamps = unpack("timestamp", record["count"], record["timestamps"])
    kind = record["data_type"]
    form = {"float32": "float", "float64": "double", "bytes": "bytes"}.get(kind, "other")
    for stamp, value in zip(stamps, unpack(kind, record["count"], record["values"]), strict=True):
        yield {
            "topic": topic,
            "channel": record["channel"],
            "timestamp": str(stamp),
            "form": "bytes",
            "value": plain(form, value),
        }


def samples(record_format, topic, schema, record, unpack):
    fields = {field["name"]: field["type"] for field in schema["fields"]}
    if record_format == "SAMPLE":
        yield sample(topic, record["channel"], record["timestamp"], fields["value"], record["value"])
    elif record_format == "SERIES":
        for stamp, value in zip(record["timestamps"], record["values"], strict=True):
            yield sample(topic, record["channel"], stamp, fields["values"]["items"], value)
    elif record_format == "PACKED":
        yield from packed(topic, record, unpack)
    else:
        for name, kind in fields.items():
            if name != "timestamp":
                yield sample(topic, name, record["timestamp"], kind, record[name])


def main(registry, path, decoder):
    code = {}
    with open(decoder, encoding="utf-8") as text:
        exec(text.read(), code)
    schemas = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record_format, topic, value = line.split()
            data = base64.b64decode(value)
            magic, schema_id = struct.unpack(">bI", data[:5])
            if magic != 0:
                raise ValueError(f"{topic}: not Confluent's wire format")
            if schema_id not in schemas:
                raw = schema_of(registry, schema_id)
                schemas[schema_id] = (raw, fastavro.parse_schema(raw))
            raw, parsed = schemas[schema_id]
            record = fastavro.schemaless_reader(io.BytesIO(data[5:]), parsed, None)
            for found in samples(record_format, topic, raw, record, code["unpack"]):
                print(json.dumps(found))


main(*sys.argv[1:])
