import type { NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NetworkWatch } from './network-watch.ts';

const LONG = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const address = (text: string, internal = false): NetworkInterfaceInfo => ({
  address: text,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr: `${text}/24`,
});

function watch(first: ReturnType<typeof networkInterfaces>) {
  let now: typeof first | Error = first;
  const onChange = vi.fn();
  const watching = new NetworkWatch(onChange, () => {
    if (now instanceof Error) throw now;
    return now;
  });
  watching.start();
  return {
    watching,
    /** How often a change was told after the addresses became these. */
    after: (next: typeof first | Error) => {
      now = next;
      onChange.mockClear();
      vi.advanceTimersByTime(LONG);
      return onChange.mock.calls.length;
    },
  };
}

it('tells each change of this computer’s addresses once', () => {
  const { after } = watch({ wifi: [address('192.168.1.7')] });
  expect(after({ wifi: [address('192.168.1.7')] })).toBe(0);
  expect(after({ wifi: [] })).toBe(1);
  expect(after({ wifi: [address('10.0.0.7')] })).toBe(1);
  expect(after({ vpn: [address('10.8.0.2')], wifi: [address('10.0.0.7')] })).toBe(1);
});

it('does not mind in which order they are, nor loopback', () => {
  const wifi = [address('192.168.1.7'), address('192.168.1.8')];
  const { after } = watch({ wifi, cable: [address('10.0.0.7')] });
  expect(after({ cable: [address('10.0.0.7')], wifi: wifi.toReversed(), lo: [address('127.0.0.1', true)] })).toBe(0);
});

it('takes addresses that cannot be read for the ones of before', () => {
  const { after } = watch({ wifi: [address('192.168.1.7')] });
  expect(after(new Error('uv_interface_addresses returned EMFILE'))).toBe(0);
  expect(after({ wifi: [address('192.168.1.7')] })).toBe(0);
  expect(after({ wifi: [address('10.0.0.7')] })).toBe(1);
});

it('tells nothing any more when it was stopped', () => {
  const { watching, after } = watch({});
  watching.stop();
  expect(after({ wifi: [address('192.168.1.7')] })).toBe(0);
});
