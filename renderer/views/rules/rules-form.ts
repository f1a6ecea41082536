import type { RulesEdit, RulesView } from '../../../shared/contract/rules.ts';
import type { HeaderEdit } from '../../../shared/rules/tunnel-rules.ts';
import { BODY_UNITS, type BodyUnit, splitBodySize } from './body-size.ts';
import { fromLocalTime, toLocalTime } from './local-time.ts';

/** A row of a list; its key stays while rows above it come and go. */
export type Row<Fields> = Fields & { readonly key: number };

export type AccountRow = Row<{
  user: string;
  password: string;
  /** The name under which the engine has a password for it. */
  known?: string;
}>;
export type TokenRow = Row<{ id?: string; label: string; last4?: string }>;
export type LinkRow = Row<{ id?: string; label: string; usedAt?: number }>;
export type HeaderRow = Row<{ act: HeaderEdit['act']; name: string; value: string }>;
export type RouteRow = Row<{ path: string; upstream: string; stripPrefix: boolean }>;

/** What the Rules tab holds, as text. */
export interface RulesForm {
  basicAuth: AccountRow[];
  bearer: TokenRow[];
  links: LinkRow[];
  /** One address or range a line. */
  allow: string;
  deny: string;
  requestsPerSecond: string;
  bodySize: string;
  bodyUnit: BodyUnit;
  /** `keep`, `upstream`, or `fixed`: then `fixedHost` is the value. */
  hostMode: 'keep' | 'upstream' | 'fixed';
  fixedHost: string;
  requestHeaders: HeaderRow[];
  responseHeaders: HeaderRow[];
  routes: RouteRow[];
  /** As of a field `datetime-local`; empty: no end. */
  expiresAt: string;
  idleMinutes: string;
}

/** What a tunnel has of what the form shows. */
export interface RulesState {
  rules: RulesView;
  hostHeader: string;
}

let lastKey = 0;

/** Gives a row its key. */
export function newRow<Fields extends object>(fields: Fields): Row<Fields> {
  lastKey += 1;
  return { ...fields, key: lastKey };
}

/** Fills the form with the rules that hold now. */
export function rulesFormOf({ rules, hostHeader }: RulesState): RulesForm {
  const hostMode = hostHeader === 'keep' || hostHeader === 'upstream' ? hostHeader : 'fixed';
  const body = rules.maxBodyBytes === undefined ? undefined : splitBodySize(rules.maxBodyBytes);
  return {
    basicAuth: rules.basicAuth.map(({ user }) => newRow({ user, password: '', known: user })),
    bearer: rules.bearer.map((token) => newRow(token)),
    links: rules.links.map((link) => newRow(link)),
    allow: rules.allow.join('\n'),
    deny: rules.deny.join('\n'),
    requestsPerSecond: textOf(rules.requestsPerSecond),
    bodySize: body?.size ?? '',
    bodyUnit: body?.unit ?? 'MiB',
    hostMode,
    fixedHost: hostMode === 'fixed' ? hostHeader : '',
    requestHeaders: rules.requestHeaders.map((edit) => newRow({ value: '', ...edit })),
    responseHeaders: rules.responseHeaders.map((edit) => newRow({ value: '', ...edit })),
    routes: rules.routes.map((route) => newRow(route)),
    expiresAt: rules.expiresAt === undefined ? '' : toLocalTime(rules.expiresAt),
    idleMinutes: textOf(rules.idleMinutes),
  };
}

/** The lines of a list that say something, with their numbers from 1. */
export function linesOf(text: string): { line: number; text: string }[] {
  return text
    .split('\n')
    .map((line, index) => ({ line: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '');
}

/** What the form asks the engine for. What is no number comes out as NaN, which no rule takes. */
export function rulesEditOf(form: RulesForm): RulesEdit {
  return {
    basicAuth: form.basicAuth.map(({ user, password }) => ({
      user: user.trim(),
      ...(password !== '' && { password }),
    })),
    bearer: form.bearer.map(({ id, label }) => ({ ...(id !== undefined && { id }), label: label.trim() })),
    links: form.links.map(({ id, label }) => ({ ...(id !== undefined && { id }), label: label.trim() })),
    allow: linesOf(form.allow).map(({ text }) => text),
    deny: linesOf(form.deny).map(({ text }) => text),
    ...numberOf('requestsPerSecond', form.requestsPerSecond),
    ...numberOf('maxBodyBytes', form.bodySize, BODY_UNITS[form.bodyUnit]),
    requestHeaders: form.requestHeaders.map(headerEditOf),
    responseHeaders: form.responseHeaders.map(headerEditOf),
    routes: form.routes.map(({ path, upstream, stripPrefix }) => ({
      path: path.trim(),
      upstream: upstream.trim(),
      stripPrefix,
    })),
    ...(form.expiresAt !== '' && { expiresAt: fromLocalTime(form.expiresAt) ?? Number.NaN }),
    ...numberOf('idleMinutes', form.idleMinutes),
  };
}

/** What `Host` is to be. */
export function hostHeaderOf({ hostMode, fixedHost }: RulesForm): string {
  return hostMode === 'fixed' ? fixedHost.trim() : hostMode;
}

/** Whether the form asks for anything else than what holds now. */
export function isChanged(form: RulesForm, now: RulesState): boolean {
  const asked = (state: RulesForm) => JSON.stringify([rulesEditOf(state), hostHeaderOf(state)]);
  return asked(form) !== asked(rulesFormOf(now));
}

function headerEditOf({ act, name, value }: HeaderRow): HeaderEdit {
  return act === 'remove' ? { act, name: name.trim() } : { act, name: name.trim(), value: value.trim() };
}

function textOf(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

function numberOf<Field extends string>(field: Field, text: string, unit = 1): { [Name in Field]?: number } {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return {};
  const value = /^\d+(?:\.\d+)?$/.test(trimmed) ? Number(trimmed) * unit : Number.NaN;
  return { [field]: value } as { [Name in Field]?: number };
}
