import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { acceptPorts, CONNECT } from './port-handshake.ts';
import { TestLog } from './testing/test-log.ts';

const port = () => ({ start: vi.fn(), close: vi.fn() });

function setUp(trusted: boolean) {
  const ipcMain = new EventEmitter();
  const serve = vi.fn();
  acceptPorts(ipcMain as never, { isTrusted: () => trusted, serve, log: new TestLog() });
  const offer = (...ports: object[]) => void ipcMain.emit(CONNECT, { ports, senderFrame: null });
  return { serve, offer };
}

test('serves the port of a trusted sender, before it starts', () => {
  const { serve, offer } = setUp(true);
  const offered = port();
  offer(offered);
  expect(serve).toHaveBeenCalledExactlyOnceWith(offered);
  expect(serve).toHaveBeenCalledBefore(offered.start);
});

test('closes the port of anybody else unread', () => {
  const { serve, offer } = setUp(false);
  const offered = port();
  offer(offered);
  expect(serve).not.toHaveBeenCalled();
  expect(offered.start).not.toHaveBeenCalled();
  expect(offered.close).toHaveBeenCalledOnce();
});

test('takes exactly one port', () => {
  const { serve, offer } = setUp(true);
  const [first, second] = [port(), port()];
  offer();
  offer(first, second);
  expect(serve).not.toHaveBeenCalled();
  expect(first.close).toHaveBeenCalledOnce();
  expect(second.close).toHaveBeenCalledOnce();
});
