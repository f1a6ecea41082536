import { connect, type Socket } from 'node:net';
import { until } from './until.ts';

/** A visitor that says exactly what a test tells it to, and keeps what it is answered. */
export class RawVisitor {
  readonly socket: Socket;
  /** All that came, in Latin-1. */
  text = '';
  ended = false;
  closed = false;
  /** Code of the error that ended the connection, e.g. ECONNRESET. */
  errorCode: string | undefined;

  /** `from`: the address that it comes from, e.g. 127.0.0.2 (only Linux has all of 127.0.0.0/8). */
  constructor(port: number, host = '127.0.0.1', from?: string) {
    this.socket = connect({ port, host, localAddress: from, allowHalfOpen: true, noDelay: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text: string) => {
      this.text += text;
    });
    this.socket.on('end', () => {
      this.ended = true;
    });
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.errorCode = error.code;
    });
    this.socket.on('close', () => {
      this.closed = true;
    });
  }

  write(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Sends a GET of `/path` to a host. */
  get(host: string, path = '/', fields = ''): void {
    this.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n`);
  }

  /** Waits until what came contains a text. */
  async sees(text: string): Promise<void> {
    await until(() => this.text.includes(text), `${JSON.stringify(text)} in ${JSON.stringify(this.text.slice(-500))}`);
  }

  /** Waits for the other side's orderly end. */
  async isEnded(): Promise<void> {
    await until(() => this.ended, `an end behind ${JSON.stringify(this.text.slice(-500))}`);
  }

  /** Waits until the connection is gone in whatever way. */
  async isClosed(): Promise<void> {
    await until(() => this.closed, 'the close of the connection');
  }

  destroy(): void {
    this.socket.destroy();
  }
}
