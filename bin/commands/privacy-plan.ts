import type { Command } from 'commander';
import { formatFaults } from '../../shared/config/read-config.ts';
import { readSection } from '../../shared/config/read-section.ts';
import { checkPrivacy } from '../../shared/privacy/check-config.ts';
import { PrivacySection } from '../../shared/privacy/config.ts';
import { erasureOrder } from '../../shared/privacy/erasure-order.ts';
import { print } from '../print.ts';
import { planWords } from '../privacy-words.ts';
import { UsageFault } from '../usage-fault.ts';

/** `belltower privacy plan` */
export function registerPlan(privacy: Command): void {
  privacy
    .command('plan')
    .description('check a data map, and say in which order its systems are erased')
    .argument('<privacy.yaml>', 'the data map')
    .option('--json', 'print { order, identities, errors } as JSON')
    .addHelpText('after', '\nExample:\n  npx belltower privacy plan config/example/privacy.yaml')
    .action(plan);
}

function plan(file: string, { json }: { readonly json?: boolean }): void {
  // Whose team an owner is can be known only in a folder with organization.yaml: `config check` says it.
  const { section, readable, faults, warnings } = readSection(file, PrivacySection, (read) =>
    checkPrivacy(undefined, read),
  );
  const order = section === undefined ? undefined : erasureOrder(section.systems);
  if (section === undefined || order === undefined) {
    if (json !== true) throw new UsageFault(formatFaults(faults));
    const identities = (readable.identities ?? []).filter((name) => name !== undefined);
    print(true, { order: [], identities, errors: faults }, () => '');
    throw new UsageFault('');
  }
  if (json !== true) process.stderr.write(formatFaults(warnings).replaceAll(/^(?=.)/gm, 'warning: '));
  print(json, { order, identities: section.identities, errors: [] }, () => planWords(file, section, order));
}
