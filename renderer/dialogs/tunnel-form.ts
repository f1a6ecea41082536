import { type Tunnel, TunnelName } from '../../shared/contract/tunnel.ts';
import { checkTarget } from '../format/check-target.ts';
import type { EngineClient } from '../rpc/engine-client.ts';

/** What the edit dialog holds, as text. */
export interface TunnelForm {
  name: string;
  target: string;
  serverId: string;
  remotePort: string;
  /** `keep`, `upstream`, or `fixed`: then `fixedHost` is the value. */
  hostMode: 'keep' | 'upstream' | 'fixed';
  fixedHost: string;
}

/** Inputs of the form that can be wrong, by the names that the contract gives them. */
export type TunnelFormErrors = Partial<
  Record<'name' | 'target' | 'serverId' | 'remotePort' | 'hostHeader' | 'form', string>
>;

type TunnelEdit = Parameters<EngineClient['tunnels']['update']>[0]['edit'];

/** Fills the form with what a tunnel is now. */
export function formOf(tunnel: Tunnel): TunnelForm {
  const { hostHeader } = tunnel;
  const hostMode = hostHeader === 'keep' || hostHeader === 'upstream' ? hostHeader : 'fixed';
  return {
    name: tunnel.name,
    target: tunnel.upstream,
    serverId: tunnel.serverId,
    remotePort: tunnel.remotePort === undefined ? '' : String(tunnel.remotePort),
    hostMode,
    fixedHost: hostMode === 'fixed' ? hostHeader : '',
  };
}

/** Says what is wrong with the form; empty where it can be sent. */
export function checkForm(form: TunnelForm): TunnelFormErrors {
  const errors: TunnelFormErrors = {};
  const name = TunnelName.safeParse(form.name.trim());
  if (!name.success) errors.name = name.error.issues[0]?.message;
  const target = checkTarget(form.target);
  if (target !== undefined) errors.target = target;
  if (form.remotePort.trim() !== '' && !isPort(form.remotePort.trim())) errors.remotePort = 'Ports go from 1 to 65535.';
  if (form.hostMode === 'fixed' && !/^[^\s/]{1,255}$/.test(form.fixedHost.trim())) {
    errors.hostHeader = 'Type a host such as shop.test, without http:// and without spaces.';
  }
  return errors;
}

/** The fields that differ from the tunnel: only they are sent. */
export function editOf(form: TunnelForm, tunnel: Tunnel): TunnelEdit {
  const edit: TunnelEdit = {};
  const remotePort = form.remotePort.trim() === '' ? undefined : Number(form.remotePort);
  const hostHeader = form.hostMode === 'fixed' ? form.fixedHost.trim() : form.hostMode;
  if (form.name.trim() !== tunnel.name) edit.name = form.name.trim();
  if (form.target.trim() !== tunnel.upstream) edit.target = form.target.trim();
  if (form.serverId !== tunnel.serverId) edit.serverId = form.serverId;
  if (remotePort !== tunnel.remotePort) edit.remotePort = remotePort ?? null;
  if (hostHeader !== tunnel.hostHeader) edit.hostHeader = hostHeader;
  return edit;
}

function isPort(text: string): boolean {
  const port = Number(text);
  return /^\d+$/.test(text) && port >= 1 && port <= 65_535;
}
