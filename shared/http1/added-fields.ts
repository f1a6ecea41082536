/** What would end the line, or hide what follows from some reader. */
const LINE_BREAKING = /[\r\n\0]/;

/** Fields that a gateway puts behind those of a message. */
export class AddedFields {
  static readonly none = new AddedFields([]);
  /** name, value, … */
  readonly list: readonly string[];
  /** The same as lines of HTTP/1. */
  readonly lines: string;

  /** Throws TypeError where a part would become a line of its own: they may come from settings or from an address. */
  constructor(list: readonly string[]) {
    if (list.some((part) => LINE_BREAKING.test(part))) throw new TypeError('a field must not hold CR, LF or NUL');
    this.list = list;
    let lines = '';
    for (let i = 0; i < list.length; i += 2) lines += `${list[i]}: ${list[i + 1]}\r\n`;
    this.lines = lines;
  }
}
