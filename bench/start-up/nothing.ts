// What Node itself needs, with what stands in for Electron here, before anything of ours runs.
import 'electron';

const now = performance.now();
process.send?.({ evaluated: now, started: now, cpu: process.cpuUsage() }, () => process.exit(0));
