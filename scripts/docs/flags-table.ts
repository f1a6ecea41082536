import { type Flag, flagOf, variableOf } from '../../exit/command/flags/flag.ts';
import { FLAGS } from '../../exit/command/options.ts';

const HEADING = '| flag | variable | default | |\n|---|---|---|---|\n';
const TABLE = /\| flag \| variable \| default \| \|\n\|[-|]+\|\n(?:\|[^\n]*\n)*/;
/** Not among the others: what one run does is for no variable to say. */
const WITHOUT_VARIABLE =
  '| `--check` | | off | says whether the configuration is good and who would reach what, and ends; listens nowhere, changes nothing |\n' +
  '| `--dev-mode` | | off | memory only, loopback, a token of its own, a join link |\n';

/** Puts the table of the exit server's flags, as the program has them, into a document that has such a table. Throws where it has none. */
export function withFlagsTable(document: string): string {
  if (!TABLE.test(document)) throw new Error('there is no table of flags to replace');
  const table = HEADING + Object.values<Flag>(FLAGS).map(row).join('') + WITHOUT_VARIABLE;
  return document.replace(TABLE, () => table);
}

function row(flag: Flag): string {
  const value = flag.spelling
    .slice(flagOf(flag).length)
    .replace(/<(.*)>/, (_all, name: string) => (/[A-Z]/.test(name) ? name : name.toUpperCase()));
  const spellings = [`\`${flagOf(flag)}${value}\``];
  if ('negatable' in flag && flag.negatable === true) spellings.push(`\`${flagOf(flag).replace('--', '--no-')}\``);
  const repeats = 'repeat' in flag && flag.repeat === true;
  const fallback = 'fallback' in flag ? flag.fallback : undefined;
  const cells = [
    spellings.join(', '),
    `\`${variableOf(flag)}\`${repeats ? ' (commas)' : ''}`,
    fallback === undefined ? '' : `\`${fallback}\``,
    flag.help.replaceAll('|', '\\|'),
  ];
  return `| ${cells.join(' | ')} |\n`.replaceAll('|  |', '| |');
}
