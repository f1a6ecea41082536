import { z } from 'zod';

/** What the doctor looks at, in the order in which its report shows it. */
export const DOCTOR_CHECKS = ['link', 'dns', 'tls', 'proxy', 'clock', 'ports', 'secrets', 'disk'] as const;

export const CheckName = z.enum(DOCTOR_CHECKS);

/** `skipped`: there was nothing to look at, or nobody can say from here. */
export const Verdict = z.enum(['ok', 'skipped', 'warning', 'failed']);

/** One thing that was looked at. */
export const Finding = z.object({
  /** What it is, e.g. a host, a port or a file. */
  about: z.string(),
  verdict: Verdict,
  /** What was found, in plain words. */
  found: z.string(),
  /** What to do; of each warning and failure. */
  nextStep: z.string().optional(),
});

export const CheckReport = z.object({
  check: CheckName,
  /** Absent while it runs. */
  tookMs: z.number().optional(),
  findings: z.array(Finding),
});

/** What the doctor has found so far, or in the end. */
export const DoctorReport = z.object({
  /** When it began, ms since the epoch. */
  at: z.number(),
  /** Whether all checks have ended. */
  done: z.boolean(),
  version: z.string(),
  platform: z.string(),
  /** One each, in the order of DOCTOR_CHECKS. */
  checks: z.array(CheckReport),
});

export type CheckName = z.infer<typeof CheckName>;
export type Verdict = z.infer<typeof Verdict>;
export type Finding = z.infer<typeof Finding>;
export type CheckReport = z.infer<typeof CheckReport>;
export type DoctorReport = z.infer<typeof DoctorReport>;
