import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { isFrpcConfig, readFrpcConfig } from './frpc-config.ts';
import { ImportError, type Imported } from './imported.ts';
import { readInletsCommand } from './inlets-command.ts';
import { asRecord, type LooseRecord } from './loose-values.ts';
import { readNgrokCommand } from './ngrok-command.ts';
import { isNgrokConfig, readNgrokConfig } from './ngrok-config.ts';
import { isPortholeExport, readPortholeExport } from './porthole-export.ts';
import { splitWords } from './split-words.ts';
import { readSshCommand } from './ssh-command.ts';

/** Tunnels of one text: more than anybody has, and a bound to what a page must show. */
const MAX_TUNNELS = 500;
/** Aliases of a YAML file may not multiply its nodes by more than this (the "billion laughs" attack). */
const MAX_YAML_ALIASES = 100;

const HELP = 'Paste ngrok.yml, frpc.toml, an export of Porthole, or a command of ngrok, inlets or ssh -R.';

const COMMANDS: Readonly<Record<string, (words: readonly string[]) => Imported>> = {
  ngrok: readNgrokCommand,
  inlets: readInletsCommand,
  'inlets-pro': readInletsCommand,
  ssh: readSshCommand,
  autossh: readSshCommand,
};

/** Reads another program's settings or command, whichever a text is. Throws ImportError. */
export function readImport(text: string): Imported {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') throw new ImportError(HELP);
  const imported = readCommand(trimmed) ?? readFile(trimmed);
  if (imported.tunnels.length > MAX_TUNNELS) {
    throw new ImportError(`These are more than ${MAX_TUNNELS} tunnels: bring them over in parts.`);
  }
  return imported;
}

/** A command, with what a terminal shows before it (`$ `), `sudo`, variables, and the program's folder and `.exe` taken off. */
function readCommand(text: string): Imported | undefined {
  const line = text.replace(/^(?:[$#>]\s+)?/, '').replace(/^(?:sudo\s+)?(?:[A-Z_]+=\S*\s+)*/, '');
  const program = /^(?:\S*[\\/])?([a-z-]+)(?:\.exe)?(?:\s|$)/i.exec(line)?.[1]?.toLowerCase();
  const read = program !== undefined && Object.hasOwn(COMMANDS, program) ? COMMANDS[program] : undefined;
  return read?.(splitWords(line).slice(1));
}

function readFile(text: string): Imported {
  const file = asJson(text) ?? asToml(text) ?? asYaml(text);
  if (file !== undefined && isPortholeExport(file)) return readPortholeExport(file);
  if (file !== undefined && isFrpcConfig(file)) return readFrpcConfig(file);
  if (file !== undefined && isNgrokConfig(file)) return readNgrokConfig(file);
  // Blanks of the line alone: with \s each of many empty lines would be looked through to the last one.
  if (/^[ \t]*\[common\]/m.test(text)) {
    throw new ImportError('This is the old INI format of frp: convert it to frpc.toml first (gofrp.org says how).');
  }
  throw new ImportError(`This is nothing that can be brought over. ${HELP}`);
}

function asJson(text: string): LooseRecord | undefined {
  return parsed(() => JSON.parse(text));
}

function asToml(text: string): LooseRecord | undefined {
  return parsed(() => parseToml(text));
}

function asYaml(text: string): LooseRecord | undefined {
  return parsed(() => parseYaml(text, { maxAliasCount: MAX_YAML_ALIASES, logLevel: 'silent' }));
}

/** What a parser makes of it; undefined where it is another format, or no table of keys. */
function parsed(parse: () => unknown): LooseRecord | undefined {
  try {
    const file = asRecord(parse());
    return Object.keys(file).length > 0 ? file : undefined;
  } catch {
    return undefined;
  }
}
