import { EventEmitter } from 'node:events';
import type { App, Details } from 'electron';
import { expect, it } from 'vitest';
import type { Log } from '../../engine/engine-parts.ts';
import { watchProcesses } from './watch-processes.ts';

it('says which of Chromium’s processes died and why, and nothing of those that ended in order', () => {
  const app = new EventEmitter();
  const errors: object[] = [];
  const log: Log = {
    debug() {},
    info() {},
    warn() {},
    error: (fields, message) => errors.push({ ...fields, message }),
  };
  watchProcesses(app as unknown as Pick<App, 'on'>, log);
  const gone = (details: Details) => app.emit('child-process-gone', {}, details);

  gone({ type: 'Utility', reason: 'clean-exit', exitCode: 0, name: 'Network Service' });
  expect(errors).toEqual([]);
  gone({ type: 'GPU', reason: 'crashed', exitCode: 139 });
  gone({ type: 'Utility', reason: 'oom', exitCode: 9, name: 'Network Service', serviceName: 'network.mojom' });
  expect(errors).toEqual([
    { type: 'GPU', reason: 'crashed', exitCode: 139, message: 'a process of Chromium died' },
    { type: 'Utility', reason: 'oom', exitCode: 9, name: 'Network Service', message: 'a process of Chromium died' },
  ]);
});
