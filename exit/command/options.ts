import { z } from 'zod';
import { ADDRESS_FLAGS } from './flags/address-flags.ts';
import { CLIENT_FLAGS } from './flags/client-flags.ts';
import { type Flag, flagOf, variableOf } from './flags/flag.ts';
import { LICENCE_FLAGS } from './flags/licence-flags.ts';
import { LIMIT_FLAGS } from './flags/limit-flags.ts';
import { LOG_FLAGS } from './flags/log-flags.ts';
import { OPERATION_FLAGS } from './flags/operation-flags.ts';
import { TLS_FLAGS } from './flags/tls-flags.ts';
import { UsageError } from './usage-error.ts';

/** The flags of the exit server (docs/exit-server.md, Flags). A flag beats its environment variable, which beats the default. */
export const FLAGS = {
  ...ADDRESS_FLAGS,
  ...TLS_FLAGS,
  ...CLIENT_FLAGS,
  ...LICENCE_FLAGS,
  ...LIMIT_FLAGS,
  ...OPERATION_FLAGS,
  ...LOG_FLAGS,
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof FLAGS;

/** What the command line said, before it is checked; a flag that was not given is absent. */
export type GivenFlags = { [name in FlagName]?: string | string[] | boolean } & {
  devMode?: boolean;
  check?: boolean;
};

type Checked = { [name in FlagName]: Value<(typeof FLAGS)[name]> };
type Value<F> = F extends { schema: infer S }
  ? z.output<S>
  : F extends { negatable: true }
    ? boolean | undefined
    : boolean;

/** The checked settings of one run. */
export interface ExitOptions extends Checked {
  devMode: boolean;
}

const NAMES = Object.keys(FLAGS) as FlagName[];
const SWITCHED_ON = ['1', 'true', 'yes', 'on'];
const SWITCHED_OFF = ['0', 'false', 'no', 'off'];

const Switch = z.union([z.boolean(), z.string().toLowerCase()]).transform((value, context): boolean => {
  if (typeof value === 'boolean') return value;
  if (SWITCHED_ON.includes(value)) return true;
  if (!SWITCHED_OFF.includes(value)) context.addIssue('must be true or false');
  return false;
});

const Values = z.object(Object.fromEntries(NAMES.map((name) => [name, schemaOf(FLAGS[name])])));

/** Checks the flags and fills the gaps from the environment and the defaults. Throws UsageError for the first that is wrong. */
export function resolveOptions(given: GivenFlags, environment: NodeJS.ProcessEnv): ExitOptions {
  const devMode = given.devMode === true;
  const chosen = NAMES.map((name) => [name, chosenValue(name, given, environment)] as const);
  const defaults = defaultsFor(devMode, new Map(chosen));
  const values = Object.fromEntries(chosen.map(([name, value]) => [name, value ?? fallbackOf(FLAGS[name], defaults)]));
  const result = Values.safeParse(values);
  if (result.success) return { ...(result.data as Checked), devMode };
  const [issue] = result.error.issues;
  const name = issue?.path[0] as FlagName;
  const wrong = issue?.path.length === 2 ? (values[name] as string[])[issue.path[1] as number] : values[name];
  const source = given[name] === undefined ? variableOf(FLAGS[name]) : flagOf(FLAGS[name]);
  throw new UsageError(`${source} ${issue?.message}, not ${JSON.stringify(wrong)}`);
}

function schemaOf(flag: Flag): z.ZodType {
  if ('schema' in flag) return flag.schema;
  return flag.negatable === true ? Switch.optional() : Switch;
}

function chosenValue(
  name: FlagName,
  given: GivenFlags,
  environment: NodeJS.ProcessEnv,
): string | string[] | boolean | undefined {
  const flag: Flag = FLAGS[name];
  const value = given[name];
  if (value !== undefined) return value;
  // An empty variable is one that was not set: compose files and unit files leave them like that.
  const set = environment[variableOf(flag)]?.trim() || undefined;
  if (!('schema' in flag)) return set ?? (flag.negatable === true ? undefined : false);
  if (flag.repeat === true) return set === undefined ? [] : set.split(',').map((part) => part.trim());
  return set;
}

/** Which of a flag's defaults holds. With an ACME server the standard ports do, unless the data plane was told to be elsewhere. */
type Defaults = 'devFallback' | 'acmeFallback' | 'fallback';

function defaultsFor(devMode: boolean, chosen: ReadonlyMap<FlagName, unknown>): Defaults {
  if (devMode) return 'devFallback';
  const domains = chosen.get('acmeDomain');
  const acme = Array.isArray(domains) && domains.length > 0 && chosen.get('dataAddr') === undefined;
  return acme ? 'acmeFallback' : 'fallback';
}

function fallbackOf(flag: Flag, defaults: Defaults): string | undefined {
  return 'schema' in flag ? (flag[defaults] ?? flag.fallback) : undefined;
}
