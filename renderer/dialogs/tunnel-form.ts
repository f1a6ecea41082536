import { type Tunnel, type TunnelKind, TunnelName } from '../../shared/contract/tunnel.ts';
import { folderUpstream } from '../../shared/folder-upstream.ts';
import { checkForwardTarget } from '../format/check-forward-target.ts';
import { checkPort } from '../format/check-port.ts';
import { checkTarget } from '../format/check-target.ts';
import type { EngineClient } from '../rpc/engine-client.ts';

import {
  checkOnDemandForm,
  type OnDemandForm,
  type OnDemandFormErrors,
  onDemandEdit,
  onDemandFormOf,
} from './on-demand-form.ts';

/** What the edit dialog holds, as text. */
export interface TunnelForm extends OnDemandForm {
  name: string;
  target: string;
  serverId: string;
  remotePort: string;
  localPort: string;
  proxyProtocol: 'none' | 'v1' | 'v2';
  shared: boolean;
  dotFiles: boolean;
  alsoServerIds: string[];
}

/** Inputs of the form that can be wrong, by the names that the contract gives them. */
export type TunnelFormErrors = OnDemandFormErrors &
  Partial<
    Record<
      | 'name'
      | 'target'
      | 'serverId'
      | 'remotePort'
      | 'localPort'
      | 'proxyProtocol'
      | 'shared'
      | 'alsoServerIds'
      | 'form',
      string
    >
  >;

type TunnelEdit = Parameters<EngineClient['tunnels']['update']>[0]['edit'];

/** Fills the form with what a tunnel is now. */
export function formOf(tunnel: Tunnel): TunnelForm {
  return {
    name: tunnel.name,
    target: folderUpstream.shown(tunnel.upstream),
    serverId: tunnel.serverId,
    remotePort: tunnel.remotePort === undefined ? '' : String(tunnel.remotePort),
    localPort: tunnel.localPort === undefined ? '' : String(tunnel.localPort),
    proxyProtocol: tunnel.proxyProtocol ?? 'none',
    ...onDemandFormOf(tunnel),
    shared: tunnel.shared === true,
    dotFiles: tunnel.dotFiles === true,
    alsoServerIds: tunnel.alsoServerIds ?? [],
  };
}

/** Says what is wrong with the form; empty where it can be sent. */
export function checkForm(form: TunnelForm, kind: TunnelKind): TunnelFormErrors {
  const errors: TunnelFormErrors = checkOnDemandForm(form);
  const name = TunnelName.safeParse(form.name.trim());
  if (!name.success) errors.name = name.error.issues[0]?.message;
  const target = kind === 'forward' ? checkForwardTarget(form.target) : checkTarget(form.target);
  if (target !== undefined) errors.target = target;
  const remotePort = form.remotePort.trim() === '' ? undefined : checkPort(form.remotePort.trim());
  if (remotePort !== undefined) errors.remotePort = remotePort;
  const localPort = form.localPort.trim() === '' ? undefined : checkPort(form.localPort.trim());
  if (localPort !== undefined) errors.localPort = localPort;
  return errors;
}

/** The fields that differ from the tunnel: only they are sent. */
export function editOf(form: TunnelForm, tunnel: Tunnel): TunnelEdit {
  const edit: TunnelEdit = {};
  const remotePort = form.remotePort.trim() === '' ? undefined : Number(form.remotePort);
  if (form.name.trim() !== tunnel.name) edit.name = form.name.trim();
  if (form.target.trim() !== folderUpstream.shown(tunnel.upstream)) edit.target = form.target.trim();
  if (form.serverId !== tunnel.serverId) edit.serverId = form.serverId;
  if (remotePort !== tunnel.remotePort) edit.remotePort = remotePort ?? null;
  const localPort = form.localPort.trim() === '' ? undefined : Number(form.localPort);
  if (localPort !== undefined && localPort !== tunnel.localPort) edit.localPort = localPort;
  const proxyProtocol = form.proxyProtocol === 'none' ? undefined : form.proxyProtocol;
  if (proxyProtocol !== tunnel.proxyProtocol) edit.proxyProtocol = proxyProtocol ?? null;
  const onDemand = onDemandEdit(form, tunnel);
  if (onDemand !== undefined) edit.onDemand = onDemand;
  if (form.shared !== (tunnel.shared === true)) edit.shared = form.shared;
  if (form.dotFiles !== (tunnel.dotFiles === true)) edit.dotFiles = form.dotFiles;
  const alsoServerIds = form.alsoServerIds.filter((id) => id !== form.serverId);
  if (alsoServerIds.join() !== (tunnel.alsoServerIds ?? []).join()) edit.alsoServerIds = alsoServerIds;
  return edit;
}
