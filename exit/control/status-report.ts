import { z } from 'zod';

const Count = z.int().min(0);

/** A tunnel as `/status` shows it. */
export const TunnelReport = z.object({
  id: Count,
  kind: z.enum(['http', 'tcp', 'tls', 'private', 'forward']),
  name: z.string(),
  /** Where it is reached; of a forward tunnel, the target. */
  publicUrl: z.string(),
  upstream: z.string(),
  /** Clients that serve its name together; absent where it is not shared. */
  sharedBy: Count.optional(),
  /** What the client last said about its upstream; absent before it said anything. */
  health: z.object({ healthy: z.boolean(), message: z.string().optional() }).optional(),
});

/** A connected client as `/status` shows it. */
export const SessionReport = z.object({
  id: z.string(),
  /** The beginning of the client's id: enough to tell clients apart, too little to pass for one of them. */
  clientId: z.string(),
  clientName: z.string(),
  clientVersion: z.string(),
  platform: z.string(),
  remoteAddress: z.string(),
  /** Absent from exit servers that speak WebSocket only. */
  transport: z.enum(['websocket', 'long-polling']).optional(),
  connectedSince: z.iso.datetime(),
  /** Absent before the first measurement. */
  rttMs: z.number().optional(),
  streams: Count,
  /** The licence that it presented, where the server asks for one. */
  licence: z.object({ id: z.string(), holder: z.string(), plan: z.string() }).optional(),
  tunnels: z.array(TunnelReport),
});

/** What `GET /status` on the control plane answers; `porthole-exit status` reads it. */
export const StatusReport = z.object({
  version: z.string(),
  startedAt: z.iso.datetime(),
  uptimeSeconds: z.number(),
  draining: z.boolean(),
  domain: z.string(),
  controlAddr: z.string(),
  dataAddr: z.string(),
  /** Connections of HTTP visitors that are open now. */
  visitorConnections: Count,
  sessions: z.array(SessionReport),
});

export type TunnelReport = z.infer<typeof TunnelReport>;
export type SessionReport = z.infer<typeof SessionReport>;
export type StatusReport = z.infer<typeof StatusReport>;
