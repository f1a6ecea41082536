import { onTestFinished } from 'vitest';
import { createEngine, type Engine } from '../engine.ts';
import type { EngineParts, Log, StartEmbeddedExit } from '../engine-parts.ts';
import { MemoryCipher } from '../secrets/memory-cipher.ts';
import type { SettingsFile } from '../settings/settings-file.ts';

export const SILENT_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Settings that last as long as the test, on a disk that may be full. */
export class TestSettingsFile implements SettingsFile {
  readonly path = 'memory';
  content: unknown;
  /** Takes no change then, as a full disk. */
  isFull = false;
  #saved = Promise.resolve();

  constructor(content?: unknown) {
    this.content = content;
  }

  read(): unknown {
    return this.content;
  }

  write(value: unknown): void {
    if (!this.isFull) this.content = value;
    this.#saved = this.isFull
      ? Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
      : Promise.resolve();
    // Told to whoever asks.
    this.#saved.catch(() => {});
  }

  saved(): Promise<void> {
    return this.#saved;
  }

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
