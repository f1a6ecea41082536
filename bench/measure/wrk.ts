import type { Endpoint } from '../peers/peer.ts';
import { runTool } from './run-tool.ts';

export interface WrkLoad {
  connections: number;
  seconds: number;
  /** A new connection for each request. */
  close?: boolean;
}

export interface WrkResult {
  requestsPerSecond: number;
  requests: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Connections that failed, by wrk's own words; undefined when none did. */
  socketErrors: string | undefined;
}

/** wrk's units of time, in milliseconds. */
const UNITS: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

/** Loads an endpoint's `/` with wrk (2 threads, or 1 for one connection). Rejects when an answer was none of 2xx or 3xx. */
export async function measureWrk(endpoint: Endpoint, load: WrkLoad, signal?: AbortSignal): Promise<WrkResult> {
  const headers = ['-H', `Host: ${endpoint.host}`, ...(load.close ? ['-H', 'Connection: close'] : [])];
  const threads = Math.min(2, load.connections);
  const size = [`-t${threads}`, `-c${load.connections}`, `-d${load.seconds}s`];
  const url = `${endpoint.tls ? 'https' : 'http'}://127.0.0.1:${endpoint.port}/`;
  const output = await runTool('wrk', [...size, '--latency', ...headers, url], signal);
  if (output.includes('Non-2xx')) throw new Error(`wrk got other answers than 2xx:\n${output}`);
  return {
    requestsPerSecond: Number(field(output, /Requests\/sec:\s+([\d.]+)/)),
    requests: Number(field(output, /(\d+) requests in/)),
    p50: milliseconds(field(output, /^\s+50%\s+(\S+)/m)),
    p99: milliseconds(field(output, /^\s+99%\s+(\S+)/m)),
    socketErrors: /Socket errors: (.*)/.exec(output)?.[1],
  };
}

function field(output: string, pattern: RegExp): string {
  const value = pattern.exec(output)?.[1];
  if (value === undefined) throw new Error(`wrk's output has no ${pattern}:\n${output}`);
  return value;
}

function milliseconds(text: string): number {
  const [, value, unit = ''] = /^([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
  return Number(value) * (UNITS[unit] ?? Number.NaN);
}
