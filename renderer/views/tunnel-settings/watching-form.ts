import type { ZodError } from 'zod';
import { AlertRules } from '../../../shared/contract/alert.ts';
import { HealthCheck } from '../../../shared/contract/health-check.ts';
import type { Tunnel, TunnelKind } from '../../../shared/contract/tunnel.ts';
import type { EngineClient } from '../../rpc/engine-client.ts';

/** How a tunnel is watched, and when its user wants to be told, as text. */
export interface WatchingForm {
  checkBy: 'connect' | 'path';
  path: string;
  /** Empty: any from 200 to 399. */
  status: string;
  interval: string;
  /** Of these three empty: never. */
  down: string;
  errors: string;
  slow: string;
  expiry: boolean;
  server: boolean;
}

/** What is wrong with the form, by field; `form`: what belongs to no field. */
export type WatchingErrors = Readonly<Record<string, string>>;

type TunnelEdit = Parameters<EngineClient['tunnels']['update']>[0]['edit'];

/** The rules of a tunnel that sets none. */
export const USUAL_ALERTS = AlertRules.parse({});
/** As the schema has it: what a check that is chosen begins with. */
const USUAL_CHECK = HealthCheck.parse({ path: '/' });

/** Numbers that a schema only calls wrong, in plain words. */
const WORDS: Readonly<Record<string, string>> = {
  status: 'Use a status from 200 to 599, or leave it empty.',
  interval: 'Use whole seconds from 2 to 3600.',
  down: 'Use whole seconds from 5 to 86400, or leave it empty.',
  errors: 'Use a percentage from 0.1 to 100, or leave it empty.',
  slow: 'Use whole milliseconds from 1 to 600000, or leave it empty.',
};

/** Fills the form with what holds now. */
export function watchingFormOf({ healthCheck, alerts = USUAL_ALERTS }: Tunnel): WatchingForm {
  const { path, interval } = healthCheck ?? USUAL_CHECK;
  return {
    checkBy: healthCheck === undefined ? 'connect' : 'path',
    path,
    status: healthCheck?.status === undefined ? '' : String(healthCheck.status),
    interval: String(interval),
    ...alertsFormOf(alerts),
  };
}

/** The part of the form that says when to tell. */
export function alertsFormOf(alerts: AlertRules): Omit<WatchingForm, 'checkBy' | 'path' | 'status' | 'interval'> {
  const text = (value: number | null) => (value === null ? '' : String(value));
  const { expiry, server } = alerts;
  return { down: text(alerts.down), errors: text(alerts.errors), slow: text(alerts.slow), expiry, server };
}

/** All that the form says, as the engine takes it. */
export function watchingEditOf(form: WatchingForm, kind: TunnelKind): TunnelEdit {
  const { expiry, server } = form;
  const alerts = { down: limit(form.down), errors: limit(form.errors), slow: limit(form.slow), expiry, server };
  return kind === 'http' ? { healthCheck: checkOf(form), alerts } : { alerts };
}

/** The part of it that is not so already: a health check that stays is not asked at once. */
export function watchingChanges(form: WatchingForm, tunnel: Tunnel): TunnelEdit {
  const next = watchingEditOf(form, tunnel.kind);
  const now = watchingEditOf(watchingFormOf(tunnel), tunnel.kind);
  const changes: TunnelEdit = {};
  if (JSON.stringify(next.healthCheck) !== JSON.stringify(now.healthCheck)) changes.healthCheck = next.healthCheck;
  if (JSON.stringify(next.alerts) !== JSON.stringify(now.alerts)) changes.alerts = next.alerts;
  return changes;
}

function checkOf({ checkBy, path, status, interval }: WatchingForm): TunnelEdit['healthCheck'] {
  if (checkBy === 'connect') return null;
  return {
    path: path.trim(),
    interval: numberOf(interval),
    ...(status.trim() !== '' && { status: numberOf(status) }),
  };
}

/** Says what is wrong with each field, before anything is sent; empty where it can be sent. */
export function checkWatchingForm(form: WatchingForm, kind: TunnelKind): WatchingErrors {
  const { healthCheck, alerts } = watchingEditOf(form, kind);
  const check = healthCheck ? HealthCheck.safeParse(healthCheck).error : undefined;
  return { ...fromIssues(check), ...fromIssues(AlertRules.safeParse(alerts).error) };
}

/** Whether anything stands in the form that does not hold. */
export function isWatchingChanged(form: WatchingForm, tunnel: Tunnel): boolean {
  // The texts: what is no number is changed, too, and must be named.
  return JSON.stringify(form) !== JSON.stringify(watchingFormOf(tunnel));
}

function fromIssues(error: ZodError | undefined): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of error?.issues ?? []) {
    const field = String(path[0] ?? 'form');
    errors[field] ??= WORDS[field] ?? message;
  }
  return errors;
}

function limit(text: string): number | null {
  return text.trim() === '' ? null : numberOf(text);
}

/** NaN where it is none, which no schema takes. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'));
}
