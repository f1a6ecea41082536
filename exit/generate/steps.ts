import type { Deployment } from './deployment.ts';

/** Lines of text as comments of a unit file or of YAML. */
export function commented(lines: readonly string[]): string {
  return lines.map((line) => `${`# ${line}`.trimEnd()}\n`).join('');
}

/** The server's name in examples of commands. */
export function hostOf({ exposure }: Deployment): string {
  return exposure.kind === 'address' ? 'ADDRESS-OF-THE-SERVER' : exposure.domain;
}

/** What to enter at the domain's DNS provider. */
export function dnsSteps({ exposure }: Deployment): string[] {
  if (exposure.kind === 'address') {
    return ['Without --domain visitors reach TCP tunnels only: HTTP tunnels need a name.'];
  }
  const { domain } = exposure;
  const why =
    exposure.kind === 'https'
      ? ': certificates are proved over them, and what fails is tried again ever more rarely'
      : '';
  return [`DNS: A records for ${domain} and *.${domain} that lead to the server${why}.`];
}
