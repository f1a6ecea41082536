import { type CheckName, type CheckReport, DOCTOR_CHECKS, type DoctorReport } from '../../../shared/contract/doctor.ts';
import { Live } from '../live.ts';
import { checkClock } from './checks/clock.ts';
import { checkDisk } from './checks/disk.ts';
import { checkDns } from './checks/dns.ts';
import { checkLink } from './checks/link.ts';
import { checkPorts } from './checks/ports.ts';
import { checkProxy } from './checks/proxy.ts';
import { checkSecrets } from './checks/secrets.ts';
import { checkTls } from './checks/tls.ts';
import type { DoctorCheck, DoctorParts } from './doctor-parts.ts';
import { findings } from './findings.ts';

/** How long a check may take, ms: two rounds of connections that all end by their own limit. */
const CHECK_MS = 20_000;

const CHECKS: Record<CheckName, DoctorCheck> = {
  link: checkLink,
  dns: checkDns,
  tls: checkTls,
  proxy: checkProxy,
  clock: checkClock,
  ports: checkPorts,
  secrets: checkSecrets,
  disk: checkDisk,
};

/** Looks for what is wrong between this computer and its public URLs. Changes nothing. */
export class Doctor {
  readonly #parts: DoctorParts;
  readonly #version: string;
  readonly #checks: Record<CheckName, DoctorCheck>;
  readonly #over = new AbortController();
  #running: Live<DoctorReport> | undefined;

  /** @param checks replaced in tests */
  constructor(parts: DoctorParts, version: string, checks = CHECKS) {
    this.#parts = parts;
    this.#version = version;
    this.#checks = checks;
  }

  /** Runs all checks at once; the report grows until it is `done`. Whoever asks while one runs gets that one. */
  examine(): Live<DoctorReport> {
    if (this.#running) return this.#running;
    const report = new Live<DoctorReport>({
      at: Date.now(),
      done: false,
      version: this.#version,
      platform: `${process.platform}-${process.arch}`,
      checks: DOCTOR_CHECKS.map((check) => ({ check, findings: [] })),
    });
    this.#running = report;
    const ended = DOCTOR_CHECKS.map(async (check) => {
      const done = await this.#run(check);
      const checks = report.value.checks.map((other) => (other.check === check ? done : other));
      report.set({ ...report.value, checks, done: checks.every(({ tookMs }) => tookMs !== undefined) });
    });
    void Promise.all(ended).finally(() => {
      this.#running = undefined;
    });
    return report;
  }

  /** Resolves with the whole report. */
  report(): Promise<DoctorReport> {
    const { promise, resolve } = Promise.withResolvers<DoctorReport>();
    const live = this.examine();
    const unsubscribe = live.subscribe((report) => report.done && resolve(report));
    return promise.finally(unsubscribe);
  }

  /** Breaks off what runs. */
  stop(): void {
    this.#over.abort();
  }

  async #run(check: CheckName): Promise<CheckReport> {
    const startedAt = performance.now();
    const signal = AbortSignal.any([this.#over.signal, AbortSignal.timeout(CHECK_MS)]);
    const found = await Promise.race([this.#look(check, signal), brokenOff(signal)]);
    return { check, tookMs: Math.round(performance.now() - startedAt), findings: found };
  }

  async #look(check: CheckName, signal: AbortSignal) {
    try {
      return await this.#checks[check](this.#parts, signal);
    } catch (error) {
      const found = `It could not look: ${(error as Error).message}`;
      return [findings.failed('This check', found, 'Run the doctor again; if it stays, report it with this text.')];
    }
  }
}

/** What is said of a check that did not end by itself. */
async function brokenOff(signal: AbortSignal) {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  const found = `It did not end within ${CHECK_MS / 1000} s.`;
  return [
    findings.failed('This check', found, 'See whether this computer or its network is very busy, and run it again.'),
  ];
}
