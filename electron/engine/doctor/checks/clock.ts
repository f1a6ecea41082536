import type { Finding } from '../../../../shared/contract/doctor.ts';
import { proxyAgent } from '../../network/proxy-agent.ts';
import type { ServerConfig } from '../../settings/settings-schema.ts';
import type { DoctorParts } from '../doctor-parts.ts';
import { explainDial } from '../explain-dial.ts';
import { findings } from '../findings.ts';
import { lookAtEach } from '../look-at-each.ts';
import { noServers } from '../no-servers.ts';
import { probeSignal } from '../probe-signal.ts';
import { serverTime } from '../server-time.ts';

/** Clocks that are set over the network differ by less; past it a wrong one explains puzzling times in charts and logs, ms. */
const NOTICED_MS = 30_000;
/** Stripe, Slack and Standard Webhooks take signatures that are up to five minutes old; certificates and tokens have just begun or ended then, ms. */
const BREAKS_MS = 300_000;
const SET_CLOCK =
  'Let this computer, or the exit server, set its clock over the network (NTP): one of the two is wrong.';

/** Whether this computer's clock agrees with those of the exit servers. */
export async function checkClock(parts: DoctorParts, signal: AbortSignal): Promise<Finding[]> {
  const { servers } = parts.settings.value;
  if (servers.length === 0) return [noServers()];
  return lookAtEach(servers, (server) => lookAt(parts, server, signal));
}

async function lookAt({ network }: DoctorParts, { label, url }: ServerConfig, signal: AbortSignal): Promise<Finding> {
  const place = new URL(url);
  try {
    const proxy = await network.routeTo(url);
    const reading = await serverTime(place, proxy && (await proxyAgent(proxy)), probeSignal(signal));
    if (reading === undefined) return findings.skipped(label, 'It does not say what time it is.');
    const off = Math.max(0, Math.abs(reading.ahead) - reading.uncertainty);
    if (off <= NOTICED_MS) return findings.ok(label, 'Its clock and this computer’s agree.');
    const way = reading.ahead > 0 ? 'ahead of' : 'behind';
    const found = `This computer’s clock is ${words(off)} ${way} that of ${place.host}.`;
    return off > BREAKS_MS ? findings.failed(label, found, SET_CLOCK) : findings.warning(label, found, SET_CLOCK);
  } catch (error) {
    const { verdict, found } = explainDial(label, place.host, error);
    return {
      about: label,
      verdict: verdict === 'failed' ? 'skipped' : verdict,
      found: `Its time is not known. ${found}`,
    };
  }
}

/** `45 s`, `5 min`, `3 h`, `2 days`. */
function words(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
