/** The command of a unit file's `ExecStart`, as systemd would split it: lines joined, quotes and doubled `%` and `$` undone. */
export function startWords(unit: string): string[] {
  const joined = unit.replaceAll('\\\n', ' ');
  const [, command = ''] = /^ExecStart=(.*)$/m.exec(joined) ?? [];
  const words = command.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  return words.map((word) => {
    const plain = word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word;
    return plain.replaceAll('%%', '%').replaceAll('$$', '$');
  });
}
