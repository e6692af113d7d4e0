// A bridge from Synnax to Kafka as one writes it by hand: every sample becomes a JSON record.
//
// usage: bridge.js PROTO_FOLDER SYNNAX_ADDRESS BOOTSTRAP_SERVERS TOPIC
//
// It knows only what its frames look like: one index, float64 channels, and all of them in every
// frame.
'use strict';

const path = require('path');
const modules = path.join(process.cwd(), 'node_modules');
const grpc = require(path.join(modules, '@grpc/grpc-js'));
const loader = require(path.join(modules, '@grpc/proto-loader'));
const { Kafka, logLevel } = require(path.join(modules, 'kafkajs'));

const [, , protos, address, bootstrap, topic] = process.argv;
const ALL_PRESENT = 1, ZERO_TIME_RANGE = 2, EQUAL_TIME_RANGES = 4, EQUAL_LENGTHS = 8,
  EQUAL_ALIGNMENTS = 16, ZERO_ALIGNMENT = 32;
const BATCH = 2000;

function load(file) {
  const definition = loader.loadSync(path.join(protos, file), { keepCase: true });
  return grpc.loadPackageDefinition(definition).grpc;
}

function call(client, request, metadata) {
  return new Promise((resolve, reject) =>
    client.Exec(request, metadata, (error, answer) => (error ? reject(error) : resolve(answer))));
}

function seriesOf(buffer, keys) {
  const flags = buffer.readUInt8(0);
  let at = 5;
  let length = -1;
  if (flags & EQUAL_LENGTHS) {
    length = buffer.readUInt32LE(at);
    at += 4;
  }
  if (flags & EQUAL_TIME_RANGES && !(flags & ZERO_TIME_RANGE)) at += 16;
  if (flags & EQUAL_ALIGNMENTS && !(flags & ZERO_ALIGNMENT)) at += 8;
  const series = [];
  for (let slot = 0; at < buffer.length; slot++) {
    let key = keys[slot];
    if (!(flags & ALL_PRESENT)) {
      key = buffer.readUInt32LE(at);
      at += 4;
    }
    let count = length;
    if (count < 0) {
      count = buffer.readUInt32LE(at);
      at += 4;
    }
    series.push({ key, at, count });
    at += 8 * count;
    if (!(flags & EQUAL_TIME_RANGES)) at += 16;
    if (!(flags & EQUAL_ALIGNMENTS)) at += 8;
  }
  return series;
}

async function main() {
  const credentials = grpc.credentials.createInsecure();
  const options = { 'grpc.max_receive_message_length': 64 << 20 };
  const login = await call(
    new (load('auth.proto').auth.AuthLoginService)(address, credentials, options),
    { username: 'synnax', password: 'seldon' }, new grpc.Metadata());
  const metadata = new grpc.Metadata();
  metadata.set('authorization', 'Bearer ' + login.token);
  const listed = await call(
    new (load('channel.proto').channel.ChannelRetrieveService)(address, credentials, options),
    {}, metadata);
  const signals = listed.channels.filter((c) => c.name.startsWith('signal_'));
  const index = signals[0].index;
  const names = new Map(signals.map((c) => [c.key, c.name]));
  const keys = [index, ...names.keys()].sort((a, b) => a - b);

  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.ERROR });
  const producer = kafka.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 5 });
  await producer.connect();

  const stream = new (load('framer.proto').framer.FrameStreamerService)(
    address, credentials, options).Exec(metadata);
  stream.write({ keys });
  for await (const answer of stream) {
    const buffer = answer.buffer;
    if (buffer.length <= 9) {
      console.log('READY');
      continue;
    }
    const series = seriesOf(buffer, keys);
    const stamps = series.find((s) => s.key === index);
    let messages = [];
    for (const { key, at, count } of series) {
      if (key === index) continue;
      const name = names.get(key);
      for (let row = 0; row < count; row++) {
        // Numbers of JavaScript cannot hold nanoseconds: their digits are put in as text.
        const stamp = buffer.readBigInt64LE(stamps.at + 8 * row);
        const value = buffer.readDoubleLE(at + 8 * row);
        messages.push({
          key: name,
          value: `{"channel":${JSON.stringify(name)},"timestamp":${stamp},"value":${JSON.stringify(value)}}`,
        });
        if (messages.length === BATCH) {
          await producer.send({ topic, messages });
          messages = [];
        }
      }
    }
    if (messages.length) await producer.send({ topic, messages });
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
