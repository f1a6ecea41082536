import { OnDemand } from '../../shared/contract/on-demand.ts';
import type { Tunnel } from '../../shared/contract/tunnel.ts';

/** What the edit dialog holds of a service that is started on demand, as text. */
export interface OnDemandForm {
  onDemand: boolean;
  command: string;
  cwd: string;
  startTimeoutSeconds: string;
  idleMinutes: string;
}

export type OnDemandFormErrors = Partial<Record<Exclude<keyof OnDemandForm, 'onDemand'>, string>>;

/** What the fields begin with; the schema has the same defaults. */
const DEFAULTS = { command: '', cwd: '', startTimeoutSeconds: 60, idleMinutes: 10 };

export function onDemandFormOf({ onDemand }: Tunnel): OnDemandForm {
  const { command, cwd, startTimeoutSeconds, idleMinutes } = onDemand ?? DEFAULTS;
  return {
    onDemand: onDemand !== undefined,
    command,
    cwd,
    startTimeoutSeconds: String(startTimeoutSeconds),
    idleMinutes: String(idleMinutes),
  };
}

/** Says what is wrong, beside which input. */
export function checkOnDemandForm(form: OnDemandForm): OnDemandFormErrors {
  const read = form.onDemand ? OnDemand.safeParse(settingsOf(form)) : undefined;
  if (read === undefined || read.success) return {};
  const errors: OnDemandFormErrors = {};
  for (const { path, message, code } of read.error.issues) {
    const field = path[0] as keyof OnDemandFormErrors;
    errors[field] ??= code === 'invalid_type' ? 'A whole number.' : message;
  }
  return errors;
}

/** What is to be sent; undefined where nothing was changed, null where it is to end. */
export function onDemandEdit(form: OnDemandForm, { onDemand }: Tunnel): OnDemand | null | undefined {
  if (!form.onDemand) return onDemand === undefined ? undefined : null;
  const value = OnDemand.parse(settingsOf(form));
  const keys = Object.keys(value) as (keyof OnDemand)[];
  return onDemand !== undefined && keys.every((key) => value[key] === onDemand[key]) ? undefined : value;
}

function settingsOf({ command, cwd, startTimeoutSeconds, idleMinutes }: OnDemandForm): Record<keyof OnDemand, unknown> {
  const number = (text: string) => (/^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN);
  return { command, cwd, startTimeoutSeconds: number(startTimeoutSeconds), idleMinutes: number(idleMinutes) };
}
