import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { MacKey } from '../platform/mac-client.ts';
import type { CaseStore } from './case-store.ts';
import type { PrivacyConfig, System } from './config.ts';
import type { Connector } from './connector.ts';
import type { ConnectorStateStore } from './connector-state-store.ts';
import type { HoldStore } from './hold-store.ts';
import type { IdentityVault } from './identity-vault-store.ts';
import type { SubjectKeys } from './subject-keys.ts';
import type { SystemAddresses } from './system-address-client.ts';
import type { TallyStore } from './tally-store.ts';

/** How systems of each kind are spoken to. */
export type Connectors = Readonly<Partial<Record<System['connector'], Connector>>>;

/** What doing commands needs. */
export interface CommandDeps {
  readonly cases: Pick<CaseStore, 'read' | 'write'>;
  readonly holds: Pick<HoldStore, 'on'>;
  readonly vault: Pick<IdentityVault, 'read' | 'put'>;
  readonly tallies: Pick<TallyStore, 'of'>;
  readonly gates: Pick<ConnectorStateStore, 'enter' | 'leave'>;
  readonly addresses: Pick<SystemAddresses, 'resolve'>;
  readonly connectors: Connectors;
  readonly keys: Pick<SubjectKeys, 'destroy' | 'fateOf'>;
  /** Makes the tags of persons. */
  readonly mac: Pick<MacKey, 'sign'>;
  /** Makes the nonces of callbacks, and keys of tallies: a key of its own, since applications may make tags. */
  readonly callbacks: Pick<MacKey, 'sign'>;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  readonly config: PrivacyConfig;
  /** Where the API is, which takes the answers of those that answer later. */
  readonly apiUrl: string;
  readonly now: () => Instant;
}
