import { expect, it } from 'vitest';
import { LinkWatch, type WatchedLink } from './link-watch.ts';

class Link implements WatchedLink {
  heardCount = 0;
  pings = 0;
  ping(): Promise<number> {
    this.pings++;
    return Promise.reject(new Error('The session ended.'));
  }
}

let now = 0;

function ticks(watch: LinkWatch, count: number): void {
  for (let tick = 0; tick < count; tick++) {
    now += 1_000;
    watch.tick(now);
    watch.tick(now);
  }
}

it('asks a quiet peer once, and takes it for silent when nothing comes', () => {
  const link = new Link();
  const watch = new LinkWatch(link);
  ticks(watch, 2);
  expect([link.pings, watch.silent]).toEqual([0, false]);
  ticks(watch, 1);
  expect([link.pings, watch.silent]).toEqual([1, false]);
  ticks(watch, 2);
  expect(watch.silent).toBe(false);
  ticks(watch, 1);
  expect([link.pings, watch.silent]).toEqual([1, true]);
  link.heardCount++;
  ticks(watch, 1);
  expect(watch.silent).toBe(false);
});

it('leaves a peer alone that is heard', () => {
  const link = new Link();
  const watch = new LinkWatch(link);
  for (let tick = 0; tick < 20; tick++) {
    link.heardCount++;
    ticks(watch, 2);
  }
  expect([link.pings, watch.silent]).toEqual([0, false]);
});
