import { Construct } from 'constructs';
import { AdvanceCaseEnv, RunCommandEnv } from '../../shared/privacy/env.ts';
import { plain } from '../constructs/access.ts';
import { acknowledgePatterns } from '../constructs/acknowledge-patterns.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { connectorPermissions } from './connector-permissions.ts';
import type { PrivacyPart } from './privacy-part.ts';
import { destroySubjectKeys } from './subject-key-permissions.ts';

/** The two functions of the workflow: one decides and signs, and may erase nothing; one erases, and may sign nothing. */
export class CaseWork extends Construct {
  readonly advance: ServiceFunction<typeof AdvanceCaseEnv>;
  readonly run: ServiceFunction<typeof RunCommandEnv>;

  constructor(scope: Construct, id: string, { platform, config, privacy }: PrivacyPart) {
    super(scope, id);
    const { alarms, bus, api } = platform;
    this.advance = new ServiceFunction(this, 'AdvanceCase', {
      entry: 'privacy/advance-case',
      schema: AdvanceCaseEnv,
      env: {
        CASES_TABLE: privacy.cases.access('GetItem', 'BatchGetItem', 'PutItem'),
        SIGNING_KEY_ID: privacy.keys.sign(),
      },
      config,
      limits: { timeout: 60, concurrency: 8 },
      alarms,
    });
    const permissions = [
      ...destroySubjectKeys(this, config.privacy),
      ...connectorPermissions(this, config.privacy.systems),
    ];
    this.run = new ServiceFunction(this, 'RunCommand', {
      entry: 'privacy/run-command',
      schema: RunCommandEnv,
      env: {
        CASES_TABLE: privacy.cases.access('GetItem', 'BatchGetItem', 'Query', 'PutItem'),
        TAG_KEY_ID: privacy.keys.tags.sign(),
        CALLBACK_KEY_ID: privacy.keys.callbacks.sign(),
        COMMAND_KEY_ID: privacy.keys.signCommands(),
        VAULT_KEY_ID: privacy.keys.seal(),
        BUS_NAME: bus.putEvents(),
        API_URL: plain(api.url),
      },
      config,
      limits: { timeout: 300, concurrency: 20, memory: 1024 },
      alarms,
      eventStreams: true,
      permissions,
    });
    acknowledgePatterns(
      this.run,
      permissions,
      'Keys of persons are made by functions and known by their tag; what a system holds is below its name.',
    );
  }
}
