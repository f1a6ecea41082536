import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { until } from './until.ts';

const ENTRY = resolve(import.meta.dirname, '..', 'main.ts');

/** `porthole-exit` as a process of its own, with what it prints. */
export class ExitProcess {
  stdout = '';
  stderr = '';
  /** Undefined while it runs; null when a signal ended it. */
  code: number | null | undefined;
  readonly #child: ChildProcess;

  /** Starts it with nothing of this process's environment but what programs need. */
  constructor(args: readonly string[], environment: Record<string, string> = {}, cwd = process.cwd()) {
    const { PATH = '', SYSTEMROOT = '' } = process.env;
    this.#child = spawn(process.execPath, [ENTRY, ...args], {
      cwd,
      env: { PATH, SYSTEMROOT, ...environment },
      stdio: 'pipe',
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.#child.on('close', (code) => {
      this.code = code;
    });
  }

  /** Waits for both addresses. */
  async listens(): Promise<{ controlPort: number; dataPort: number }> {
    await until(() => this.code !== undefined || /^data plane on .*\n/m.test(this.stdout), 'the addresses');
    const [, control] = /^control plane on .*:(\d+)$/m.exec(this.stdout) ?? [];
    const [, data] = /^data plane on .*:(\d+)$/m.exec(this.stdout) ?? [];
    if (control === undefined || data === undefined)
      throw new Error(`it does not listen: ${this.stdout}${this.stderr}`);
    return { controlPort: Number(control), dataPort: Number(data) };
  }

  /** Waits for its end and returns its exit code. */
  async ends(): Promise<number | null> {
    await until(() => this.code !== undefined, `the end of porthole-exit; it said ${this.stdout}${this.stderr}`);
    return this.code ?? null;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends it in any case. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ends();
  }
}
