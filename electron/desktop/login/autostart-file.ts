import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../../../shared/write-file-atomically.ts';
import { HIDDEN_FLAG } from './hidden-flag.ts';
import type { LoginItem } from './login-item.ts';

/** As other programs write theirs: the desktop reads it as this user. */
const MODE = 0o644;

/**
 * A `.desktop` file in the autostart folder
 * (https://specifications.freedesktop.org/autostart-spec/latest/), written when it is wanted and removed when it is not.
 */
export class AutostartFile implements LoginItem {
  readonly #path: string;
  readonly #text: string;

  /** @param options.command the program and its arguments; the flag to start hidden is added */
  constructor(options: { path: string; command: readonly string[] }) {
    this.#path = options.path;
    this.#text = autostartText([...options.command, HIDDEN_FLAG]);
  }

  /** Also where it leads to a program that was moved: `set` then writes it anew. */
  async isOn(): Promise<boolean> {
    const text = await this.#read();
    // Desktops switch an entry off by these keys.
    return text !== undefined && !/^(?:Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(text);
  }

  async set(on: boolean): Promise<void> {
    if (!on) return rm(this.#path, { force: true });
    if ((await this.#read()) === this.#text) return;
    await mkdir(dirname(this.#path), { recursive: true });
    await writeFileAtomically(this.#path, this.#text, MODE);
  }

  async #read(): Promise<string | undefined> {
    try {
      return await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

function autostartText(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Porthole',
    'Comment=Keeps your tunnels open',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    '',
  ].join('\n');
}

/**
 * Quotes an argument of `Exec`: inside double quotes `"`, `` ` ``, `$` and `\` need a backslash, a `%` is written twice, and each backslash is doubled once
 * more as part of a string (https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html).
 */
function quoted(argument: string): string {
  const escaped = argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${escaped.replaceAll('\\', '\\\\')}"`;
}
