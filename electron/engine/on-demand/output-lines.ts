import { StringDecoder } from 'node:string_decoder';

/** Characters without a line's end after which what is there counts as one: a program that prints none must not fill the memory. */
const MAX_HELD = 4_096;
/** What terminals act on: CSI and OSC sequences, and two-character escapes (ECMA-48 §5.3 to §5.6). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Cuts a program's output into lines of plain text: no colours, no control characters, no empty lines. */
export class OutputLines {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #held = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** The output is over. */
  end(): void {
    this.#take(this.#decoder.end());
    const rest = this.#held;
    this.#held = '';
    this.#tell(rest);
  }

  #take(text: string): void {
    const lines = (this.#held + text).split('\n');
    this.#held = lines.pop() ?? '';
    for (const line of lines) this.#tell(line);
    if (this.#held.length < MAX_HELD) return;
    this.#tell(this.#held);
    this.#held = '';
  }

  #tell(line: string): void {
    // A progress bar writes one line over and over: its last state counts.
    const last = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
    const plain = last.replace(ESCAPES, '').replace(CONTROLS, '').trimEnd();
    if (plain !== '') this.#onLine(plain);
  }
}
