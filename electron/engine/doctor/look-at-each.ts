import type { Finding } from '../../../shared/contract/doctor.ts';
import { findings } from './findings.ts';

/** How many things a check looks at, and how many of them at once: some hundred tunnels must not look like a scan to a firewall. */
const MOST = 40;
const AT_ONCE = 8;

/** Looks at several things and puts what was found into their order. */
export async function lookAtEach<Thing>(
  things: readonly Thing[],
  look: (thing: Thing) => Promise<Finding | Finding[]>,
): Promise<Finding[]> {
  const looked = things.slice(0, MOST);
  const found: (Finding | Finding[])[] = [];
  const places = looked.entries();
  const worker = async () => {
    for (const [index, thing] of places) found[index] = await look(thing);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const left = things.length - looked.length;
  const rest = left > 0 ? [findings.skipped(`${left} more`, 'They were not looked at: there are too many.')] : [];
  return [...found.flat(), ...rest];
}
