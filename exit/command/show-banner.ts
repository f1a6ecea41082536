import { type ExitLog, formatOf } from '../log.ts';
import type { Exposure } from './exposure.ts';
import type { ExitOptions } from './options.ts';

/** Says at the start who reaches what: a few lines of text on a terminal, else lines of the log. Warnings are always in the log. */
export function showBanner(
  { facts, warnings }: Exposure,
  options: Pick<ExitOptions, 'logFormat' | 'logLevel'>,
  { log, stderr }: { log: ExitLog; stderr: Pick<NodeJS.WriteStream, 'write' | 'isTTY'> },
): void {
  const asText = stderr.isTTY === true && formatOf(options.logFormat) === 'text' && options.logLevel !== 'silent';
  if (asText) stderr.write(`${facts.map((fact) => `  ${fact}\n`).join('')}`);
  else for (const fact of facts) log.info({}, fact);
  for (const warning of warnings) log.warn({}, warning);
}
