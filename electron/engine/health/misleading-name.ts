import { isIP } from 'node:net';

/**
 * Says where a public name leads to somewhere else than the exit server's own name. Undefined: it does not, or nobody can say.
 * @param lookUp rejects where a name is not known
 */
export async function misleadingName(
  host: string,
  exitHost: string,
  lookUp: (host: string) => Promise<string[]>,
): Promise<{ message: string; nextStep: string } | undefined> {
  if (isIP(host) !== 0 || host === exitHost) return undefined;
  const nobody = (): string[] => [];
  const [there, exit] = await Promise.all([lookUp(host).catch(nobody), lookUp(exitHost).catch(nobody)]);
  const [first] = there;
  if (first === undefined || exit.length === 0 || there.some((address) => exit.includes(address))) return undefined;
  return {
    message: `DNS for ${host} leads to ${first}, not to your exit server.`,
    nextStep: `Let it lead to ${exit[0]}, or to the load balancer in front of your exit server.`,
  };
}
