/** What a server of the exit server runs: Linux with glibc 2.28 or newer (Debian 10, Ubuntu 18.10), as Node's own binaries need. */
export const SERVER_PLATFORMS = ['linux-x64', 'linux-arm64'] as const;

export type ServerPlatform = (typeof SERVER_PLATFORMS)[number];

/** Returns this machine's platform where a server may be like it, else the one that most servers have. */
export function usualPlatform(here = `${process.platform}-${process.arch}`): ServerPlatform {
  return SERVER_PLATFORMS.find((platform) => platform === here) ?? 'linux-x64';
}
