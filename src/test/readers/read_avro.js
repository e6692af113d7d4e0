// Prints the samples of Avro records, one line of JSON each.
//
// Usage: node read_avro.js REGISTRY FILE
//
// REGISTRY is the address of the interface that Confluent's clients use. A line of FILE is record format, topic and
// value in Base64. Packed records are for the other readers.

const fs = require('fs');
const { SchemaRegistry, SchemaType } = require('@kafkajs/confluent-schema-registry');
const avro = require('avsc');

// Without it a nanosecond timestamp is an error: it does not fit a number of JavaScript.
const long = avro.types.LongType.__with({
  fromBuffer: (buffer) => buffer.readBigInt64LE(),
  toBuffer: (n) => { const buffer = Buffer.alloc(8); buffer.writeBigInt64LE(n); return buffer; },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (n) => typeof n === 'bigint',
  compare: (a, b) => (a === b ? 0 : a < b ? -1 : 1),
});
const typeHook = (schema) => (schema === 'long' || schema.type === 'long' ? long : undefined);

const [address, path] = process.argv.slice(2);
const registry = new SchemaRegistry({ host: address }, { [SchemaType.AVRO]: { typeHook } });
const schemas = new Map();

async function schemaOf(id) {
  if (!schemas.has(id)) {
    const answer = await fetch(`${address}/schemas/ids/${id}`);
    schemas.set(id, JSON.parse((await answer.json()).schema));
  }
  return schemas.get(id);
}

const branch = (schema) => (Array.isArray(schema) ? schema.find((s) => s !== 'null') : schema);

const formOf = (schema) => (typeof schema === 'string' ? schema : schema.logicalType || formOf(schema.type));

function plain(form, value) {
  const bits = new DataView(new ArrayBuffer(8));
  switch (form) {
    case 'float':
      bits.setFloat32(0, value);
      return bits.getUint32(0).toString(16).padStart(8, '0');
    case 'double':
      bits.setFloat64(0, value);
      return bits.getBigUint64(0).toString(16).padStart(16, '0');
    case 'decimal':
      return BigInt.asIntN(8 * value.length, BigInt('0x' + value.toString('hex'))).toString();
    case 'bytes':
      return value.toString('hex');
    default:
      return String(value);
  }
}

function sample(topic, channel, timestamp, schema, value) {
  const form = value === null ? 'null' : formOf(branch(schema));
  return { topic, channel, timestamp: String(timestamp), form, value: value === null ? null : plain(form, value) };
}

function* samples(format, topic, schema, record) {
  const fields = new Map(schema.fields.map((field) => [field.name, field.type]));
  if (format === 'SAMPLE') {
    yield sample(topic, record.channel, record.timestamp, fields.get('value'), record.value);
  } else if (format === 'SERIES') {
    for (let i = 0; i < record.timestamps.length; i++) {
      yield sample(topic, record.channel, record.timestamps[i], fields.get('values').items, record.values[i]);
    }
  } else if (format === 'ROW') {
    for (const [name, type] of fields) {
      if (name !== 'timestamp') {
        yield sample(topic, name, record.timestamp, type, record[name]);
      }
    }
  }
}

async function main() {
  for (const line of fs.readFileSync(path, 'utf8').split('\n').filter((text) => text)) {
    const [format, topic, value] = line.split(' ');
    const bytes = Buffer.from(value, 'base64');
    const record = await registry.decode(bytes);
    for (const found of samples(format, topic, await schemaOf(bytes.readUInt32BE(1)), record)) {
      process.stdout.write(JSON.stringify(found) + '\n');
    }
  }
}

main().catch((error) => { console.error(error); process.exitCode = 1; });
