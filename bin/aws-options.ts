import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatFaults, readConfig } from '../shared/config/read-config.ts';
import { Region } from '../shared/platform/schema.ts';
import { WHERE, withConfigOption } from './config-option.ts';
import { UsageFault } from './usage-fault.ts';

/** Where the deployed stack is. */
export interface AwsOptions {
  readonly config: string;
  readonly stack: string;
  readonly region?: string;
}

/** Adds `--stack`, `--region` and `--config`, which names the region by default. */
export function withAwsOptions<C extends Command>(command: C): C {
  return withConfigOption(command)
    .addOption(new Option('--stack <NAME>', 'the deployed stack').default('Belltower').helpGroup(WHERE))
    .addOption(
      new Option('--region <REGION>', 'where it is deployed (default: home.region of organization.yaml)')
        .argParser(regionArgument)
        .helpGroup(WHERE),
    );
}

function regionArgument(text: string): string {
  if (Region.safeParse(text).success) return text;
  throw new InvalidArgumentError('wanted: an AWS region such as eu-west-1');
}

/** The region of the stack. @throws UsageFault when it is not given and the configuration cannot say it */
export function regionOf({ region, config }: Pick<AwsOptions, 'region' | 'config'>): string {
  if (region !== undefined) return region;
  const read = readConfig(config);
  if (!read.ok)
    throw new UsageFault(
      `${formatFaults(read.faults)}belltower: these faults hide home.region; correct them, or give --region`,
    );
  return read.config.organization.home.region;
}
