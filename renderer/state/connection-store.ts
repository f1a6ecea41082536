import { create } from 'zustand';
import type { EngineClient } from '../rpc/engine-client.ts';

/** Whether the page hears the engine. `no-key` and `bad-key` need the address that `porthole serve` printed. */
export type ConnectionPhase = 'starting' | 'online' | 'lost' | 'no-key' | 'bad-key';

/** What the engine said of itself. */
export interface AppInfo {
  version: string;
  shell: 'desktop' | 'browser';
  platform: string;
  /** Whether the shell can ask for a folder in a dialog of the system. */
  canChooseFolder: boolean;
}

interface ConnectionState {
  phase: ConnectionPhase;
  /** The client of the living connection. */
  client: EngineClient | undefined;
  info: AppInfo | undefined;
  /** Ends the wait for the next try. */
  tryNow: () => void;
}

/** The page's connection to the engine. */
export const useConnection = create<ConnectionState>(() => ({
  phase: 'starting',
  client: undefined,
  info: undefined,
  tryNow: () => {},
}));
