/**
 * A program that visits tunnels in turn at a steady pace, as many people do. Prints `answered N` once a second, and ends by itself where it was told how
 * many to send. Ends with 1 where an answer did not come from the services.
 *
 *     node bench/page/visitors.ts DATA-PORT HOST,HOST,… PER-SECOND [COUNT]
 */
import http from 'node:http';
import { untilStopSignal } from '../../shared/stop-signal.ts';

/** Of a pace of some hundred a second that looks steady. */
const TURN_MS = 10;
/** Of the tunnels' answers, which take some ms. */
const MOST_OPEN = 200;
/** One in so many asks for what is not there, and one in so many for what is broken. */
const WRONG_EVERY = 50;
const BROKEN_EVERY = 97;

const [port, hosts = '', perSecond, count = 'Infinity'] = process.argv.slice(2);
const names = hosts.split(',');
const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
let sent = 0;
let answered = 0;
let open = 0;
let ended = false;

const began = performance.now();
const turn = setInterval(() => {
  const due = Math.min(Number(count), ((performance.now() - began) / 1_000) * Number(perSecond));
  while (sent < due && open < MOST_OPEN) visit();
  if (answered === Number(count)) end();
}, TURN_MS);
const told = setInterval(() => console.log(`answered ${answered}`), 1_000);
void untilStopSignal().then(end);

function visit(): void {
  sent += 1;
  open += 1;
  const page = sent % WRONG_EVERY === 0 ? 'wrong' : sent % BROKEN_EVERY === 0 ? 'broken' : 'products';
  const host = names[sent % names.length];
  const request = http.get({ host: '127.0.0.1', port, path: `/${page}?n=${sent}`, agent, headers: { host } });
  request.on('error', fail);
  request.on('response', (response) => {
    if (response.headers['porthole-error'] !== undefined) fail(new Error(`${host}: ${response.statusCode}`));
    response.resume();
    response.on('end', () => {
      answered += 1;
      open -= 1;
    });
  });
}

function fail(error: Error): never {
  // Broken off at the end.
  if (ended) process.exit();
  console.error(String(error));
  process.exit(1);
}

function end(): void {
  ended = true;
  clearInterval(turn);
  clearInterval(told);
  agent.destroy();
  console.log(`answered ${answered}`);
}
