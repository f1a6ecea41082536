import type { Deployment } from './deployment.ts';
import { hostOf } from './steps.ts';

/**
 * Shell commands that print the join link on the server: it holds the token, so the program itself never prints it into a service's log.
 * `readToken` and `readLog` are commands that print the token and the program's output, its lines as they are.
 */
export function joinCommands(deployment: Deployment, readToken: string, readLog: string): string[] {
  const link = `porthole://join?server=wss%3A%2F%2F${hostOf(deployment)}%3A8123&token=$(${readToken})`;
  if (deployment.exposure.kind === 'https') return [`echo "${link}"`];
  // Only the program's own line counts: others may hold what strangers sent, e.g. the access log.
  const ownLine = String.raw`sed -n 's/^control plane CA \(sha256:[0-9a-f]\{64\}\)$/\1/p'`;
  return [`CA=$(${readLog} | ${ownLine} | tail -n 1)`, `echo "${link}&ca=$CA"`];
}
