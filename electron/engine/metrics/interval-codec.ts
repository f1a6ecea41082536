import { DurationHistogram } from './duration-histogram.ts';
import { Interval } from './interval.ts';
import { VarintReader } from './varint-reader.ts';
import { VarintWriter } from './varint-writer.ts';

/** First byte of every encoded interval. */
const FORMAT = 1;
/** Sums of durations are kept in µs. */
const US_PER_MS = 1_000;

/** Writes and reads an interval as bytes, 20 to 100 of them for a usual one: whole numbers, the histogram's buckets by their distance from one another. */
export const intervalCodec = {
  encode(interval: Interval): Uint8Array {
    const writer = new VarintWriter();
    writer.write(FORMAT);
    writer.write(interval.bytesIn);
    writer.write(interval.bytesOut);
    writer.write(interval.connects);
    writer.write(interval.open);
    const counts = [...interval.requests.entries()];
    writer.write(counts.length);
    for (const [key, count] of counts) {
      writer.write(key);
      writer.write(count);
    }
    writeDurations(writer, interval.durations);
    return writer.bytes();
  },

  /** Throws RangeError for bytes that `encode` has not written. */
  decode(bytes: Uint8Array): Interval {
    const interval = new Interval();
    intervalCodec.decodeInto(interval, bytes);
    return interval;
  },

  /** Merges what the bytes hold into an interval, without making another one. */
  decodeInto(interval: Interval, bytes: Uint8Array): void {
    const reader = new VarintReader(bytes);
    const format = reader.read();
    if (format !== FORMAT) throw new RangeError(`intervals of format ${format} are not known`);
    interval.bytesIn += reader.read();
    interval.bytesOut += reader.read();
    interval.connects += reader.read();
    interval.open = Math.max(interval.open, reader.read());
    for (let left = reader.read(); left > 0; left -= 1) interval.requests.addKey(reader.read(), reader.read());
    readDurations(reader, interval.durations);
  },
};

function writeDurations(writer: VarintWriter, durations: DurationHistogram): void {
  const buckets = durations.buckets();
  writer.write(buckets.length);
  if (buckets.length === 0) return;
  writer.write(Math.round(durations.sumMs * US_PER_MS));
  let before = DurationHistogram.firstBucket;
  for (const [bucket, count] of buckets) {
    writer.write(bucket - before);
    writer.write(count);
    before = bucket;
  }
}

function readDurations(reader: VarintReader, durations: DurationHistogram): void {
  const buckets = reader.read();
  if (buckets === 0) return;
  durations.addSum(reader.read() / US_PER_MS);
  let bucket = DurationHistogram.firstBucket;
  for (let left = buckets; left > 0; left -= 1) {
    bucket += reader.read();
    durations.addBucket(bucket, reader.read());
  }
}
