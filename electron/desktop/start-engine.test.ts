import { describe, expect, it, onTestFinished } from 'vitest';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import { defaultSettings } from '../engine/settings/settings-schema.ts';
import { temporaryFolder } from '../engine/testing/temporary-folder.ts';
import { SILENT_LOG, TestSettingsFile, testEngine } from '../engine/testing/test-engine.ts';
import { connectLocally } from '../rpc/local-endpoint.ts';
import { startEngine } from './start-engine.ts';

const TUNNEL = {
  id: 't',
  name: 'blog',
  kind: 'http',
  upstream: 'http://127.0.0.1:3000',
  serverId: 'embedded',
  hostHeader: 'keep',
  rules: NO_RULES,
  enabled: false,
};

/** Settings with a tunnel, on a disk that takes its time: the engine begins to run when they are saved. */
class SlowSettingsFile extends TestSettingsFile {
  readonly asked = Promise.withResolvers<void>();
  readonly answer = Promise.withResolvers<void>();

  constructor() {
    super({ ...defaultSettings(), tunnels: [TUNNEL] });
  }

  override saved(): Promise<void> {
    this.asked.resolve();
    return this.answer.promise;
  }
}

/** An app that starts, as far as its engine, and a look at its tunnels by the command line meanwhile. */
async function begin() {
  const dataDir = await temporaryFolder();
  const settings = new SlowSettingsFile();
  const engine = testEngine({ settings });
  const info = { shell: 'desktop', version: '1.2.3' } as const;
  const started = startEngine({ engine, dataDir, info, log: SILENT_LOG });
  await settings.asked.promise;
  const connect = async () => {
    const local = await connectLocally(dataDir);
    if (local !== undefined) onTestFinished(() => local.close());
    return local?.client;
  };
  const client = await connect();
  const seen = (async () => {
    for await (const { tunnels } of (await client?.tunnels.watch()) ?? []) return tunnels.map(({ id }) => id);
    return undefined;
  })();
  // The call has come when another one has connected behind it.
  await connect();
  return { settings, started, seen, connect };
}

describe.skipIf(process.platform === 'win32')('startEngine', () => {
  it('lets calls of the command line wait until the tunnels are there', async () => {
    const { settings, started, seen } = await begin();
    settings.answer.resolve();
    const { endpoint } = await started;
    onTestFinished(() => endpoint.close());
    expect(await seen).toEqual(['t']);
  });

  it('ends those calls, and answers no more, where the engine cannot start', async () => {
    const { settings, started, seen, connect } = await begin();
    const ended = expect(seen).rejects.toThrow();
    settings.answer.reject(new Error('no such folder'));
    await expect(started).rejects.toThrow('no such folder');
    await ended;
    expect(await connect()).toBeUndefined();
  });
});
