import { Construct } from 'constructs';
import type { PrivacyConfig } from '../../shared/privacy/config.ts';
import { DomainTable } from '../constructs/domain-table.ts';
import type { Platform } from '../platform/platform.ts';

export interface PrivacyProps {
  readonly platform: Platform;
  readonly config: PrivacyConfig;
  /** Whether there is a pager that hears the alerts of this stack. */
  readonly pager: boolean;
}

/** Erasure: requests become cases, which end when every system was read again and found empty. */
export class Privacy extends Construct {
  /** Cases, holds, certificates, and who may not come back with a restore. */
  readonly cases: DomainTable;

  constructor(scope: Construct, id: string, { platform }: PrivacyProps) {
    super(scope, id);
    this.cases = new DomainTable(this, 'Cases', { key: platform.key, gsi1: true, expires: true });
  }
}
