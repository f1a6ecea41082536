import type { Welcome } from '../../../shared/wire/messages.ts';
import type { Transport } from '../../../shared/wire/transport.ts';

/** The link to one exit server. */
export type LinkState =
  /** Nobody needs it. */
  | { readonly state: 'idle' }
  | { readonly state: 'connecting' }
  | {
      readonly state: 'online';
      readonly since: number;
      readonly serverVersion: string;
      readonly domain: string;
      /** What the exit server says of the token; absent where it says nothing. */
      readonly token?: Welcome['token'];
      readonly transport: Transport['kind'];
      /** Whether the control plane speaks TLS. */
      readonly secure: boolean;
      /** The proxy that it goes through, for people. */
      readonly proxy?: string | undefined;
    }
  /** Lost or not yet reached. `nextTryAt`: ms since the epoch, in the past while a try is under way. */
  | { readonly state: 'reconnecting'; readonly attempt: number; readonly nextTryAt: number; readonly message: string }
  /** The exit server said no: waits for the user. */
  | { readonly state: 'refused'; readonly code: string; readonly message: string };
