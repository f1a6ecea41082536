/** The flags and the other words of a command line. */
export interface CommandFlags {
  /** In the order in which they came. */
  operands: string[];
  /** Flag, without dashes, → its values; a flag without a value has ''. */
  flags: Map<string, string[]>;
}

/**
 * Reads words in the way of Go's and pflag's flags: `--name=value`, `--name value`, `-name value`.
 * @param switches flags that take no value
 */
export function readFlags(words: readonly string[], switches: ReadonlySet<string>): CommandFlags {
  const operands: string[] = [];
  const flags = new Map<string, string[]>();
  const add = (name: string, value: string) => {
    const values = flags.get(name);
    if (values === undefined) flags.set(name, [value]);
    else values.push(value);
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const match = /^--?([a-z][\w-]*)(?:=(.*))?$/is.exec(word);
    if (match === null) {
      operands.push(word);
      continue;
    }
    const [, name = '', value] = match;
    if (value !== undefined) add(name, value);
    else if (switches.has(name) || at + 1 === words.length) add(name, '');
    else add(name, words[++at] ?? '');
  }
  return { operands, flags };
}
