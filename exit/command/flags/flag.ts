import type { z } from 'zod';

/** Headings of `--help`, in its order. */
export const FLAG_GROUPS = ['Addresses', 'TLS', 'Clients', 'Limits', 'Operation', 'Logs'] as const;

interface CommonFlag {
  /** As commander spells it, e.g. `--control-addr <host:port>`; the name in code is the same in camel case. */
  spelling: string;
  group: (typeof FLAG_GROUPS)[number];
  help: string;
}

/** A flag that takes a value. */
export interface ValueFlag extends CommonFlag {
  /** Undefined: not set unless given. */
  fallback: string | undefined;
  /** The default with `--dev-mode`, where that differs. */
  devFallback?: string;
  /** The default where certificates come from an ACME server, which visits port 80 and whose visitors expect port 443. */
  acmeFallback?: string;
  /** May be given several times; in the variable, separated by commas. */
  repeat?: boolean;
  /** Checks the text (the texts, of a flag that repeats) and makes the option's value. */
  schema: z.ZodType;
}

/** A flag that is on or off, off unless given; its variable takes 1, true, yes, on and their opposites. */
export interface SwitchFlag extends CommonFlag {
  switch: true;
  /** There is a `--no-…` too, and undefined, where neither is given, is a third value. */
  negatable?: true;
}

export type Flag = ValueFlag | SwitchFlag;

/** The flag alone, e.g. `--control-addr`. */
export function flagOf(flag: Flag): string {
  return flag.spelling.replace(/ .*/, '');
}

/** Its environment variable, e.g. `PORTHOLE_EXIT_CONTROL_ADDR`. */
export function variableOf(flag: Flag): string {
  return `PORTHOLE_EXIT_${flagOf(flag).slice(2).replaceAll('-', '_').toUpperCase()}`;
}
