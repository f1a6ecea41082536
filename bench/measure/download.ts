import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { get as getOverTls } from 'node:https';
import type { Endpoint } from '../peers/peer.ts';
import { FILE, type UpstreamFile } from '../peers/upstream.ts';
import { runTool } from './run-tool.ts';

/** Downloads a file once with curl. Returns MB/s; rejects when it is not whole. */
export async function measureDownload(endpoint: Endpoint, file: UpstreamFile, signal?: AbortSignal): Promise<number> {
  const report = ['-o', '/dev/null', '-w', '%{size_download} %{time_total}'];
  const url = `http://127.0.0.1:${endpoint.port}${file.path}`;
  const output = await runTool('curl', ['-sS', '--fail', ...report, '-H', `Host: ${endpoint.host}`, url], signal);
  const [size, seconds] = output.split(' ').map(Number);
  if (size !== file.bytes || seconds === undefined) throw new Error(`curl got ${size} bytes of ${file.bytes}`);
  return size / seconds / 1e6;
}

/** Downloads the file without a clock and compares its SHA-256. */
export function checkDownload(endpoint: Endpoint, digest: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const { port, host } = endpoint;
    const where = { host: '127.0.0.1', port, path: FILE.path, headers: { Host: host }, agent: false as const };
    const options = { ...where, rejectUnauthorized: false };
    const request = (endpoint.tls ? getOverTls : get)({ ...options, ...(signal ? { signal } : {}) }, (response) => {
      const hash = createHash('sha256');
      response.on('data', (chunk: Buffer) => hash.update(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (hash.digest('hex') === digest) resolve();
        else reject(new Error(`the file came changed through port ${port}`));
      });
    });
    request.on('error', reject);
  });
}
