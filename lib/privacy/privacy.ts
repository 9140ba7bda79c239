import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PrivacyConfig } from '../../shared/privacy/config.ts';
import { acknowledgePatterns } from '../constructs/acknowledge-patterns.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { DomainTable } from '../constructs/domain-table.ts';
import type { Platform } from '../platform/platform.ts';
import { CaseWatch } from './case-watch.ts';
import { CaseWork } from './case-work.ts';
import { Erasure } from './erasure.ts';
import { KeyEvents } from './key-events.ts';
import { PrivacyApi } from './privacy-api.ts';
import { PrivacyKeys } from './privacy-keys.ts';
import { useSubjectKeys } from './subject-key-permissions.ts';

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
  /** Makes the tags of persons, and signs certificates. */
  readonly keys: PrivacyKeys;
  /** Acts for cases. */
  readonly erasure: Erasure;
  /** What of events and watches came to nothing. */
  readonly deadLetters: DeadLetterQueue;
  /** For the roles of applications that seal data of persons. */
  readonly sealing: ManagedPolicy;

  constructor(scope: Construct, id: string, { platform, config }: PrivacyProps) {
    super(scope, id);
    this.cases = new DomainTable(this, 'Cases', { key: platform.key, gsi1: true, expires: true });
    this.keys = new PrivacyKeys(this, 'Keys', { data: platform.key });
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      key: platform.key,
      alarms: platform.alarms,
      holds: 'events about keys of persons, or watches over their cases, that came to nothing',
    });
    const part = { platform, config, privacy: this };
    const { advance, run } = new CaseWork(this, 'CaseWork', part);
    this.erasure = new Erasure(this, 'Erasure', {
      alarms: platform.alarms,
      does: { AdvanceFunctionArn: advance.invocation(), RunFunctionArn: run.invocation() },
    });
    new KeyEvents(this, 'KeyEvents', part);
    new PrivacyApi(this, 'Api', part);
    new CaseWatch(this, 'Watch', part);
    const sealing = [...this.keys.tags.sign().statements, ...useSubjectKeys(this, config.privacy)];
    this.sealing = new ManagedPolicy(this, 'Sealing', {
      description: 'Lets an application seal data of persons by keys that can be destroyed, and open it',
      statements: sealing,
    });
    acknowledgePatterns(
      this.sealing,
      sealing,
      'Keys of persons are made by applications: none has an ARN before, and each is known by its tag.',
    );
  }
}
