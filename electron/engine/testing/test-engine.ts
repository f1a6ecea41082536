import { onTestFinished } from 'vitest';
import { createEngine, type Engine } from '../engine.ts';
import type { EngineParts, Log, StartEmbeddedExit } from '../engine-parts.ts';
import { MemoryCipher } from '../secrets/memory-cipher.ts';
import type { SettingsFile } from '../settings/settings-file.ts';

export const SILENT_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Settings that last as long as the test. */
export class TestSettingsFile implements SettingsFile {
  readonly path = 'memory';
  content: unknown;

  constructor(content?: unknown) {
    this.content = content;
  }

  read(): unknown {
    return this.content;
  }

  write(value: unknown): void {
    this.content = value;
  }

  async saved(): Promise<void> {}

  setAside(): string {
    this.content = undefined;
    return this.path;
  }
}

/** An embedded exit server that cannot start: for tests that need none. */
const noEmbeddedExit: StartEmbeddedExit = () =>
  Promise.reject(new Error('There is no embedded exit server in this test.'));

/** Makes a real engine that keeps everything in memory, unless told otherwise, and is stopped when the test is over. */
export function testEngine(parts: Partial<EngineParts> = {}): Engine {
  const engine = createEngine({
    dataDir: '',
    settings: new TestSettingsFile(),
    cipher: new MemoryCipher(),
    startEmbeddedExit: noEmbeddedExit,
    log: SILENT_LOG,
    version: '0.0.0-test',
    ...parts,
  });
  onTestFinished(() => engine.stop());
  return engine;
}
