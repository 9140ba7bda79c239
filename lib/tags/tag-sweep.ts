import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { sweptPlaces } from '../../shared/platform/sweep-config.ts';
import { ConcludeTagSweepEnv, SweepTagCellEnv } from '../../shared/tags/sweep-env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { assumeMemberRole, memberRole } from '../platform/member-role.ts';
import { Sweep } from '../platform/sweep.ts';
import { SWEEP_CELL_LIMITS } from '../platform/sweep-definition.ts';
import { acknowledgeQuarantine, listingPermissions, quarantinePermissions } from './sweep-permissions.ts';
import { acknowledgeTagging, taggingPermissions } from './tagging-permissions.ts';
import type { TagsPart } from './tags-part.ts';

/** All accounts and regions once a day: what has no tags, or wrong ones, is put right, told, and in the end stopped. */
export class TagSweep extends Construct {
  readonly sweep: Sweep;

  constructor(scope: Construct, id: string, part: TagsPart) {
    super(scope, id);
    const { platform, config } = part;
    const cell = this.sweepCell(part);
    const conclude = this.conclude(part);
    this.sweep = new Sweep(this, 'Sweep', {
      platform,
      what: 'tags',
      does: {
        SweepCellFunctionArn: cell.invocation(),
        ConcludeFunctionArn: conclude.invocation(),
        ActFunctionArn: conclude.invocation(), // it alone may stop things and put them back
      },
      acts: 'an approved plan or a release',
      deadLetters: part.tags.events.queue.deadLetters,
      expression: 'cron(0 2 * * ? *)', // before people come to work in Europe, after they left in America
      ...sweptPlaces(config.organization, Stack.of(this).account),
    });
  }

  private sweepCell({ platform, config, tags }: TagsPart): ServiceFunction<typeof SweepTagCellEnv> {
    const cell = new ServiceFunction(this, 'SweepTagCell', {
      entry: 'tags/sweep-tag-cell',
      schema: SweepTagCellEnv,
      env: {
        RESOURCES_TABLE: tags.resources.access('GetItem', 'BatchGetItem', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        MEMBER_ROLE: assumeMemberRole(this),
      },
      permissions: [...taggingPermissions(this, config.tags), ...listingPermissions()],
      config,
      limits: SWEEP_CELL_LIMITS,
      alarms: platform.alarms,
    });
    acknowledgeTagging(cell, config.tags);
    return cell;
  }

  private conclude({ platform, config, tags }: TagsPart): ServiceFunction<typeof ConcludeTagSweepEnv> {
    const stops = config.tags.enforce.mode === 'quarantine'; // then it reads tags once more before it does, or says it would
    const conclude = new ServiceFunction(this, 'ConcludeTagSweep', {
      entry: 'tags/conclude-tag-sweep',
      schema: ConcludeTagSweepEnv,
      env: {
        RESOURCES_TABLE: tags.resources.accessWithIndex('GetItem', 'BatchGetItem', 'Query', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        MEMBER_ROLE: stops ? assumeMemberRole(this) : memberRole(this),
        BUS_NAME: platform.bus.putEvents(),
      },
      permissions: [
        ...(stops ? quarantinePermissions(this, config.tags) : []),
        ...(platform.mail === undefined ? [] : [platform.mail.send()]),
      ],
      config,
      eventStreams: true, // the client of Lambda
      // It goes through every record once: a hundred thousand are a hundred megabytes.
      limits: { timeout: 300, concurrency: 1, memory: 1769 },
      alarms: platform.alarms,
    });
    if (stops) acknowledgeQuarantine(conclude, config.tags);
    return conclude;
  }
}
