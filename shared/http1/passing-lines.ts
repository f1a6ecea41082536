import type { FieldBlock } from './field-block.ts';

/** Writes a head anew out of the lines that it has: those that pass as they are, which most do, are copied in runs. */
export class PassingLines {
  readonly #block: FieldBlock;
  #written = '';
  /** Where in the text what was not looked at yet, or passes as it is, begins. */
  #from = 0;

  /** Where nothing else is said, all lines pass, the first one too. */
  constructor(block: FieldBlock) {
    this.#block = block;
  }

  /** Puts other lines in place of the one before the fields. */
  startWith(lines: string): void {
    this.#written = lines;
    this.#from = this.#block.lineStart(0);
  }

  leaveOut(index: number): void {
    this.#copyTo(this.#block.lineStart(index));
    this.#from = this.#block.lineStart(index + 1);
  }

  /** Writes a line with another value. */
  replace(index: number, value: string): void {
    this.leaveOut(index);
    this.#written += `${this.#block.name(index)}: ${value}\r\n`;
  }

  /** Returns the whole head, with more lines behind those of its fields. */
  endWith(lines: string): string {
    const { text } = this.#block;
    if (this.#from === 0 && lines === '') return text;
    this.#copyTo(this.#block.lineStart(this.#block.count));
    return `${this.#written}${lines}\r\n`;
  }

  #copyTo(end: number): void {
    if (end > this.#from) this.#written += this.#block.text.substring(this.#from, end);
  }
}
