/**
 * Returns a document with what a program writes into it between its two marks, `<!-- begin: written by COMMAND -->` and `<!-- end: written by COMMAND -->`. Throws where
 * there are not exactly two of them, in order.
 */
export function replaceBetweenMarks(document: string, command: string, content: string): string {
  const begin = `<!-- begin: written by ${command} -->`;
  const end = `<!-- end: written by ${command} -->`;
  const [before, between, ...more] = document.split(begin);
  const [, after, ...others] = between?.split(end) ?? [];
  if (before === undefined || after === undefined || more.length > 0 || others.length > 0) {
    throw new Error(`the document has no place for the table: "${begin}" and "${end}" must stand there once each`);
  }
  return `${before}${begin}\n${content}\n${end}${after}`;
}
