import type { ReportFormat } from './read-report.ts';

/** One step of `npm test`. */
export interface Stage {
  /** Name in the output and on the command line. */
  name: string;
  /** Program of node_modules/.bin, and its arguments. */
  command: readonly [string, ...string[]];
  /** Format of the report that the program writes; without one the stage counts as one check. */
  report?: ReportFormat;
  /** Longest time on a machine with two cores, several times what it usually takes. */
  timeoutMs: number;
}

const MINUTE_MS = 60_000;

/** Projects of playwright.config.ts: parts of `npm test` of their own, run as one stage. */
const BROWSER_PROJECTS = ['page', 'app', 'desktop'];
/** The same, run only where they are named: with them the whole would take longer than the 20 minutes that it may on two cores. */
const NAMED_PROJECTS = ['accessibility', 'pictures'];

/** What can be named behind `npm test --`, in the order in which it runs. */
export const PARTS = ['lint', 'types', 'build', 'unit', 'loopback', ...BROWSER_PROJECTS, ...NAMED_PROJECTS];

/** Returns the stages that run the named parts; all of them when none is named. `reportFile` tells where a stage puts its report. */
export function planStages(parts: readonly string[], reportFile: (stage: string) => string): Stage[] {
  const wants = (part: string) => parts.length === 0 || parts.includes(part);
  const named = NAMED_PROJECTS.filter((part) => parts.includes(part));
  const projects = [...BROWSER_PROJECTS.filter(wants), ...named];
  const stages: (Stage | false)[] = [
    wants('lint') && { name: 'lint', command: ['biome', 'check', '.'], timeoutMs: 2 * MINUTE_MS },
    wants('types') && { name: 'types', command: ['tsc'], timeoutMs: 4 * MINUTE_MS },
    wants('build')
      ? { name: 'build', command: ['node', 'scripts/build.ts'], timeoutMs: 3 * MINUTE_MS }
      : projects.length > 0 && {
          name: 'build',
          command: ['node', 'scripts/build.ts', '--if-stale'],
          timeoutMs: 3 * MINUTE_MS,
        },
    wants('unit') && vitestStage('unit', reportFile('unit'), 5 * MINUTE_MS),
    wants('loopback') && vitestStage('loopback', reportFile('loopback'), 11 * MINUTE_MS),
    projects.length > 0 && {
      name: 'browser',
      command: ['playwright', 'test', ...projects.map((project) => `--project=${project}`)],
      report: 'playwright',
      timeoutMs: (10 + 10 * named.length) * MINUTE_MS,
    },
  ];
  return stages.filter((stage) => stage !== false);
}

function vitestStage(project: string, reportFile: string, timeoutMs: number): Stage {
  return {
    name: project,
    command: [
      'vitest',
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
    ],
    report: 'vitest',
    timeoutMs,
  };
}
