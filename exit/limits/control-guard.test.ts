import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { ControlGuard } from './control-guard.ts';
import { DEFAULT_EXIT_LIMITS } from './exit-limits.ts';

/** As much of a socket as the guard looks at. */
function connectionFrom(remoteAddress: string, remotePort: number): Socket {
  const parts = { remoteAddress, remotePort, resetAndDestroy: () => {} };
  return Object.assign(new EventEmitter(), parts) as unknown as Socket;
}

it('counts a connection from the port of one that has ended, but is not closed yet', () => {
  const guard = new ControlGuard({ ...DEFAULT_EXIT_LIMITS, maxHandshakesPerAddress: 2 });
  for (let round = 0; round < 3; round++) {
    const first = connectionFrom('203.0.113.9', 40_000);
    const second = connectionFrom('203.0.113.9', 40_000);
    guard.enter(first);
    guard.enter(second);
    expect(guard.handshakes).toBe(2);
    first.emit('close');
    expect(guard.handshakes).toBe(1);
    guard.becameSession(second);
    expect(guard.handshakes).toBe(0);
    second.emit('close');
  }
  expect(guard.handshakes).toBe(0);
  expect(guard.refused).toEqual({ address: 0, total: 0 });
});
