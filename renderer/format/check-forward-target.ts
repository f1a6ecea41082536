import { checkPort } from './check-port.ts';

const HELP = 'Type a host and a port, such as db.internal:5432.';

/** Says what is wrong with the target of a forward tunnel, or undefined. A NAME.internal needs no port. */
export function checkForwardTarget(text: string): string | undefined {
  const target = text.trim();
  if (target === '') return HELP;
  if (/\s/.test(target)) return `An address has no spaces in it. ${HELP}`;
  if (/^\d+$/.test(target) || target.replace(/^tcp:\/\//, '').includes('/')) return HELP;
  if (/^[^:]+\.internal$/.test(target)) return undefined;
  const digits = /^[^:]*(?:\[[^\]]+\])?:(\d*)$/.exec(target.replace(/^tcp:\/\//, ''))?.[1];
  return digits === undefined ? HELP : checkPort(digits);
}
