import { Counter, Gauge, type Registry } from 'prom-client';
import type { ControlGuard } from '../limits/control-guard.ts';
import type { VisitorGate } from '../limits/visitor-gate.ts';

/** Registers what the limits count: how full the planes are, and whom they turned away. */
export function registerLimitMetrics(registry: Registry, gate: VisitorGate, guard: ControlGuard): void {
  const registers = [registry];
  new Gauge({
    name: 'dataplane_connections_gauge',
    help: 'Connections of visitors open, HTTP and TCP.',
    registers,
    collect() {
      this.set(gate.connections);
    },
  });
  new Counter({
    name: 'dataplane_connections_refused_total',
    help: 'Connections of visitors refused, by whose limit it was: that of the "visitor" or the "total", or the "rules" of their tunnel.',
    labelNames: ['limit'],
    registers,
    collect() {
      this.reset();
      this.inc({ limit: 'visitor' }, gate.refused.visitor);
      this.inc({ limit: 'total' }, gate.refused.total);
      this.inc({ limit: 'rules' }, gate.refused.rules);
    },
  });
  new Gauge({
    name: 'controlplane_handshakes_gauge',
    help: 'Connections to the control plane that carry no session.',
    registers,
    collect() {
      this.set(guard.handshakes);
    },
  });
  new Counter({
    name: 'controlplane_connections_refused_total',
    help: 'Connections to the control plane refused, by whose limit it was: that of the "address" or the "total".',
    labelNames: ['limit'],
    registers,
    collect() {
      this.reset();
      this.inc({ limit: 'address' }, guard.refused.address);
      this.inc({ limit: 'total' }, guard.refused.total);
    },
  });
  new Counter({
    name: 'controlplane_auth_failures_total',
    help: 'Wrong tokens sent to the control plane.',
    registers,
    collect() {
      this.reset();
      this.inc(guard.failures);
    },
  });
}
