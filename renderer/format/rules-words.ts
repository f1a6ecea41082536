import type { RulesView } from '../../shared/contract/rules.ts';
import type { TunnelKind } from '../../shared/contract/tunnel.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Within a week the weekday says it. */
const WEEK_MS = 6 * DAY_MS;

const TIME = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const WEEKDAY = new Intl.DateTimeFormat('en', { weekday: 'long' });
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' });
const DATE_AND_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** What holds now, in words that stand behind one another: who may visit, from where, how much, until when. */
export function rulesWords(kind: TunnelKind, rules: RulesView, now: number): string[] {
  const { requestsPerSecond: rate, routes } = rules;
  const edits = rules.requestHeaders.length + rules.responseHeaders.length;
  return [
    whoWords(kind, rules),
    fromWords(rules),
    rate === undefined ? undefined : `${kind === 'http' ? 'at most' : 'new connections at most'} ${rate}/s a visitor`,
    rules.maxBodyBytes === undefined ? undefined : `bodies up to ${sizeWords(rules.maxBodyBytes)}`,
    edits === 0 ? undefined : `${count(edits, 'header')} changed`,
    routes.length === 0 ? undefined : `${count(routes.length, 'path')} elsewhere`,
    untilWords(rules, now),
  ].filter((words) => words !== undefined);
}

/** The same in short, for rows: who, and until when. */
export function scopeWords(
  kind: TunnelKind,
  rules: RulesView,
  now: number,
): { who: string; until: string | undefined } {
  const others = isOpenToAll(kind, rules) ? 'Everybody' : 'Some addresses';
  const who = kind === 'private' ? 'Your devices' : (credentials(rules)?.words ?? others);
  const end = rules.expiresAt === undefined ? undefined : `until ${momentWords(rules.expiresAt, now)}`;
  return {
    who,
    until: end ?? (rules.idleMinutes === undefined ? undefined : `until idle for ${minutes(rules.idleMinutes)}`),
  };
}

/** Whether anybody may use the tunnel who knows its address. */
export function isOpenToAll(kind: TunnelKind, rules: RulesView): boolean {
  return kind !== 'private' && credentials(rules) === undefined && rules.allow.length === 0;
}

/** A moment as people say it: `18:00`, `Friday 18:00`, `3 May 14:02`, `3 May 2027 14:02`. @param at ms since the epoch */
export function momentWords(at: number, now: number): string {
  const time = TIME.format(at);
  if (new Date(at).toDateString() === new Date(now).toDateString()) return time;
  if (at > now && at - now < WEEK_MS) return `${WEEKDAY.format(at)} ${time}`;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return `${(sameYear ? DATE : DATE_AND_YEAR).format(at)} ${time}`;
}

function whoWords(kind: TunnelKind, rules: RulesView): string {
  if (kind === 'private') return 'Your own devices may connect';
  const keys = credentials(rules);
  if (keys !== undefined) return `Visitors need ${keys.total === 1 ? '' : 'one of '}${keys.words}`;
  return kind === 'http' ? 'Everybody may visit' : 'Everybody may connect';
}

function credentials({ basicAuth, bearer, links }: RulesView): { words: string; total: number } | undefined {
  const kinds = [
    basicAuth.length === 0 ? undefined : count(basicAuth.length, 'account'),
    bearer.length === 0 ? undefined : count(bearer.length, 'token'),
    links.length === 0 ? undefined : count(links.length, 'link'),
  ].filter((words) => words !== undefined);
  if (kinds.length === 0) return undefined;
  const total = basicAuth.length + bearer.length + links.length;
  const last = kinds.at(-1) ?? '';
  return { words: kinds.length === 1 ? last : `${kinds.slice(0, -1).join(', ')} or ${last}`, total };
}

function fromWords({ allow, deny }: RulesView): string | undefined {
  const from = allow.length === 0 ? undefined : `from ${count(allow.length, 'network')}`;
  const not = deny.length === 0 ? undefined : `not from ${count(deny.length, 'network')}`;
  return [from, not].filter((words) => words !== undefined).join(', ') || undefined;
}

function untilWords({ expiresAt, idleMinutes }: RulesView, now: number): string {
  const time = expiresAt === undefined ? undefined : `until ${momentWords(expiresAt, now)}`;
  const idle = idleMinutes === undefined ? undefined : `until nobody came for ${minutes(idleMinutes)}`;
  return [time, idle].filter((words) => words !== undefined).join(' or ') || 'until you stop it';
}

function sizeWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}

function minutes(value: number): string {
  return value % 60 === 0 ? `${value / 60} h` : `${value} min`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
