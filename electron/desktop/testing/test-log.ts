import type { Log } from '../../engine/engine-parts.ts';

/** A log whose messages a test can look at. */
export class TestLog implements Log {
  readonly messages: string[] = [];
  readonly debug = (_fields: object, message: string) => void this.messages.push(`debug: ${message}`);
  readonly info = (_fields: object, message: string) => void this.messages.push(`info: ${message}`);
  readonly warn = (_fields: object, message: string) => void this.messages.push(`warn: ${message}`);
  readonly error = (_fields: object, message: string) => void this.messages.push(`error: ${message}`);
}
