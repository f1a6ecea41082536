import type { AddressInfo, Server } from 'node:net';
import { formatAddress } from '../../shared/wire/format-address.ts';
import type { ListenAddress } from './listen-address.ts';

/** A server cannot listen where it should; the message is one line that names the address and the flag to change. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  /** The system's code, e.g. `EADDRINUSE`. */
  readonly code: string;

  constructor(address: ListenAddress, flag: string, code: string) {
    super(`${explain(formatAddress(address.host, address.port), code)}: choose another address with ${flag}`);
    this.code = code;
  }
}

/** Listens and resolves with the address really bound. Rejects with ListenError; `flag` is what the person would change. */
export function listen(server: Server, address: ListenAddress, flag: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(new ListenError(address, flag, error.code ?? 'unknown'));
    server.once('error', onError);
    server.listen({ host: address.host, port: address.port }, () => {
      server.off('error', onError);
      resolve(server.address() as AddressInfo);
    });
  });
}

function explain(address: string, code: string): string {
  if (code === 'EADDRINUSE') return `${address} is in use by another program`;
  if (code === 'EACCES') return `this user may not listen on ${address}`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${address} is not an address of this machine`;
  return `cannot listen on ${address} (${code})`;
}
