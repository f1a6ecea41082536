/** A V8 CPU profile, as `--cpu-prof` writes it (Chrome DevTools Protocol, type Profiler.Profile). */
export interface CpuProfile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: number[];
  }[];
  /** Microseconds of the system's monotonic clock. */
  startTime: number;
  samples: number[];
  /** Microseconds before each sample. */
  timeDeltas: number[];
}

/** Returns the profile without the samples taken before `from` and after `to`, microseconds of the system's monotonic clock. */
export function cutProfile(profile: CpuProfile, from: number, to: number): CpuProfile {
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  let at = profile.startTime;
  profile.samples.forEach((sample, index) => {
    const delta = profile.timeDeltas[index] ?? 0;
    at += delta;
    if (at < from || at > to) return;
    samples.push(sample);
    timeDeltas.push(delta);
  });
  return { ...profile, samples, timeDeltas };
}

/** One function and the time that the processor spent in it alone. */
export interface SelfTime {
  name: string;
  /** Of the time that the process was not idle. */
  share: number;
}

/** Names that V8 gives to time without JavaScript. */
const IDLE = '(idle)';

/** Returns the functions of a profile by their own time, the longest first. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): SelfTime[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, frameName(callFrame)]));
  const times = new Map<string, number>();
  let busy = 0;
  samples.forEach((id, index) => {
    const name = names.get(id) ?? '(unknown)';
    const delta = timeDeltas[index] ?? 0;
    if (name === IDLE) return;
    busy += delta;
    times.set(name, (times.get(name) ?? 0) + delta);
  });
  return [...times].map(([name, time]) => ({ name, share: time / busy })).sort((a, b) => b.share - a.share);
}

function frameName({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const file = url.startsWith('node:') ? url : url.split('/').slice(-2).join('/');
  return `${name} ${file}:${lineNumber + 1}`;
}
