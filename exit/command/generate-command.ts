import { GENERATORS, type GeneratorName } from '../generate/generators.ts';
import { deploymentOf, type GenerateFlags } from './deployment-of.ts';
import { readTokenFile } from './token-file.ts';
import { UsageError } from './usage-error.ts';

/** Prints the file that sets an exit server up. Throws UsageError. */
export function printGenerated(where: string, flags: GenerateFlags, host: Pick<NodeJS.Process, 'stdout'>): void {
  const kind = kindOf(where);
  const readToken = () => (flags.tokenFile === undefined ? undefined : readTokenFile(flags.tokenFile).token);
  const deployment = deploymentOf(kind, flags, readToken);
  const text = GENERATORS[kind](deployment);
  const holdsSecret = deployment.token !== undefined;
  host.stdout.write(flags.json === true ? `${JSON.stringify({ kind, holdsSecret, text })}\n` : text);
}

function kindOf(where: string): GeneratorName {
  const kinds = Object.keys(GENERATORS) as GeneratorName[];
  const kind = kinds.find((known) => known === where);
  if (kind === undefined) throw new UsageError(`generate makes ${kinds.join(', ')}, not ${JSON.stringify(where)}`);
  return kind;
}
