import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/contract/contract.ts';

/** All that the page can ask of the engine, typed by the contract. */
export type EngineClient = ContractRouterClient<Contract>;
