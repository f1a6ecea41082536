import { plainText } from '../../shared/plain-text.ts';

const GAP = '  ';

/** Lines rows up in columns of text, each as wide as its widest cell. What could move a terminal's cursor is taken out. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => plainText.line(cell)));
  const columns = Math.max(0, ...clean.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...clean.map((row) => lengthOf(row[column] ?? ''))),
  );
  return clean
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)))
          .join(GAP)
          .trimEnd()}\n`,
    )
    .join('');
}

/** In characters: a character outside the first plane is two UTF-16 units. */
function lengthOf(text: string): number {
  return [...text].length;
}
